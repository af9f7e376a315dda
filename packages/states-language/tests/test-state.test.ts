// One state alone, with mocked effects and a look at its data.
import { virtualClock } from '../src/clock.ts';
import { StatesTaskError } from '../src/task-error.ts';
import { runState, type StateTest } from '../src/test-state.ts';
import { executionOf, INVOKE, START } from './engine.ts';

function tried(definition: object, input: unknown, more: Partial<StateTest> = {}) {
  const host = { clock: virtualClock(START), invoke: async () => 'from the host' };
  return runState({ definition, execution: executionOf(input), ...more }, host);
}

const task = {
  Type: 'Task',
  Resource: INVOKE,
  InputPath: '$.in',
  Parameters: { 'n.$': '$.n' },
  ResultSelector: { 'ok.$': '$.Payload' },
  ResultPath: '$.out',
  Retry: [
    { ErrorEquals: ['Other'] },
    { ErrorEquals: ['Busy'], IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 2 },
  ],
  Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.fault', Next: 'Caught' }],
  Next: 'After',
};

test('shows the data at every step, and the next state', async () => {
  const result = await tried(task, { in: { n: 1 } }, { mock: async () => ({ Payload: true }) });
  expect(result).toEqual({
    status: 'SUCCEEDED',
    output: { in: { n: 1 }, out: { ok: true } },
    nextState: 'After',
    inspection: {
      input: '{"in": {"n": 1}}',
      afterInputPath: '{"n": 1}',
      afterParameters: '{"n": 1}',
      result: '{"Payload": true}',
      afterResultSelector: '{"ok": true}',
      afterResultPath: '{"in": {"n": 1}, "out": {"ok": true}}',
    },
  });
});

test('shows what a state without Parameters, or one of JSONata, has on the way', async () => {
  const plain = { Type: 'Task', Resource: INVOKE, InputPath: '$.in', End: true };
  expect((await tried(plain, { in: 1 }, { mock: async () => 2 })).inspection).toMatchObject({
    afterInputPath: '1',
    afterParameters: '1',
    result: '2',
  });
  const jsonata = {
    Type: 'Task',
    QueryLanguage: 'JSONata',
    Resource: INVOKE,
    Arguments: { n: 1 },
    End: true,
  };
  expect((await tried(jsonata, {}, { mock: async () => 2 })).inspection).toMatchObject({
    afterArguments: '{"n": 1}',
    result: '2',
  });
});

function failing(name: string) {
  return {
    mock: async () => {
      throw new StatesTaskError(name, 'because');
    },
  };
}

test('tells which retrier would answer, and how long it would wait', async () => {
  const input = { in: { n: 1 } };
  const first = await tried(task, input, failing('Busy'));
  expect(first).toMatchObject({ status: 'RETRIABLE', error: 'Busy', cause: 'because' });
  expect(first.inspection['errorDetails']).toEqual({ retryIndex: 1, retryBackoffIntervalSeconds: 3 });
  const second = await tried(task, input, { ...failing('Busy'), retrierRetryCount: 1 });
  expect(second.inspection['errorDetails']).toMatchObject({ retryBackoffIntervalSeconds: 6 });
});

test('tells which catcher answers once the retries are used up', async () => {
  const result = await tried(task, { in: { n: 1 } }, { ...failing('Busy'), retrierRetryCount: 2 });
  expect(result).toMatchObject({
    status: 'CAUGHT_ERROR',
    error: 'Busy',
    nextState: 'Caught',
    output: { in: { n: 1 }, fault: { Error: 'Busy', Cause: 'because' } },
    inspection: { errorDetails: { catchIndex: 0 } },
  });
});

test('a state of a machine is found at any depth, and gets its variables and context', async () => {
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemProcessor: {
          StartAt: 'Inner',
          States: {
            Inner: { Type: 'Pass', Output: '{% $who & $states.context.Execution.Name %}', End: true },
          },
        },
        End: true,
      },
    },
  };
  const result = await tried(
    definition,
    {},
    {
      stateName: 'Inner',
      variables: { who: 'ada@' },
      context: { Execution: { Name: 'here' } },
    },
  );
  expect(result).toMatchObject({
    status: 'SUCCEEDED',
    output: 'ada@here',
    inspection: { variables: '{"who": "ada@"}' },
  });
  await expect(tried(definition, {}, { stateName: 'No' })).rejects.toThrow("There is no state 'No'");
});

test('a Map takes a mocked result, and a number of failed iterations', async () => {
  const map = {
    Type: 'Map',
    ItemsPath: '$.items',
    ToleratedFailureCount: 1,
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'P',
      States: { P: { Type: 'Pass', End: true } },
    },
    End: true,
  };
  const mock = async () => [1, 2, 3];
  const fine = await tried(map, { items: [0, 0, 0] }, { mock, mapIterationFailureCount: 1 });
  expect(fine).toMatchObject({
    status: 'SUCCEEDED',
    output: [1, 2, 3],
    inspection: { toleratedFailureCount: 1 },
  });
  const over = await tried(map, { items: [0, 0, 0] }, { mock, mapIterationFailureCount: 2 });
  expect(over).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
});

test('without a mock a task is called, and failures of the interpreter come without a prefix', async () => {
  expect(await tried({ Type: 'Task', Resource: INVOKE, End: true }, {})).toMatchObject({
    output: 'from the host',
  });
  expect(await tried({ Type: 'Pass', InputPath: '$.no', End: true }, {})).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: "Invalid path '$.no' : No results for path: $['no']",
  });
});

const PROCESSOR = {
  StartAt: 'One',
  States: { One: { Type: 'Pass', Parameters: { 'item.$': '$$.Map.Item' }, End: true } },
};
const DISTRIBUTED = { ...PROCESSOR, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };

test('shows what the iterations of a Map would get', async () => {
  const map = {
    Type: 'Map',
    ItemsPath: '$.items',
    ItemSelector: { 'value.$': '$$.Map.Item.Value', 'at.$': '$$.Map.Item.Index' },
    ItemBatcher: { MaxItemsPerBatch: 2 },
    ItemProcessor: DISTRIBUTED,
    End: true,
  };
  const { inspection } = await tried(map, { items: ['a', 'b', 'c'] }, { mock: async () => [] });
  const [first, second, third] = ['a', 'b', 'c'].map((value, at) => ({ value, at }));
  expect(JSON.parse(inspection['afterItemSelector'] as string)).toEqual([first, second, third]);
  expect(JSON.parse(inspection['afterItemBatcher'] as string)).toEqual([
    { Items: [first, second] },
    { Items: [third] },
  ]);
});

test('finds the items of a Map in the data that stand for its file', async () => {
  const map = {
    Type: 'Map',
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSON', ItemsPointer: '/rows' },
      Parameters: { Bucket: 'b', Key: 'k' },
    },
    ItemSelector: { 'n.$': '$$.Map.Item.Value' },
    ItemProcessor: DISTRIBUTED,
    End: true,
  };
  const { inspection } = await tried(map, {}, { mock: async () => [], mapItemReaderData: { rows: [1, 2] } });
  expect(inspection).toMatchObject({
    afterItemsPointer: '[1, 2]',
    afterItemSelector: '[{"n": 1}, {"n": 2}]',
  });
});

test('a state of a Map finds its input as the first item in the context object, unless that is given', async () => {
  const machine = { StartAt: 'Each', States: { Each: { Type: 'Map', ItemProcessor: PROCESSOR, End: true } } };
  const { output } = await tried(machine, { who: 'ada' }, { stateName: 'One' });
  expect(output).toEqual({ item: { Index: 0, Value: { who: 'ada' }, Source: 'STATE_DATA' } });
  const context = { Map: { Item: { Index: 7 } } };
  expect((await tried(machine, {}, { stateName: 'One', context })).output).toEqual({ item: { Index: 7 } });
});

test.each([{}, { Execution: {} }])(
  'the context object that is given is the whole one: %j',
  async (context) => {
    const result = await tried({ Type: 'Pass', Parameters: { 'all.$': '$$' }, End: true }, {}, { context });
    expect(result.output).toEqual({ all: context });
  },
);
