// Properties of any machine: it ends, time makes no difference, nothing is left behind, and a redrive repeats nothing.
import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { realClock, virtualClock } from '../src/clock.ts';
import { parseStateMachine } from '../src/definition.ts';
import type { HistoryEvent } from '../src/history.ts';
import type { Clock } from '../src/host.ts';
import { resumePoint } from '../src/redrive.ts';
import { runStateMachine } from '../src/run.ts';
import { StatesTaskError } from '../src/task-error.ts';
import { executionOf, INVOKE, START } from './engine.ts';

type Part = (name: string) => object;

const recovery = fc.record(
  {
    Retry: fc.constant([{ ErrorEquals: ['Odd'], MaxAttempts: 1, IntervalSeconds: 1 }]),
  },
  { requiredKeys: [] },
);

const leaf: fc.Arbitrary<Part> = fc.oneof(
  fc.jsonValue().map(
    (Result): Part =>
      () => ({ Type: 'Pass', Result }),
  ),
  fc.constant<Part>(() => ({ Type: 'Pass', Parameters: { 'all.$': '$', 'at.$': '$$.State.Name' } })),
  fc.constant<Part>(() => ({
    Type: 'Pass',
    QueryLanguage: 'JSONata',
    Output: { is: '{% $exists($states.input) %}' },
  })),
  fc.constant<Part>(() => ({ Type: 'Wait', Seconds: 0 })),
  recovery.map(
    (fields): Part =>
      () => ({ Type: 'Task', Resource: INVOKE, TimeoutSeconds: 60, ...fields }),
  ),
);

const part: fc.Arbitrary<Part> = fc.letrec<{ part: Part; sequence: (name: string) => object }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 2 },
    leaf,
    fc.tuple(fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }), recovery).map(
      ([branches, fields]): Part =>
        (name) => ({
          Type: 'Parallel',
          Branches: branches.map((branch, at) => branch(`${name}.${at}`)),
          ...fields,
        }),
    ),
    fc.tuple(tie('sequence'), fc.nat(3), fc.nat(2), recovery).map(
      ([processor, count, maxConcurrency, fields]): Part =>
        (name) => ({
          Type: 'Map',
          ...fields,
          QueryLanguage: 'JSONata',
          Items: Array.from({ length: count }, (_, at) => at),
          ItemSelector: { n: '{% $states.context.Map.Item.Value %}' },
          MaxConcurrency: maxConcurrency,
          ItemProcessor: processor(`${name}.0`),
        }),
    ),
  ),
  sequence: fc.array(tie('part'), { minLength: 1, maxLength: 3 }).map((parts) => (name: string) => ({
    StartAt: `${name}.s0`,
    States: Object.fromEntries(
      parts.map((make, at) => [
        `${name}.s${at}`,
        {
          ...make(`${name}.s${at}`),
          ...(at < parts.length - 1 ? { Next: `${name}.s${at + 1}` } : { End: true }),
        },
      ]),
    ),
  })),
})).part;

async function execute(definition: object, failing: number, clock: Clock, signal?: AbortSignal) {
  const events: HistoryEvent[] = [];
  let calls = 0;
  const outcome = await runStateMachine(parseStateMachine(definition), executionOf({ n: 1 }), {
    clock,
    ...(signal && { signal }),
    invoke: async (call) => {
      if (++calls === failing) throw new StatesTaskError('Odd', 'now and then');
      return { echo: call.retryCount };
    },
    emit: (event) => void events.push(event),
  });
  return { outcome, events };
}

function machineOf(make: Part): object {
  return { StartAt: 'All', States: { All: { ...make('x'), End: true } } };
}

/** Times differ between clocks; so does what an error says of them. */
function timeless(events: readonly HistoryEvent[]): unknown[] {
  return events.map(({ timestamp: _, ...event }) => event);
}

test('any machine ends, its events are numbered without gaps, and each follows an earlier one', async () => {
  await fc.assert(
    fc.asyncProperty(part, fc.nat(4), async (make, failing) => {
      const { outcome, events } = await execute(machineOf(make), failing, virtualClock(START));
      expect(['SUCCEEDED', 'FAILED']).toContain(outcome.status);
      expect(events.map(({ id }) => id)).toEqual(events.map((_, at) => at + 1));
      for (const { id, previousEventId } of events) expect(previousEventId).toBeLessThan(id);
      const ended = events.filter(({ type }) => /^Execution(Succeeded|Failed)$/.test(type));
      expect(ended).toHaveLength(1);
      expect(events.at(-1)).toBe(ended[0]);
    }),
    { numRuns: 150 },
  );
});

test('every state that is entered is exited when nothing fails', async () => {
  await fc.assert(
    fc.asyncProperty(part, async (make) => {
      const { outcome, events } = await execute(machineOf(make), 0, virtualClock(START));
      expect(outcome.status).toBe('SUCCEEDED');
      const entered = events.flatMap(({ stateEnteredEventDetails: of }) => (of ? [of.name] : []));
      const exited = events.flatMap(({ stateExitedEventDetails: of }) => (of ? [of.name] : []));
      expect(exited.sort()).toEqual(entered.sort());
    }),
    { numRuns: 100 },
  );
});

test('virtual and real time give the same outcome and the same history', async () => {
  await fc.assert(
    fc.asyncProperty(part, async (make) => {
      const virtual = await execute(machineOf(make), 0, virtualClock(START));
      const real = await execute(machineOf(make), 0, realClock());
      expect(real.outcome).toEqual(virtual.outcome);
      expect(timeless(real.events)).toEqual(timeless(virtual.events));
    }),
    { numRuns: 60 },
  );
});

/** A clock that knows how many sleep on it. */
function counting(clock: Clock): Clock & { sleeping: number } {
  const counted = {
    ...clock,
    sleeping: 0,
    sleep: async (ms: number, signal?: AbortSignal) => {
      counted.sleeping++;
      try {
        await clock.sleep(ms, signal);
      } finally {
        counted.sleeping--;
      }
    },
  };
  return counted;
}

test('no sleeper and no listener outlives an execution', async () => {
  await fc.assert(
    fc.asyncProperty(part, fc.nat(4), async (make, failing) => {
      const clock = counting(virtualClock(START));
      const { signal } = new AbortController();
      await execute(machineOf(make), failing, clock, signal);
      await new Promise(setImmediate);
      expect(clock.sleeping).toBe(0);
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

/** Runs a machine whose tasks fail at the given calls, and redrives it until it succeeds. */
async function redriveToTheEnd(definition: object, error: string, failing: readonly number[]) {
  const machine = parseStateMachine(definition);
  const clock = virtualClock(START);
  const events: HistoryEvent[] = [];
  let calls = 0;
  for (let redriveCount = 0; redriveCount <= failing.length; redriveCount++) {
    const resume = resumePoint(machine, events, clock.now());
    const more = resume ? { redriveCount, resume } : {};
    const outcome = await runStateMachine(machine, executionOf({ n: 1 }, more), {
      clock,
      invoke: async ({ state, input }) => {
        // Some tasks take longer, so that siblings are cut off at different places.
        const call = ++calls;
        if (call % 2) await clock.sleep(call * 10);
        if (failing.includes(call)) throw new StatesTaskError(error);
        return { state, input };
      },
      emit: (event) => void events.push(event),
    });
    if (outcome.status === 'SUCCEEDED') return { outcome, events, redriveCount };
    expect(outcome).toMatchObject({ status: 'FAILED', error });
  }
  throw new Error('the machine failed more often than its tasks');
}

function names(events: readonly HistoryEvent[], type: string): string[] {
  const found = events.filter((event) => event.type === type);
  return found.map(({ stateExitedEventDetails: of }) => of?.name ?? type).sort();
}

test('a redriven machine ends like one that never failed, and nothing that succeeded is done again', async () => {
  let redrives = 0;
  const failing = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(part, failing, async (make, calls) => {
      const smooth = await redriveToTheEnd(machineOf(make), 'Broken', []);
      const bumpy = await redriveToTheEnd(machineOf(make), 'Broken', calls);
      redrives += bumpy.redriveCount;
      expect(bumpy.outcome).toEqual(smooth.outcome);
      const types = new Set(
        smooth.events.map(({ type }) => type).filter((type) => /Exited|Succeeded/.test(type)),
      );
      for (const type of types) expect(names(bumpy.events, type)).toEqual(names(smooth.events, type));
      expect(bumpy.events.map(({ id }) => id)).toEqual(bumpy.events.map((_, at) => at + 1));
    }),
    { numRuns: 200 },
  );
  expect(redrives).toBeGreaterThan(0);
});

test('a machine that was retried before it was redriven ends like one that never failed', async () => {
  const failing = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(part, failing, async (make, calls) => {
      const smooth = await redriveToTheEnd(machineOf(make), 'Odd', []);
      const bumpy = await redriveToTheEnd(machineOf(make), 'Odd', calls);
      expect(bumpy.outcome).toEqual(smooth.outcome);
    }),
    { numRuns: 200 },
  );
});
