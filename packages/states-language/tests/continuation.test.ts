// Executions whose process dies go on from their history as if nothing had happened.
import fc from 'fast-check';
import { virtualClock } from '../src/clock.ts';
import { continuationOf, type LeftChild } from '../src/continuation.ts';
import { parseStateMachine, type StateMachine } from '../src/definition.ts';
import type { HistoryEvent } from '../src/history.ts';
import { type HistoryEntry, isNote } from '../src/history-sequences.ts';
import type { Execution, Host, Outcome, TaskCall } from '../src/host.ts';
import { runStateMachine } from '../src/run.ts';
import { StatesTaskError } from '../src/task-error.ts';
import { DURABLE_INPUT, durableMachines } from './durable-machines.ts';
import { executionOf, INVOKE, START } from './engine.ts';

/** What is kept of one execution. */
interface Kept {
  execution: Execution;
  mapRunArn: string;
  index: number;
  entries: HistoryEntry[];
}

/** What lies on disk, of the execution and of each child of its map runs; and how the world outside is at that time. */
interface Disk {
  entries: HistoryEntry[];
  children: Map<string, Kept>;
  /** When it was written. */
  time: number;
  /** When a token will come back. */
  answers: Map<string, number>;
}

/** How much of a disk was written at a moment. */
interface Cut extends Pick<Disk, 'time' | 'answers'> {
  entries: number;
  children: ReadonlyMap<string, number>;
}

function cutOf({ entries, children, time, answers }: Disk): Cut {
  const lengths = new Map([...children].map(([arn, child]) => [arn, child.entries.length]));
  return { entries: entries.length, children: lengths, time, answers: new Map(answers) };
}

function diskAt(disk: Disk, { entries, children, time, answers }: Cut): Disk {
  const kept = [...children].map(([arn, length]): [string, Kept] => {
    const child = disk.children.get(arn)!;
    return [arn, { ...child, entries: child.entries.slice(0, length) }];
  });
  return {
    entries: disk.entries.slice(0, entries),
    children: new Map(kept),
    time,
    answers: new Map(answers),
  };
}

/** Named without what is made at random: tokens, and the ids of children. */
function attemptOf({ execution, retryCount, state, input }: TaskCall): string {
  return JSON.stringify([execution.input, state, { ...(input as object), token: undefined }, retryCount]);
}

/** Whether an attempt fails is its own nature. */
function isFailing(attempt: string, failing: number): boolean {
  let sum = 0;
  for (const character of attempt) sum = (sum * 31 + character.charCodeAt(0)) % 1_009;
  return sum % 10 < failing;
}

const TOKEN = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';

function perform(disk: Disk, clock: Host['clock'], failing: number): Host['invoke'] {
  return async (call) => {
    const attempt = attemptOf(call);
    const isAccepted = call.resumed?.submitted !== undefined;
    if (!isAccepted) {
      await written(clock);
      if (call.signal.aborted) throw call.signal.reason;
    }
    if (call.token !== undefined) {
      const due = disk.answers.get(call.token) ?? clock.now() + 7_000;
      disk.answers.set(call.token, due);
      call.submitted({});
      await clock.sleep(due - clock.now(), call.signal);
    }
    if (isFailing(attempt, failing)) throw new StatesTaskError('Odd');
    return { echo: attempt.length };
  };
}

/** Whatever was recorded is on disk. */
async function written(clock: Host['clock']): Promise<void> {
  const release = clock.hold?.();
  await new Promise(setImmediate);
  release?.();
}

interface Ran {
  outcome: Outcome;
  disk: Disk;
  /** The disk as it was at each moment at which something was written. */
  cuts: Cut[];
  endTime: number;
}

/** Runs on from what is on disk. */
async function runOn(machine: StateMachine, disk: Disk, failing: number): Promise<Ran> {
  const clock = virtualClock(disk.time);
  const cuts: Cut[] = [];
  let isDue = false;
  const keep = (entries: HistoryEntry[], entry: HistoryEntry) => {
    entries.push(entry);
    if (isDue) return;
    isDue = true;
    setImmediate(() => {
      isDue = false;
      disk.time = clock.now();
      cuts.push(cutOf(disk));
    });
  };
  const continued =
    disk.entries.length > 0
      ? continuationOf(machine, disk.entries, (arn) => childrenOf(disk, arn))
      : undefined;
  const execution = { ...executionOf(DURABLE_INPUT), ...(continued && { continued }) };
  const outcome = await runStateMachine(machine, execution, {
    clock,
    invoke: perform(disk, clock, failing),
    emit: (event) => keep(disk.entries, event),
    note: (note) => keep(disk.entries, note),
    tokenOf: ({ execution: { id, redriveCount }, enteredEventId, retryCount }) =>
      [id, redriveCount, enteredEventId, retryCount].join('#'),
    child: (child, { arn }, index) => {
      const kept = disk.children.get(child.id) ?? {
        execution: { ...child },
        mapRunArn: arn,
        index,
        entries: [],
      };
      disk.children.set(child.id, kept);
      return { emit: (event) => keep(kept.entries, event), note: (note) => keep(kept.entries, note) };
    },
  });
  await new Promise(setImmediate);
  return { outcome, disk, cuts, endTime: clock.now() };
}

function* childrenOf(disk: Disk, mapRunArn: string): Iterable<LeftChild> {
  for (const child of disk.children.values()) {
    if (child.mapRunArn !== mapRunArn) continue;
    const last = child.entries.findLast((entry): entry is HistoryEvent => !isNote(entry));
    const outcome = outcomeOf(last);
    const { continued: _, ...execution } = child.execution;
    yield {
      index: child.index,
      execution,
      stopTime: last?.timestamp ?? START,
      ...(outcome && { outcome }),
      history: () => child.entries,
    };
  }
}

function outcomeOf(last: HistoryEvent | undefined): Outcome | undefined {
  if (last?.executionSucceededEventDetails)
    return { status: 'SUCCEEDED', output: JSON.parse(last.executionSucceededEventDetails.output) };
  if (last?.executionFailedEventDetails) return { status: 'FAILED', ...last.executionFailedEventDetails };
  return last?.executionAbortedEventDetails ? { status: 'ABORTED' } : undefined;
}

const emptyDisk = (): Disk => ({ entries: [], children: new Map(), time: START, answers: new Map() });

function eventsOf({ entries, children }: Disk): HistoryEvent[][] {
  return [entries, ...[...children.values()].map((child) => child.entries)].map((one) =>
    one.filter((entry): entry is HistoryEvent => !isNote(entry)),
  );
}

/** What was done, by the states that were left and the tasks that ended. */
function done(disk: Disk): string[] {
  return eventsOf(disk)
    .flat()
    .filter(({ type }) => /Exited|TaskSucceeded|TaskFailed|IterationSucceeded|StateStarted/.test(type))
    .map(({ type, stateExitedEventDetails: of }) => `${type} ${of?.name ?? ''}`)
    .sort();
}

/**
 * Exactly what a run did that nobody stopped; but where something failed, its siblings may have done more or less at that very moment.
 * Even then nothing may have been done more often than there or in a run in which nothing fails.
 */
function expectDone(did: string[], smooth: string[], whole: string[]): void {
  if (!smooth.includes(FAILED)) {
    expect(did).toEqual(smooth);
    return;
  }
  const often = (what: string) =>
    Math.max(...[smooth, whole].map((all) => all.filter((one) => one === what).length));
  const [counts, bounds] = [new Map<string, number>(), new Map<string, number>()];
  for (const what of did.filter((one) => one !== FAILED)) {
    counts.set(what, (counts.get(what) ?? 0) + 1);
    bounds.set(what, often(what));
  }
  expect([...counts].filter(([what, count]) => count > bounds.get(what)!)).toEqual([]);
}

const FAILED = 'TaskFailed ';

const TASKS = [
  () => ({ Resource: INVOKE, Parameters: { 'n.$': '$.n', 'all.$': '$' } }),
  () => ({ Resource: TOKEN, Parameters: { 'token.$': '$$.Task.Token', 'n.$': '$.n' }, TimeoutSeconds: 600 }),
];

test('a machine whose process dies, again and again, ends like one that never did, and nothing that ended is done again', async () => {
  let crashes = 0;
  await fc.assert(
    fc.asyncProperty(
      durableMachines(TASKS),
      fc.nat(6),
      fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 4 }),
      async (definition, failing, moments) => {
        const machine = parseStateMachine(definition);
        const smooth = await runOn(machine, emptyDisk(), failing);
        let ran = await runOn(machine, emptyDisk(), failing);
        for (const moment of moments) {
          const cut = ran.cuts[Math.floor(moment * ran.cuts.length)];
          const disk = cut && diskAt(ran.disk, cut);
          if (!disk || outcomeOf(eventsOf(disk)[0]?.at(-1))) break;
          crashes++;
          ran = await runOn(machine, disk, failing);
        }
        expect(ran.outcome).toEqual(smooth.outcome);
        expect(ran.endTime).toBe(smooth.endTime);
        const whole = failing === 0 ? smooth : await runOn(machine, emptyDisk(), 0);
        expectDone(done(ran.disk), done(smooth.disk), done(whole.disk));
        for (const events of eventsOf(ran.disk))
          expect(events.map(({ id }) => id)).toEqual(events.map((_, at) => at + 1));
      },
    ),
    { numRuns: 40 },
  );
  expect(crashes).toBeGreaterThan(20);
});

test('a branch whose first state could not be evaluated keeps its retry', async () => {
  const Work = {
    Type: 'Task',
    Resource: INVOKE,
    Arguments: "{% $states.context.State.RetryCount = 0 ? $error('odd') : { 'n': 1, 'all': {} } %}",
    Retry: [{ ErrorEquals: ['States.QueryEvaluationError'], IntervalSeconds: 60 }],
    End: true,
  };
  const machine = parseStateMachine({
    QueryLanguage: 'JSONata',
    StartAt: 'All',
    States: { All: { Type: 'Parallel', Branches: [{ StartAt: 'Work', States: { Work } }], End: true } },
  });
  const smooth = await runOn(machine, emptyDisk(), 0);
  const asleep = smooth.cuts.findLastIndex(({ time }) => time === START);
  const ran = await runOn(machine, diskAt(smooth.disk, smooth.cuts[asleep]!), 0);
  expect(ran.outcome).toEqual(smooth.outcome);
  expect(ran.outcome.status).toBe('SUCCEEDED');
  expect(ran.endTime).toBe(smooth.endTime);
});
