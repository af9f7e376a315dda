// Parallel: branches on the same input, one failing for all, and the history of branches.
import { StatesTaskError } from '../src/task-error.ts';
import { INVOKE, machine, run } from './engine.ts';

function branch(name: string, state: object): object {
  return { StartAt: name, States: { [name]: { End: true, ...state } } };
}

const waitAnd = { Type: 'Wait', Seconds: 1_000 };

test('gives the outputs of its branches in their order, however long each takes', async () => {
  const { output, elapsedMs } = await run(
    machine({
      Type: 'Parallel',
      Branches: [
        branch('Slow', { Type: 'Wait', Seconds: 5 }),
        branch('Quick', { Type: 'Pass', Parameters: { 'n.$': '$.n' } }),
        branch('Fixed', { Type: 'Pass', Result: 'fixed' }),
      ],
    }),
    { n: 1, m: 2 },
  );
  expect(output).toEqual([{ n: 1, m: 2 }, { n: 1 }, 'fixed']);
  expect(elapsedMs).toBe(5_000);
});

test('ResultSelector can name the branches', async () => {
  const { output } = await run(
    machine({
      Type: 'Parallel',
      Branches: [branch('A', { Type: 'Pass', Result: 1 }), branch('B', { Type: 'Pass', Result: 2 })],
      ResultSelector: { 'a.$': '$[0]', 'b.$': '$[1]' },
      ResultPath: '$.both',
    }),
  );
  expect(output).toEqual({ both: { a: 1, b: 2 } });
});

test('the first failure cancels the other branches and is the failure of all', async () => {
  const definition = {
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        Branches: [branch('Waiting', waitAnd), branch('Failing', { Type: 'Task', Resource: INVOKE })],
        Catch: [{ ErrorEquals: ['Odd'], Next: 'Caught' }],
        End: true,
      },
      Caught: { Type: 'Succeed' },
    },
  };
  const { output, types, elapsedMs } = await run(
    definition,
    {},
    {
      task: () => {
        throw new StatesTaskError('Odd', 'because');
      },
    },
  );
  expect(output).toEqual({ Error: 'Odd', Cause: 'because' });
  expect(elapsedMs).toBe(0);
  expect(types).toEqual([
    'ExecutionStarted',
    'ParallelStateEntered',
    'ParallelStateStarted',
    'WaitStateEntered',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskFailed',
    'TaskStateAborted',
    'WaitStateAborted',
    'ParallelStateFailed',
    'ParallelStateExited',
    'SucceedStateEntered',
    'SucceedStateExited',
    'ExecutionSucceeded',
  ]);
});

test('a States.Runtime failure in a branch ends the execution where it stands', async () => {
  const { types } = await run(
    machine({
      Type: 'Parallel',
      Branches: [branch('Waiting', waitAnd), branch('Broken', { Type: 'Pass', InputPath: '$.no' })],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Only' }],
    }),
  );
  expect(types.slice(-2)).toEqual(['PassStateEntered', 'ExecutionFailed']);
});

test('Retry runs all branches again', async () => {
  let failures = 1;
  const { output, types } = await run(
    machine({
      Type: 'Parallel',
      Branches: [branch('Fine', { Type: 'Pass' }), branch('Failing', { Type: 'Task', Resource: INVOKE })],
      Retry: [{ ErrorEquals: ['Odd'] }],
    }),
    'in',
    {
      task: () => {
        if (failures-- > 0) throw new StatesTaskError('Odd');
        return 'out';
      },
    },
  );
  expect(output).toEqual(['in', 'out']);
  expect(types.filter((type) => type === 'ParallelStateStarted')).toHaveLength(2);
});
