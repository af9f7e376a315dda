// Redrive: a failed execution goes on where it failed, with the input and variables it had.
import { parseStateMachine } from '../../local/states/definition.ts';
import { resumePoint } from '../../local/states/redrive.ts';
import { StatesTaskError } from '../../local/states/task-error.ts';
import { chain, INVOKE, run, START } from './engine.ts';

const definition = chain({
  Prepare: { Type: 'Pass', Result: { n: 1 }, Assign: { who: 'ada' } },
  Work: { Type: 'Task', Resource: INVOKE, Parameters: { 'n.$': '$.n', 'who.$': '$who' } },
  Finish: { Type: 'Pass', Parameters: { 'run.$': '$$.Execution' } },
});

test('goes on with the state that failed, and appends to the history', async () => {
  const failed = await run(
    definition,
    {},
    {
      task: () => {
        throw new StatesTaskError('Odd');
      },
    },
  );
  const resume = resumePoint(parseStateMachine(definition), failed.events, START + 5_000);
  expect(resume).toMatchObject({ state: 'Work', input: { n: 1 }, variables: { who: 'ada' }, lastEventId: 8 });
  const redriven = await run(definition, {}, { execution: { redriveCount: 1, resume: resume! } });
  expect(redriven.calls[0]?.input).toEqual({ n: 1, who: 'ada' });
  expect(redriven.output).toMatchObject({
    run: { RedriveCount: 1, RedriveTime: '2026-01-01T00:00:05.000Z' },
  });
  expect(
    redriven.events.slice(0, 3).map(({ id, previousEventId, type }) => [id, previousEventId, type]),
  ).toEqual([
    [9, 8, 'ExecutionRedriven'],
    [10, 9, 'TaskScheduled'],
    [11, 10, 'TaskStarted'],
  ]);
});

test('an execution that succeeded has nowhere to go on', async () => {
  const { events } = await run(definition);
  expect(resumePoint(parseStateMachine(definition), events, START)).toBeUndefined();
});

test('a branch that failed is run again with the whole Parallel', async () => {
  const parallel = chain({
    Both: { Type: 'Parallel', Branches: [chain({ Inner: { Type: 'Task', Resource: INVOKE } })] },
  });
  const { events } = await run(parallel, 'in', {
    task: () => {
      throw new StatesTaskError('Odd');
    },
  });
  expect(resumePoint(parseStateMachine(parallel), events, START)).toMatchObject({
    state: 'Both',
    input: 'in',
  });
});
