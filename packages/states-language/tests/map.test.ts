// Inline Map: items, selection, concurrency, failures and their history.

import { StatesTaskError } from '../src/task-error.ts';
import { chain, INVOKE, machine, run } from './engine.ts';

const same = { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } };
const worker = { StartAt: 'Work', States: { Work: { Type: 'Task', Resource: INVOKE, End: true } } };

test('runs its states for every item and gives the outputs in order', async () => {
  const { output } = await run(machine({ Type: 'Map', ItemProcessor: same }), [1, 'b', null, { c: 1 }]);
  expect(output).toEqual([1, 'b', null, { c: 1 }]);
  expect((await run(machine({ Type: 'Map', ItemProcessor: same }), [])).output).toEqual([]);
});

test('ItemSelector sees the input of the Map, and the item in the context object', async () => {
  const { output } = await run(
    machine({
      Type: 'Map',
      InputPath: '$.order',
      ItemsPath: '$.lines',
      ItemSelector: { 'at.$': '$$.Map.Item.Index', 'line.$': '$$.Map.Item.Value', 'rider.$': '$.rider' },
      ItemProcessor: same,
      ResultPath: '$.done',
    }),
    { order: { rider: 'ada', lines: ['x', 'y'] } },
  );
  expect(output).toEqual({
    order: { rider: 'ada', lines: ['x', 'y'] },
    done: [
      { at: 0, line: 'x', rider: 'ada' },
      { at: 1, line: 'y', rider: 'ada' },
    ],
  });
});

test('Iterator and Parameters are older names for the same', async () => {
  const { output } = await run(
    machine({ Type: 'Map', Iterator: same, Parameters: { 'v.$': '$$.Map.Item.Value' } }),
    [1],
  );
  expect(output).toEqual([{ v: 1 }]);
});

test.each([
  [1, 1],
  [3, 3],
  [0, 40],
])('MaxConcurrency %d runs at most %d iterations at once', async (maxConcurrency, expected) => {
  let running = 0;
  let most = 0;
  const items = Array.from({ length: 100 }, (_, at) => at);
  const { output } = await run(
    machine({ Type: 'Map', MaxConcurrency: maxConcurrency, ItemProcessor: worker }),
    items,
    {
      task: async (call, clock) => {
        most = Math.max(most, ++running);
        await clock.sleep(1_000);
        running--;
        return call.input;
      },
    },
  );
  expect(most).toBe(expected);
  expect(output).toEqual(items);
});

test('the history of iterations: started, states, succeeded, the next one where the one before it has left its last state', async () => {
  const { events } = await run(machine({ Type: 'Map', MaxConcurrency: 1, ItemProcessor: same }), ['a', 'b']);
  expect(events.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'MapStateEntered'],
    [3, 2, 'MapStateStarted'],
    [4, 3, 'MapIterationStarted'],
    [5, 4, 'PassStateEntered'],
    [6, 5, 'PassStateExited'],
    [7, 6, 'MapIterationSucceeded'],
    [8, 6, 'MapIterationStarted'],
    [9, 8, 'PassStateEntered'],
    [10, 9, 'PassStateExited'],
    [11, 10, 'MapIterationSucceeded'],
    [12, 11, 'MapStateSucceeded'],
    [13, 11, 'MapStateExited'],
    [14, 13, 'ExecutionSucceeded'],
  ]);
  expect(events[2]?.mapStateStartedEventDetails).toEqual({ length: 2 });
  expect(events[7]?.mapIterationStartedEventDetails).toEqual({ name: 'Only', index: 1 });
});

test('the next iteration follows the one whose place it takes, however many run at once', async () => {
  const { events } = await run(
    machine({ Type: 'Map', MaxConcurrency: 2, ItemProcessor: worker }),
    [30, 10, 5],
    {
      task: async ({ input }, clock) => {
        await clock.sleep(Number(input) * 1_000);
        return input;
      },
    },
  );
  const byId = new Map(events.map((event) => [event.id, event]));
  const before = events
    .filter(({ type }) => type === 'MapIterationStarted')
    .map(({ previousEventId }) => byId.get(previousEventId));
  expect(before.map((event) => event?.type)).toEqual([
    'MapStateStarted',
    'MapStateStarted',
    'TaskStateExited',
  ]);
  expect(before[2]?.stateExitedEventDetails?.output).toBe('10');
});

test('one failing iteration fails the Map and aborts the others', async () => {
  const { outcome, types } = await run(machine({ Type: 'Map', ItemProcessor: worker }), ['slow', 'bad'], {
    task: async ({ input, signal }, clock) => {
      if (input === 'bad') throw new StatesTaskError('Odd', 'bad item');
      await clock.sleep(60_000, signal);
      return 'never';
    },
  });
  expect(outcome).toEqual({ status: 'FAILED', error: 'Odd', cause: 'bad item' });
  expect(types.slice(-7)).toEqual([
    'TaskFailed',
    'TaskStateAborted',
    'MapIterationFailed',
    'TaskStateAborted',
    'MapIterationAborted',
    'MapStateFailed',
    'ExecutionFailed',
  ]);
});

test('a retried Map starts all items again and fails once', async () => {
  const failing = { StartAt: 'Bad', States: { Bad: { Type: 'Fail', Error: 'Odd' } } };
  const { types } = await run(
    machine({ Type: 'Map', ItemProcessor: failing, Retry: [{ ErrorEquals: ['Odd'], MaxAttempts: 1 }] }),
    [1],
  );
  expect(types.slice(2)).toEqual([
    'MapStateStarted',
    'MapIterationStarted',
    'FailStateEntered',
    'MapIterationFailed',
    'MapStateStarted',
    'MapIterationStarted',
    'FailStateEntered',
    'MapIterationFailed',
    'MapStateFailed',
    'ExecutionFailed',
  ]);
});

test('an input that is no array fails a Map of JSONata without a field that is to blame', async () => {
  const { events } = await run(
    { QueryLanguage: 'JSONata', ...machine({ Type: 'Map', ItemProcessor: same }) },
    { a: 1 },
  );
  expect(events.find(({ type }) => type === 'EvaluationFailed')?.evaluationFailedEventDetails).toEqual({
    error: 'States.QueryEvaluationError',
    cause:
      'An error occurred while executing the state \'Only\' (entered at the event id #2). Map state input must be an array but was: {"a":1}',
    state: 'Only',
  });
});

test('what is no array cannot be mapped', async () => {
  const { outcome } = await run(machine({ Type: 'Map', ItemsPath: '$.a', ItemProcessor: same }), { a: 1 });
  expect(outcome).toMatchObject({
    error: 'States.Runtime',
    cause: expect.stringContaining('Reference path "$.a" must point to array.'),
  });
});

test('MaxConcurrencyPath takes integers, and texts that hold one', async () => {
  const definition = machine({
    Type: 'Map',
    ItemsPath: '$.a',
    MaxConcurrencyPath: '$.n',
    ItemProcessor: same,
  });
  expect((await run(definition, { a: [1], n: '2' })).output).toEqual([1]);
  expect((await run(definition, { a: [1], n: 'many' })).outcome).toMatchObject({
    cause: expect.stringContaining(
      'The MaxConcurrencyPath field refers to value "many" which is not a valid integer: $.n',
    ),
  });
});

test('maps nest, and each sees its own item', async () => {
  const inner = {
    Type: 'Map',
    ItemSelector: { 'inner.$': '$$.Map.Item.Value' },
    ItemProcessor: { StartAt: 'Inner', States: { Inner: { Type: 'Pass', End: true } } },
    End: true,
  };
  const definition = machine({ Type: 'Map', ItemProcessor: { StartAt: 'Rows', States: { Rows: inner } } });
  expect((await run(definition, [[1, 2], [3]])).output).toEqual([
    [{ inner: 1 }, { inner: 2 }],
    [{ inner: 3 }],
  ]);
});

test('a thousand states take their turns with other work of the process', async () => {
  const states = Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`S${at}`, { Type: 'Pass' }]));
  let hadTurn = false;
  setImmediate(() => {
    hadTurn = true;
  });
  await run(chain(states));
  expect(hadTurn).toBe(true);
});
