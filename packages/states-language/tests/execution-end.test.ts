// How executions end: success, abort, the machine's own time limit, the limit of events.
import { getEventListeners } from 'node:events';
import { realClock, virtualClock } from '../src/clock.ts';
import { parseStateMachine } from '../src/definition.ts';
import { runStateMachine } from '../src/run.ts';
import { chain, executionOf, INVOKE, machine, run, START } from './engine.ts';

test('the first state follows no event, the others their predecessor', async () => {
  const { events } = await run(chain({ One: { Type: 'Pass' }, Two: { Type: 'Pass' } }), { a: 1 });
  expect(events.map(({ id, previousEventId }) => [id, previousEventId])).toEqual([
    [1, 0],
    [2, 0],
    [3, 2],
    [4, 3],
    [5, 4],
    [6, 5],
  ]);
  expect(events[0]?.executionStartedEventDetails).toEqual({
    input: '{"a":1}',
    inputDetails: { truncated: false },
    roleArn: 'arn:aws:iam::123456789012:role/machine',
  });
  expect(events[5]?.executionSucceededEventDetails).toEqual({
    output: '{"a":1}',
    outputDetails: { truncated: false },
  });
});

test('an abort ends the execution at once, with the reason given, and tells the task', async () => {
  const clock = virtualClock(START);
  const stop = new AbortController();
  const { outcome, types, calls } = await run(
    machine({ Type: 'Task', Resource: INVOKE }),
    {},
    {
      clock,
      signal: stop.signal,
      task: () => {
        setImmediate(() => stop.abort({ error: 'Stopped', cause: 'by hand' }));
        return new Promise(() => {});
      },
    },
  );
  expect(outcome).toEqual({ status: 'ABORTED', error: 'Stopped', cause: 'by hand' });
  expect(types.slice(-2)).toEqual(['TaskStarted', 'ExecutionAborted']);
  expect(calls[0]?.signal.aborted).toBe(true);
});

test('an abort reaches an endless loop of states', async () => {
  const stop = new AbortController();
  setImmediate(() => stop.abort());
  const loop = {
    StartAt: 'Again',
    States: {
      Again: { Type: 'Pass', Next: 'Choose' },
      Choose: {
        Type: 'Choice',
        Choices: [{ Variable: '$.no', IsPresent: true, Next: 'End' }],
        Default: 'Again',
      },
      End: { Type: 'Succeed' },
    },
  };
  expect((await run(loop, {}, { signal: stop.signal })).outcome).toEqual({ status: 'ABORTED' });
});

test("the machine's TimeoutSeconds ends whatever is under way", async () => {
  const { outcome, elapsedMs, events } = await run(
    machine({ Type: 'Wait', Seconds: 100 }, { TimeoutSeconds: 30 }),
  );
  expect(outcome).toEqual({ status: 'TIMED_OUT' });
  expect(elapsedMs).toBe(30_000);
  expect(events.slice(2)).toMatchObject([
    {
      id: 3,
      previousEventId: 0,
      type: 'ExecutionTimedOut',
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    },
  ]);
});

test('a host may limit the number of events, as AWS does', async () => {
  const states = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`S${at}`, { Type: 'Pass' }]));
  const { outcome, events } = await run(chain(states), {}, { quotas: { maxHistoryEvents: 25 } });
  expect(outcome).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: 'The execution reached the maximum number of history events (25).',
  });
  expect(events).toHaveLength(25);
  expect(events.at(-1)?.type).toBe('ExecutionFailed');
});

test('nothing keeps the process awake once an execution has ended', async () => {
  const definition = parseStateMachine(
    machine(
      { Type: 'Task', Resource: INVOKE, TimeoutSeconds: 1_000, HeartbeatSeconds: 500 },
      { TimeoutSeconds: 9_999 },
    ),
  );
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  const stop = new AbortController();
  const outcome = await runStateMachine(definition, executionOf({}), {
    clock: realClock(),
    invoke: async () => 'done',
    signal: stop.signal,
  });
  expect(outcome).toEqual({ status: 'SUCCEEDED', output: 'done' });
  expect(timers()).toBeLessThanOrEqual(before);
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
});

test('an execution has no more time than its quota, whatever the machine would allow', async () => {
  const wait = machine({ Type: 'Wait', Seconds: 600 }, { TimeoutSeconds: 500 });
  const { outcome, elapsedMs } = await run(wait, {}, { quotas: { maxSeconds: 300 } });
  expect(outcome).toEqual({ status: 'TIMED_OUT' });
  expect(elapsedMs).toBe(300_000);
});

test('child executions have the quotas of their own type', async () => {
  const each = (ExecutionType: string, states: object) =>
    machine({
      Type: 'Map',
      ToleratedFailurePercentage: 100,
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType }, ...states },
    });
  const slow = { StartAt: 'Slow', States: { Slow: { Type: 'Wait', Seconds: 301, End: true } } };
  const quotas = { maxHistoryEvents: 25_000 };
  expect((await run(each('EXPRESS', slow), [1], { quotas })).output).toEqual([]);
  expect((await run(each('STANDARD', slow), [1], { quotas })).output).toEqual([1]);
});

test('data that is nested more deeply than it can be written ends the execution in clear words', async () => {
  const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as unknown;
  const { outcome } = await run(machine({ Type: 'Task', Resource: INVOKE }), {}, { task: () => deep });
  expect(outcome).toEqual({
    status: 'FAILED',
    error: 'States.Runtime',
    cause:
      "An error occurred while executing the state 'Only' (entered at the event id #2). The data of the state is nested too deeply.",
  });
});
