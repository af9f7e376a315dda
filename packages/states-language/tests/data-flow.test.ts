// InputPath, Parameters, ResultSelector, ResultPath and OutputPath of JSONPath states.
import { chain, INVOKE, machine, run } from './engine.ts';

const input = { rider: { id: 'r1', name: 'Ada' }, photos: [{ key: 'a' }, { key: 'b' }], count: 2 };

test('a Pass gives its input on unchanged', async () => {
  expect((await run(machine({ Type: 'Pass' }), input)).output).toEqual(input);
});

test('InputPath selects, Parameters shape, ResultPath inserts into the raw input, OutputPath selects again', async () => {
  const { output } = await run(
    machine({
      Type: 'Pass',
      InputPath: '$.rider',
      Parameters: { fixed: true, 'who.$': '$.name', nested: { 'at.$': '$$.State.Name' } },
      ResultPath: '$.made.here',
      OutputPath: '$.made',
    }),
    input,
  );
  expect(output).toEqual({ here: { fixed: true, who: 'Ada', nested: { at: 'Only' } } });
});

test('null as InputPath or OutputPath gives an empty object, as ResultPath discards the result', async () => {
  expect((await run(machine({ Type: 'Pass', InputPath: null }), input)).output).toEqual({});
  expect((await run(machine({ Type: 'Pass', OutputPath: null }), input)).output).toEqual({});
  expect((await run(machine({ Type: 'Pass', Result: 1, ResultPath: null }), input)).output).toEqual(input);
});

test('ResultSelector sees the raw result of a task, and ResultPath the selected one', async () => {
  const { output } = await run(
    machine({
      Type: 'Task',
      Resource: INVOKE,
      ResultSelector: { 'size.$': '$.Payload.size' },
      ResultPath: '$.inspected',
    }),
    { key: 'a' },
    { task: () => ({ Payload: { size: 7 }, StatusCode: 200 }) },
  );
  expect(output).toEqual({ key: 'a', inspected: { size: 7 } });
});

test('the input of a state is never changed by the next one', async () => {
  const { events } = await run(
    chain({
      One: { Type: 'Pass', ResultPath: '$.a' },
      Two: { Type: 'Pass', Result: 9, ResultPath: '$.a.b' },
    }),
    { x: 1 },
  );
  const entered = events.filter(({ type }) => type === 'PassStateEntered');
  expect(entered.map((event) => event.stateEnteredEventDetails?.input)).toEqual([
    '{"x":1}',
    '{"x":1,"a":{"x":1}}',
  ]);
});

test('a path of a template that finds nothing ends the execution, naming path, field and input', async () => {
  const { outcome, types } = await run(machine({ Type: 'Pass', Parameters: { 'a.$': '$.no' } }), { x: 1 });
  expect(outcome).toEqual({
    status: 'FAILED',
    error: 'States.Runtime',
    cause:
      "An error occurred while executing the state 'Only' (entered at the event id #2). The JSONPath '$.no' specified for the field 'a.$' could not be found in the input '{\"x\":1}'",
  });
  expect(types).toEqual(['ExecutionStarted', 'PassStateEntered', 'ExecutionFailed']);
});

test('an index beyond the end of an array reads null in a template', async () => {
  expect((await run(machine({ Type: 'Pass', Parameters: { 'a.$': '$.photos[7]' } }), input)).output).toEqual({
    a: null,
  });
});

test('an InputPath that finds nothing is an invalid path', async () => {
  const { outcome } = await run(machine({ Type: 'Pass', InputPath: '$.no' }), input);
  expect(outcome).toMatchObject({
    cause: expect.stringContaining("Invalid path '$.no' : No results for path: $['no']"),
  });
});

test('a ResultPath that cannot be applied can be caught', async () => {
  const { output } = await run(
    {
      StartAt: 'Work',
      States: {
        Work: {
          Type: 'Task',
          Resource: INVOKE,
          ResultPath: '$.text.inner',
          Catch: [{ ErrorEquals: ['States.ResultPathMatchFailure'], ResultPath: null, Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Pass', End: true },
      },
    },
    { text: 'not an object' },
  );
  expect(output).toEqual({ text: 'not an object' });
});

/** The documentation says that States.ALL catches none of these; executions that were recorded on AWS had results of tasks caught. */
test('the result of a task of more than 256 KiB is States.DataLimitExceeded, which States.ALL catches', async () => {
  const { output } = await run(
    {
      StartAt: 'Work',
      States: {
        Work: {
          Type: 'Task',
          Resource: INVOKE,
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Pass', End: true },
      },
    },
    {},
    { task: () => 'x'.repeat(262_144) },
  );
  expect(output).toEqual({
    Error: 'States.DataLimitExceeded',
    Cause: `The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.`,
  });
});

test('what a state gives of more than 256 KiB is States.DataLimitExceeded, which States.ALL does not catch', async () => {
  const { outcome } = await run(
    {
      StartAt: 'Work',
      States: {
        Work: {
          Type: 'Task',
          Resource: INVOKE,
          ResultSelector: { 'one.$': '$', 'other.$': '$' },
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Pass', End: true },
      },
    },
    {},
    { task: () => 'x'.repeat(200_000) },
  );
  expect(outcome).toEqual({
    status: 'FAILED',
    error: 'States.DataLimitExceeded',
    cause: `The state/task 'Work' returned a result with a size exceeding the maximum number of bytes service limit.`,
  });
});

test('the context object shows execution, machine and state', async () => {
  const { output } = await run(machine({ Type: 'Pass', Parameters: { 'all.$': '$$' } }), { x: 1 });
  expect(output).toEqual({
    all: {
      Execution: {
        Id: 'arn:aws:states:eu-west-1:123456789012:execution:machine:run-1',
        Input: { x: 1 },
        Name: 'run-1',
        RedriveCount: 0,
        RoleArn: 'arn:aws:iam::123456789012:role/machine',
        StartTime: '2026-01-01T00:00:00.000Z',
      },
      State: { EnteredTime: '2026-01-01T00:00:00.000Z', Name: 'Only' },
      StateMachine: { Id: 'arn:aws:states:eu-west-1:123456789012:stateMachine:machine', Name: 'machine' },
    },
  });
});
