import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { createWorld, LAMBDA, type TestFunctions } from './stepfunctions-world.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepfunctions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const STEPS = {
  First: { Type: 'Pass', Result: { photo: 1 }, Next: 'Second' },
  Second: { Type: 'Task', Resource: `${LAMBDA}:second`, End: true },
};

/** Opens the service on the folder, lets `use` work with it, and closes it. */
async function session<Result>(
  functions: TestFunctions,
  use: (world: Awaited<ReturnType<typeof createWorld>>) => Promise<Result>,
): Promise<Result> {
  const world = await createWorld({ folder, functions });
  try {
    return await use(world);
  } finally {
    await world.close();
  }
}

describe('after a restart', () => {
  it('machines, executions and histories are as they were', async () => {
    const before = await session({ second: (input) => input }, async (world) => {
      const execution = await world.run(await world.machine(STEPS));
      return { execution, history: world.stepFunctions.history(execution.executionArn ?? '') };
    });
    await session({}, async (world) => {
      const { executionArn, stateMachineArn } = before.execution;
      const described = await world.sfn.send(new DescribeExecutionCommand({ executionArn }));
      expect({ ...described, $metadata: 0 }).toEqual({ ...before.execution, $metadata: 0 });
      expect(world.stepFunctions.history(executionArn ?? '')).toEqual(before.history);
      expect(await world.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({
        status: 'ACTIVE',
      });
    });
  });

  it('an execution that was running is aborted with a clear error', async () => {
    const never = () => new Promise(() => undefined);
    const executionArn = await session({ second: never }, async (world) => {
      const stateMachineArn = await world.machine(STEPS);
      return (await world.sfn.send(new StartExecutionCommand({ stateMachineArn }))).executionArn;
    });
    await session({}, async (world) => {
      expect(await world.sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
        status: 'ABORTED',
        error: 'Local.Interrupted',
        redriveStatus: 'REDRIVABLE',
      });
      const { events } = await world.sfn.send(
        new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }),
      );
      expect(events?.[0]).toMatchObject({ type: 'ExecutionAborted' });
    });
  });

  it('an execution that was running when the process was killed is aborted in the same way', async () => {
    const killed = `${folder}-killed`;
    const never = () => new Promise(() => undefined);
    const executionArn = await session({ second: never }, async (world) => {
      const stateMachineArn = await world.machine(STEPS);
      const started = await world.sfn.send(new StartExecutionCommand({ stateMachineArn }));
      // What lies on disk at this moment is what a killed process leaves.
      cpSync(folder, killed, { recursive: true });
      return started.executionArn ?? '';
    });
    const world = await createWorld({ folder: killed });
    expect(world.stepFunctions.describe(executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Local.Interrupted',
    });
    expect(world.stepFunctions.history(executionArn).at(-1)).toMatchObject({ type: 'ExecutionAborted' });
    await world.close();
    rmSync(killed, { recursive: true });
  });

  it('an interrupted execution is redriven from the state where it stood', async () => {
    const never = () => new Promise(() => undefined);
    const executionArn = await session({ second: never }, async (world) => {
      const stateMachineArn = await world.machine(STEPS);
      return (await world.sfn.send(new StartExecutionCommand({ stateMachineArn }))).executionArn;
    });
    await session({ second: (input) => ({ seen: input }) }, async (world) => {
      await world.sfn.send(new RedriveExecutionCommand({ executionArn }));
      expect(await world.stepFunctions.ended(executionArn ?? '')).toMatchObject({
        status: 'SUCCEEDED',
        output: '{"seen":{"photo":1}}',
        redriveCount: 1,
      });
      const history = world.stepFunctions.history(executionArn ?? '');
      expect(history.map(({ id }) => id)).toEqual(history.map((_event, index) => index + 1));
      expect(history.map(({ type }) => type)).toContain('ExecutionRedriven');
    });
  });

  it('a line that a crash cut short is left out', async () => {
    await session({ second: (input) => input }, async (world) => world.run(await world.machine(STEPS)));
    for (const file of readdirSync(join(folder, 'histories')))
      appendFileSync(join(folder, 'histories', file), '{"id":');
    appendFileSync(join(folder, 'executions.jsonl'), '{"executionArn":');
    await session({}, async (world) => {
      const [record] = world.stepFunctions.list();
      expect(record).toMatchObject({ status: 'SUCCEEDED' });
      expect(world.stepFunctions.history(record?.executionArn ?? '').at(-1)).toMatchObject({
        type: 'ExecutionSucceeded',
      });
    });
  });
});

describe('redriving', () => {
  it('goes on with a failed execution once what failed is fixed', async () => {
    let isMended = false;
    const second = () => {
      if (!isMended) throw new Error('broken');
      return 'fixed';
    };
    await session({ second }, async (world) => {
      const { executionArn, status } = await world.run(await world.machine(STEPS));
      expect(status).toBe('FAILED');
      isMended = true;
      await world.sfn.send(new RedriveExecutionCommand({ executionArn }));
      await world.stepFunctions.ended(executionArn ?? '');
      const described = await world.sfn.send(new DescribeExecutionCommand({ executionArn }));
      expect(described).toMatchObject({ status: 'SUCCEEDED', output: '"fixed"', redriveCount: 1 });
      expect(described.error).toBeUndefined();
    });
  });

  it('is refused for an execution that succeeded', async () => {
    await session({ second: () => 1 }, async (world) => {
      const { executionArn } = await world.run(await world.machine(STEPS));
      const redriving = world.sfn.send(new RedriveExecutionCommand({ executionArn }));
      await expect(redriving).rejects.toMatchObject({
        name: 'ExecutionNotRedrivable',
        message: 'Execution is SUCCEEDED and cannot be redriven',
      });
    });
  });
});
