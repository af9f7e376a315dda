// Distributed Map: child executions, batches, tolerated failures.
import type { HistoryEvent } from '../src/history.ts';
import type { Execution, MapRun } from '../src/host.ts';
import { machine, run } from './engine.ts';
import { DISTRIBUTED, oddFails, worker } from './map/distributed.ts';

test('every item is an execution of its own; the parent records only the run', async () => {
  const children: Execution[] = [];
  const childEvents: HistoryEvent[] = [];
  const runs: MapRun[] = [];
  const { output, types, events } = await run(
    machine({ Type: 'Map', Label: 'Each', ItemProcessor: worker }),
    ['a', 'b'],
    {
      child: (execution) => {
        children.push(execution);
        return { emit: (event) => void childEvents.push(event) };
      },
      mapRun: (mapRun) => void runs.push({ ...mapRun }),
    },
  );
  expect(output).toEqual(['a', 'b']);
  expect(types).toEqual([
    'ExecutionStarted',
    'MapStateEntered',
    'MapStateStarted',
    'MapRunStarted',
    'MapRunSucceeded',
    'MapStateSucceeded',
    'MapStateExited',
    'ExecutionSucceeded',
  ]);
  // What the state says follows the end of the run.
  expect(events.map(({ previousEventId }) => previousEventId)).toEqual([0, 0, 2, 3, 4, 5, 5, 7]);
  expect(children[0]).toMatchObject({
    id: expect.stringMatching(/^arn:aws:states:eu-west-1:123456789012:execution:machine\/Each:/),
    input: 'a',
    stateMachine: { id: 'arn:aws:states:eu-west-1:123456789012:stateMachine:machine/Each' },
  });
  expect(childEvents.filter(({ type }) => type === 'ExecutionSucceeded')).toHaveLength(2);
  expect(runs.map(({ status }) => status)).toEqual(['RUNNING', 'SUCCEEDED']);
  expect(runs[1]?.itemCounts).toMatchObject({
    total: 2,
    succeeded: 2,
    pending: 0,
    running: 0,
    resultsWritten: 2,
  });
});

test('a Map without a Label has one that is made for it, the same for all its runs', async () => {
  const runs = new Set<string>();
  const children: string[] = [];
  const host = {
    child: ({ stateMachine }: Execution) => {
      children.push(stateMachine.name);
      return {};
    },
    mapRun: ({ arn }: MapRun) => void runs.add(arn),
  };
  for (let at = 0; at < 2; at++) await run(machine({ Type: 'Map', ItemProcessor: worker }), ['a'], host);
  const labels = [...runs].map((arn) => /mapRun:machine\/([0-9a-f-]{36}):[0-9a-f-]{36}$/.exec(arn)?.[1]);
  expect(labels).toEqual([labels[0], labels[0]]);
  expect(children).toEqual([`machine/${labels[0]}`, `machine/${labels[0]}`]);
});

test('children see their own context and none of the variables of the parent', async () => {
  const { output } = await run({
    StartAt: 'Set',
    States: {
      Set: { Type: 'Pass', Assign: { x: 1 }, Result: [0], Next: 'Each' },
      Each: {
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: DISTRIBUTED,
          StartAt: 'Look',
          States: { Look: { Type: 'Pass', Parameters: { 'input.$': '$$.Execution.Input' }, End: true } },
        },
        End: true,
      },
    },
  });
  expect(output).toEqual([{ input: 0 }]);
});

test.each<[string, object, string]>([
  ['no tolerance', {}, 'FAILED'],
  ['a count that is reached', { ToleratedFailureCount: 2 }, 'SUCCEEDED'],
  ['a count that is exceeded', { ToleratedFailureCount: 1 }, 'FAILED'],
  ['a percentage that is reached', { ToleratedFailurePercentage: 50 }, 'SUCCEEDED'],
  ['a percentage that is exceeded', { ToleratedFailurePercentage: 49 }, 'FAILED'],
])('with %s, two failures of four items', async (_what, fields, status) => {
  const { outcome, types } = await run(
    machine({ Type: 'Map', ItemProcessor: worker, ...fields }),
    [0, 1, 2, 3],
    {
      task: oddFails,
    },
  );
  expect(outcome.status).toBe(status);
  if (status === 'SUCCEEDED') return expect(outcome).toMatchObject({ output: [0, 2] });
  expect(outcome).toMatchObject({
    error: 'States.ExceedToleratedFailureThreshold',
    cause: 'The specified tolerated failure threshold was exceeded',
  });
  expect(types.slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
});

test('ItemBatcher gives each child several items and the common input', async () => {
  const { calls } = await run(
    machine({
      Type: 'Map',
      ItemsPath: '$.items',
      ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'rider.$': '$.rider' } },
      ItemProcessor: worker,
    }),
    { items: [1, 2, 3], rider: 'ada' },
  );
  expect(calls.map(({ input }) => input)).toEqual([
    { BatchInput: { rider: 'ada' }, Items: [1, 2] },
    { BatchInput: { rider: 'ada' }, Items: [3] },
  ]);
});

test('MaxInputBytesPerBatch closes a batch before it grows too large', async () => {
  const { calls } = await run(
    machine({ Type: 'Map', ItemBatcher: { MaxInputBytesPerBatch: 40 }, ItemProcessor: worker }),
    ['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc'],
  );
  expect(calls.map(({ input }) => (input as { Items: string[] }).Items.length)).toEqual([2, 1]);
});

test.each<[string, object]>([
  ['JSONPath', { ItemsPath: '$.prices' }],
  ['JSONata', { QueryLanguage: 'JSONata', Items: '{% $states.input.prices %}' }],
  ['nothing', { InputPath: '$.prices' }],
])('the members of an object are items, selected by %s', async (_language, fields) => {
  const map = machine({ Type: 'Map', ItemProcessor: worker, ...fields });
  const { output } = await run(map, { prices: { tea: 2, cake: 3 } });
  expect(output).toEqual([
    { Key: 'tea', Value: 2 },
    { Key: 'cake', Value: 3 },
  ]);
});

test('without Items, JSONata iterates over the members of the input', async () => {
  const map = machine({ Type: 'Map', QueryLanguage: 'JSONata', ItemProcessor: worker });
  expect((await run(map, { tea: 2 })).output).toEqual([{ Key: 'tea', Value: 2 }]);
});
