// Machines within machines: what catches, variables, retries and the context object do across several levels.
import { StatesTaskError } from '../src/task-error.ts';
import { chain, INVOKE, machine, run } from './engine.ts';

const task = { Type: 'Task', Resource: INVOKE, End: true };

test('a Parallel in a Map in a Parallel catches its own failure, and assigns in its own iteration only', async () => {
  const inner = {
    Type: 'Parallel',
    Branches: [
      { StartAt: 'Work', States: { Work: task } },
      {
        StartAt: 'Assign',
        States: { Assign: { Type: 'Pass', Assign: { lost: 1 }, End: true } },
      },
    ],
    Catch: [
      { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Assign: { 'why.$': '$.Error' }, Next: 'Answer' },
    ],
    Next: 'Answer',
  };
  const answer = { Type: 'Pass', Parameters: { 'why.$': '$why', 'input.$': '$' }, End: true };
  const items = { StartAt: 'Inner', States: { Inner: inner, Answer: answer } };
  const { output } = await run(
    chain({
      Outer: {
        Type: 'Parallel',
        Branches: [
          {
            StartAt: 'Each',
            States: { Each: { Type: 'Map', ItemsPath: '$.items', ItemProcessor: items, End: true } },
          },
          { StartAt: 'Beside', States: { Beside: { Type: 'Pass', Result: 'beside', End: true } } },
        ],
        ResultPath: '$.results',
      },
    }),
    { items: [{ n: 1 }, { n: 2 }] },
    {
      task: ({ input }) => {
        const { n } = input as { n: number };
        throw new StatesTaskError(`E-${n}`, 'odd');
      },
    },
  );
  const caught = (n: number) => ({ why: `E-${n}`, input: { n, error: { Error: `E-${n}`, Cause: 'odd' } } });
  expect(output).toMatchObject({ results: [[caught(1), caught(2)], 'beside'] });
});

test('each Map shows its own item, and the outer one again after the inner one', async () => {
  const show = { Type: 'Pass', Parameters: { 'at.$': '$$.Map.Item.Index', 'value.$': '$' }, End: true };
  const inner = {
    Type: 'Map',
    ItemProcessor: { StartAt: 'Inside', States: { Inside: show } },
    Next: 'Around',
  };
  const { output } = await run(
    machine({ Type: 'Map', ItemProcessor: { StartAt: 'Inner', States: { Inner: inner, Around: show } } }),
    [['a', 'b'], ['c']],
  );
  expect(output).toEqual([
    {
      at: 0,
      value: [
        { at: 0, value: 'a' },
        { at: 1, value: 'b' },
      ],
    },
    { at: 1, value: [{ at: 0, value: 'c' }] },
  ]);
});

test('Retry of a Map runs all items again, after delays that grow to their maximum', async () => {
  let failures = 3;
  const { output, calls, elapsedMs } = await run(
    machine({
      Type: 'Map',
      MaxConcurrency: 1,
      ItemProcessor: { StartAt: 'Work', States: { Work: task } },
      Retry: [{ ErrorEquals: ['Odd'], IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 5 }],
    }),
    [1, 2],
    {
      task: ({ input }) => {
        if (input === 2 && failures-- > 0) throw new StatesTaskError('Odd');
        return input;
      },
    },
  );
  expect(output).toEqual([1, 2]);
  expect(calls.map(({ input }) => input)).toEqual([1, 2, 1, 2, 1, 2, 1, 2]);
  expect(elapsedMs).toBe(12_000);
});

test('a Fail in an iteration in a branch is caught by the outermost state, with texts from intrinsic functions', async () => {
  const fail = { Type: 'Fail', ErrorPath: "States.Format('E-{}', $.n)", CausePath: 'States.JsonToString($)' };
  const each = { Type: 'Map', ItemProcessor: { StartAt: 'Fail', States: { Fail: fail } }, End: true };
  const { output } = await run(
    {
      StartAt: 'Outer',
      States: {
        Outer: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'Each', States: { Each: each } }],
          Catch: [{ ErrorEquals: ['E-7'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Succeed' },
      },
    },
    [{ n: 7 }],
  );
  expect(output).toEqual({ Error: 'E-7', Cause: '{"n":7}' });
});

test('JSONata and JSONPath states share variables and outputs', async () => {
  const { output } = await run(
    chain({
      Path: { Type: 'Pass', Assign: { 'list.$': '$.list' } },
      Jsonata: {
        Type: 'Map',
        QueryLanguage: 'JSONata',
        Items: '{% $list %}',
        ItemSelector: { at: '{% $states.context.Map.Item.Index %}', of: '{% $count($list) %}' },
        ItemProcessor: {
          StartAt: 'Inside',
          States: { Inside: { Type: 'Pass', QueryLanguage: 'JSONata', End: true } },
        },
        Assign: { ends: '{% $states.result[-1] %}' },
      },
      Again: { Type: 'Pass', Parameters: { 'ends.$': '$ends', 'all.$': '$' } },
    }),
    { list: ['a', 'b'] },
  );
  const all = [
    { at: 0, of: 2 },
    { at: 1, of: 2 },
  ];
  expect(output).toEqual({ ends: all[1], all });
});
