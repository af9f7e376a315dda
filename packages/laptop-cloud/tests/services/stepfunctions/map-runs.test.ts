// Map runs over the API: their children, a change of their limits, and a redrive that repeats no child that succeeded.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  UpdateMapRunCommand,
} from '@aws-sdk/client-sfn';
import { createWorld, LAMBDA, type World } from './stepfunctions-world.ts';

const processor = (ExecutionType: string) => ({
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
  StartAt: 'First',
  States: {
    First: { Type: 'Task', Resource: `${LAMBDA}:first`, Next: 'Second' },
    Second: { Type: 'Task', Resource: `${LAMBDA}:second`, End: true },
  },
});
const eachOf = (ExecutionType: string, more: object = {}) => ({
  Each: { Type: 'Map', ItemProcessor: processor(ExecutionType), End: true, ...more },
});

/** Counts the calls of two functions, of which the second refuses `bad` until it is fixed. */
function workers() {
  const calls: Record<'first' | 'second', string[]> = { first: [], second: [] };
  const state = { isMended: false };
  const functions = {
    first: (item: string) => {
      calls.first.push(item);
      return item;
    },
    second: (item: string) => {
      calls.second.push(item);
      if (item === 'bad' && !state.isMended) throw new Error('broken');
      return item.toUpperCase();
    },
  };
  return { calls, state, functions };
}

async function mapRunOf({ sfn }: World, executionArn: string | undefined) {
  const { mapRuns } = await sfn.send(new ListMapRunsCommand({ executionArn }));
  expect(mapRuns).toMatchObject([
    { stateMachineArn: expect.stringMatching(/:stateMachine:machine-\d+\/(ours|[0-9a-f-]{36})$/) },
  ]);
  return sfn.send(new DescribeMapRunCommand({ mapRunArn: mapRuns?.[0]?.mapRunArn }));
}

async function redrive(world: World, executionArn: string | undefined) {
  await world.sfn.send(new RedriveExecutionCommand({ executionArn }));
  await world.stepFunctions.ended(executionArn!);
  return world.sfn.send(new DescribeExecutionCommand({ executionArn }));
}

describe.each(['STANDARD', 'EXPRESS'])('a redriven map run of %s children', (type) => {
  it('runs only those again that did not succeed', async () => {
    const { calls, state, functions } = workers();
    const world = await createWorld({ functions });
    const machine = await world.machine(eachOf(type, { MaxConcurrency: 1 }));
    const { executionArn, status } = await world.run(machine, ['good', 'bad', 'later']);
    expect(status).toBe('FAILED');
    expect(await mapRunOf(world, executionArn)).toMatchObject({
      status: 'FAILED',
      itemCounts: { total: 3, succeeded: 1, failed: 1, pending: 1 },
    });

    state.isMended = true;
    expect(await redrive(world, executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      output: '["GOOD","BAD","LATER"]',
    });
    expect(calls.second).toEqual(['good', 'bad', 'bad', 'later']);
    // A Standard child goes on where it failed, an Express child is run anew.
    expect(calls.first).toEqual(
      type === 'STANDARD' ? ['good', 'bad', 'later'] : ['good', 'bad', 'bad', 'later'],
    );
    const mapRun = await mapRunOf(world, executionArn);
    expect(mapRun).toMatchObject({
      status: 'SUCCEEDED',
      redriveCount: 1,
      itemCounts: { total: 3, succeeded: 3, failed: 0, pending: 0, running: 0 },
    });
    const { executions } = await world.sfn.send(
      new ListExecutionsCommand({ mapRunArn: mapRun.mapRunArn, statusFilter: 'SUCCEEDED' }),
    );
    expect(executions).toHaveLength(3);
    const types = world.stepFunctions.history(executionArn!).map((event) => event.type);
    expect(types.slice(types.indexOf('ExecutionRedriven'))).toEqual([
      'ExecutionRedriven',
      'MapRunRedriven',
      'MapRunSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ]);
    await world.close();
  });
});

it('a child tells its map run and the label of its Map', async () => {
  const world = await createWorld({ functions: workers().functions });
  const machine = await world.machine(eachOf('STANDARD', { Label: 'ours' }));
  const { executionArn } = await world.run(machine, ['good']);
  const { mapRunArn } = await mapRunOf(world, executionArn);
  const { executions } = await world.sfn.send(new ListExecutionsCommand({ mapRunArn }));
  const describe = (arn?: string) =>
    world.sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn: arn }));

  expect(mapRunArn).toMatch(/:mapRun:[^/]+\/ours:[0-9a-f-]{36}$/);
  expect(await describe(executions?.[0]?.executionArn)).toMatchObject({ mapRunArn, label: 'ours' });
  const { label, mapRunArn: none } = await describe(executionArn);
  expect([label, none]).toEqual([undefined, undefined]);
  await world.close();
});

it('a map run and its children survive a restart, and are redriven after it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepfunctions-'));
  const { calls, state, functions } = workers();
  const before = await createWorld({ functions, folder });
  const { executionArn } = await before.run(await before.machine(eachOf('STANDARD')), ['good', 'bad']);
  await before.close();

  const after = await createWorld({ functions, folder });
  expect(await mapRunOf(after, executionArn)).toMatchObject({ status: 'FAILED', itemCounts: { total: 2 } });
  state.isMended = true;
  expect(await redrive(after, executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '["GOOD","BAD"]' });
  expect(calls.first).toEqual(['good', 'bad']);
  await after.close();
  rmSync(folder, { recursive: true });
});

it('a map run that was under way goes on after a restart, with the limits that UpdateMapRun gave it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepfunctions-'));
  const { calls, functions } = workers();
  const isStuck = { second: true };
  const second = (item: string) => {
    if (item === 'bad' && !isStuck.second) throw new Error('broken');
    return isStuck.second ? new Promise(() => undefined) : functions.second(item);
  };
  const before = await createWorld({ functions: { ...functions, second }, folder });
  const machine = await before.machine(eachOf('STANDARD', { MaxConcurrency: 2 }));
  const { executionArn } = before.stepFunctions.start(machine, { input: '["good","bad","later"]' });
  while (calls.first.length < 2) await new Promise(setImmediate);
  const { mapRunArn } = await mapRunOf(before, executionArn);
  await before.sfn.send(new UpdateMapRunCommand({ mapRunArn, toleratedFailureCount: 1 }));
  await before.close();

  isStuck.second = false;
  const after = await createWorld({ functions: { ...functions, second }, folder });
  expect(await after.stepFunctions.ended(executionArn)).toMatchObject({
    status: 'SUCCEEDED',
    output: '["GOOD","LATER"]',
  });
  expect(calls.first).toEqual(['good', 'bad', 'later']);
  expect(await mapRunOf(after, executionArn)).toMatchObject({
    mapRunArn,
    status: 'SUCCEEDED',
    redriveCount: 0,
    toleratedFailureCount: 1,
    itemCounts: { total: 3, succeeded: 2, failed: 1 },
  });
  await after.close();
  rmSync(folder, { recursive: true });
});

it('UpdateMapRun lets more children run at once, and more of them fail', async () => {
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  let started = 0;
  const first = async (item: string) => {
    if (++started === 3) release();
    await isReleased;
    return item;
  };
  const { functions } = workers();
  const world = await createWorld({ functions: { ...functions, first } });
  const stateMachineArn = await world.machine(eachOf('STANDARD', { MaxConcurrency: 1 }));
  const { executionArn } = await world.sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: '["good","bad","well"]' }),
  );
  const { mapRunArn } = await mapRunOf(world, executionArn);
  await world.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 3, toleratedFailureCount: 1 }));
  expect(await world.stepFunctions.ended(executionArn!)).toMatchObject({
    status: 'SUCCEEDED',
    output: '["GOOD","WELL"]',
  });
  expect(await mapRunOf(world, executionArn)).toMatchObject({
    maxConcurrency: 3,
    toleratedFailureCount: 1,
    itemCounts: { succeeded: 2, failed: 1 },
  });
  await world.close();
});

it('UpdateMapRun refuses a map run that there is not', async () => {
  const world = await createWorld();
  const updating = world.sfn.send(
    new UpdateMapRunCommand({
      mapRunArn: 'arn:aws:states:us-east-1:123456789012:mapRun:machine/Each:nobody',
      maxConcurrency: 1,
    }),
  );
  await expect(updating).rejects.toMatchObject({ name: 'ResourceNotFound' });
  await world.close();
});
