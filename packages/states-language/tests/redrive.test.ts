// Redrive: a failed execution goes on where it failed, with the input and variables it had.
import { parseStateMachine } from '../src/definition.ts';
import type { HistoryEvent } from '../src/history.ts';
import type { TaskCall } from '../src/host.ts';
import { type ChildHistory, resumePoint } from '../src/redrive.ts';
import { StatesTaskError } from '../src/task-error.ts';
import { chain, INVOKE, machine, run, START } from './engine.ts';

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

/** Runs a machine whose tasks answer as `task` says, then redrives it with tasks that all succeed. */
async function redriven(definition: object, input: unknown, task: (call: TaskCall) => unknown) {
  const failed = await run(definition, input, { task });
  const resume = resumePoint(parseStateMachine(definition), failed.events, START);
  return run(definition, input, { execution: { redriveCount: 1, resume: resume! } });
}

function breaks({ input }: TaskCall): unknown {
  if (input === 'bad') throw new StatesTaskError('Odd');
  return input === 'slow' ? new Promise(() => {}) : input;
}

const branch = (name: string, payload: string) => ({
  StartAt: `${name}-first`,
  States: {
    [`${name}-first`]: { Type: 'Pass', Result: payload, Assign: { of: name }, Next: `${name}-work` },
    [`${name}-work`]: { Type: 'Task', Resource: INVOKE, Next: `${name}-last` },
    [`${name}-last`]: { Type: 'Pass', Parameters: { 'of.$': '$of', 'got.$': '$' }, End: true },
  },
});

test('only the branches of a Parallel that failed or were aborted go on, each where it stood', async () => {
  const parallel = machine({
    Type: 'Parallel',
    Branches: [branch('well', 'good'), branch('cut', 'slow'), branch('ill', 'bad')],
  });
  const { output, calls, events } = await redriven(parallel, {}, breaks);
  expect(calls.map(({ state }) => state)).toEqual(['cut-work', 'ill-work']);
  expect(output).toEqual([
    { of: 'well', got: 'good' },
    { of: 'cut', got: 'slow' },
    { of: 'ill', got: 'bad' },
  ]);
  expect(events.map(({ type }) => type).slice(0, 3)).toEqual([
    'ExecutionRedriven',
    'TaskScheduled',
    'TaskStarted',
  ]);
});

test('only the iterations of a Map that did not succeed go on, and those that never started start', async () => {
  const map = machine({
    Type: 'Map',
    MaxConcurrency: 1,
    ItemProcessor: { StartAt: 'Work', States: { Work: { Type: 'Task', Resource: INVOKE, End: true } } },
  });
  const { output, calls, events } = await redriven(map, ['good', 'bad', 'later'], breaks);
  expect(calls.map(({ input }) => input)).toEqual(['bad', 'later']);
  expect(output).toEqual(['good', 'bad', 'later']);
  const started = events.filter(({ type }) => type === 'MapIterationStarted');
  expect(started.map((event) => event.mapIterationStartedEventDetails?.index)).toEqual([2]);
});

test('an iteration that took the place of others goes on where it failed', async () => {
  const inner = { Type: 'Map', MaxConcurrency: 1, End: true };
  const map = machine({
    Type: 'Map',
    MaxConcurrency: 1,
    ItemProcessor: {
      StartAt: 'Inner',
      States: {
        Inner: {
          ...inner,
          ItemProcessor: { StartAt: 'Work', States: { Work: { Type: 'Task', Resource: INVOKE, End: true } } },
        },
      },
    },
  });
  const items = [['a', 'b'], ['c', 'bad', 'd'], ['e']];
  const { output, calls } = await redriven(map, items, breaks);
  expect(calls.map(({ input }) => input)).toEqual(['bad', 'd', 'e']);
  expect(output).toEqual(items);
});

test('a Parallel that fails again after its redrive is retried as a whole', async () => {
  const parallel = machine({
    Type: 'Parallel',
    Retry: [{ ErrorEquals: ['Odd'], MaxAttempts: 1 }],
    Branches: [branch('well', 'good'), branch('ill', 'bad')],
  });
  const failed = await run(parallel, {}, { task: breaks });
  const resume = resumePoint(parseStateMachine(parallel), failed.events, START)!;
  const again = await run(parallel, {}, { execution: { redriveCount: 1, resume }, task: breaks });
  expect(again.outcome).toMatchObject({ status: 'FAILED', error: 'Odd' });
  expect(again.calls.map(({ state }) => state)).toEqual(['ill-work', 'well-work', 'ill-work']);
});

test('results that were too large together are made anew', async () => {
  const parallel = machine({ Type: 'Parallel', Branches: [branch('well', 'good'), branch('ill', 'bad')] });
  const wide = 'x'.repeat(200_000);
  const failed = await run(parallel, {}, { task: () => wide });
  expect(failed.outcome).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  const resume = resumePoint(parseStateMachine(parallel), failed.events, START)!;
  const again = await run(parallel, {}, { execution: { redriveCount: 1, resume } });
  expect(again.calls.map(({ state }) => state)).toEqual(['well-work', 'ill-work']);
  expect(again.outcome.status).toBe('SUCCEEDED');
});

const distributed = (more: object = {}) =>
  machine({
    Type: 'Map',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Work',
      States: { Work: { Type: 'Task', Resource: INVOKE, End: true } },
    },
    ...more,
  });

/** Runs a distributed Map and keeps the histories of its children. */
async function withChildren(definition: object, input: unknown, task: (call: TaskCall) => unknown) {
  const children: ChildHistory[] = [];
  const ran = await run(definition, input, {
    task,
    child: (execution, _run, index) => {
      const history: HistoryEvent[] = [];
      children.push({ index, execution, type: 'STANDARD', history });
      return { emit: (event) => void history.push(event) };
    },
  });
  return { ...ran, children };
}

test('a child that may not go on any more keeps its failure, which counts', async () => {
  const definition = distributed({ ToleratedFailureCount: 1 });
  const task = ({ input }: TaskCall) => {
    throw new StatesTaskError('Odd', `${input}`);
  };
  const failed = await withChildren(definition, ['early', 'late'], task);
  const [early, late] = failed.children;
  const lastly = late!.history.map((event) => ({ ...event, timestamp: START + 15 * 86_400_000 }));
  const resume = resumePoint(parseStateMachine(definition), failed.events, START + 15 * 86_400_000, () => [
    early!,
    { ...late!, history: lastly },
  ])!;
  const again = await run(definition, ['early', 'late'], { execution: { redriveCount: 1, resume } });
  expect(again.calls.map(({ input }) => input)).toEqual(['late']);
  expect(again.output).toEqual(['late']);
});

test('a run that succeeded is made anew when the state failed after it', async () => {
  const definition = distributed({ OutputPath: '$.missing' });
  const failed = await withChildren(definition, [1], ({ input }) => input);
  expect(failed.outcome).toMatchObject({ error: 'States.Runtime' });
  const children = () => failed.children;
  const resume = resumePoint(parseStateMachine(definition), failed.events, START, children)!;
  const again = await run(definition, [1], { execution: { redriveCount: 1, resume } });
  expect(again.types).toContain('MapRunStarted');
  expect(again.types).not.toContain('MapRunRedriven');
});

test('a map run is redriven a thousand times at most', async () => {
  const definition = distributed();
  const failed = await withChildren(definition, ['bad'], breaks);
  const children = () => failed.children;
  const point = resumePoint(parseStateMachine(definition), failed.events, START, children)!;
  const redrivenOften = async (redriveCount: number) => {
    const resume = { ...point, mapRun: { ...point.mapRun!, redriveCount } };
    return (await run(definition, ['bad'], { execution: { redriveCount, resume } })).outcome;
  };
  expect(await redrivenOften(1_000)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await redrivenOften(1_001)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
});
