// Properties of any machine: it ends, time makes no difference, and nothing is left behind.
import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { realClock, virtualClock } from '../../local/states/clock.ts';
import { parseStateMachine } from '../../local/states/definition.ts';
import type { HistoryEvent } from '../../local/states/history.ts';
import type { Clock } from '../../local/states/host.ts';
import { runStateMachine } from '../../local/states/run.ts';
import { StatesTaskError } from '../../local/states/task-error.ts';
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
    fc.array(tie('sequence'), { minLength: 1, maxLength: 2 }).map(
      (branches): Part =>
        (name) => ({ Type: 'Parallel', Branches: branches.map((branch, at) => branch(`${name}.${at}`)) }),
    ),
    fc.tuple(tie('sequence'), fc.nat(3), fc.nat(2)).map(
      ([processor, count, maxConcurrency]): Part =>
        (name) => ({
          Type: 'Map',
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
