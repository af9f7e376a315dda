import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateActivityCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetActivityTaskCommand,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn';
import { createWorld, LAMBDA, type TestFunctions, type World } from './stepfunctions-world.ts';

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

  it('an execution that was running goes on, and what has ended is not done again', async () => {
    const calls: string[] = [];
    const functions = (second: () => unknown) => ({
      first: () => void calls.push('first'),
      second: () => {
        calls.push('second');
        return second();
      },
    });
    const never = () => new Promise(() => undefined);
    const executionArn = await session(functions(never), async (world) => {
      const machine = await world.machine({
        First: { Type: 'Task', Resource: `${LAMBDA}:first`, Next: 'Second' },
        Second: STEPS.Second,
      });
      const { executionArn: arn } = world.stepFunctions.start(machine, { input: '{}' });
      while (!calls.includes('second')) await new Promise(setImmediate);
      return arn;
    });
    await session(
      functions(() => 'done'),
      async (world) => {
        expect(await world.stepFunctions.ended(executionArn)).toMatchObject({
          status: 'SUCCEEDED',
          output: '"done"',
          redriveCount: 0,
        });
        const history = world.stepFunctions.history(executionArn);
        expect(history.map(({ id }) => id)).toEqual(history.map((_event, index) => index + 1));
        expect(history.map(({ type }) => type)).not.toContain('ExecutionRedriven');
      },
    );
    expect(calls).toEqual(['first', 'second', 'second']);
  });

  it('an execution that was running when the process was killed goes on in the same way', async () => {
    const killed = `${folder}-killed`;
    const never = () => new Promise(() => undefined);
    const executionArn = await session({ second: never }, async (world) => {
      const stateMachineArn = await world.machine(STEPS);
      const started = await world.sfn.send(new StartExecutionCommand({ stateMachineArn }));
      // What lies on disk at this moment is what a killed process leaves.
      cpSync(folder, killed, { recursive: true });
      return started.executionArn ?? '';
    });
    const world = await createWorld({ folder: killed, functions: { second: (input) => ({ seen: input }) } });
    expect(await world.stepFunctions.ended(executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"seen":{"photo":1}}',
    });
    await world.close();
    rmSync(killed, { recursive: true });
  });

  it('a task token that was given away before still ends its task', async () => {
    let token = '';
    const ask = ({ token: given }: { token: string }) => {
      token = given;
    };
    const executionArn = await session({ ask }, async (world) => {
      const machine = await world.machine({
        Ask: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
          Parameters: { FunctionName: 'ask', Payload: { 'token.$': '$$.Task.Token' } },
          End: true,
        },
      });
      const { executionArn: arn } = world.stepFunctions.start(machine, { input: '{}' });
      const isAsked = () => world.stepFunctions.history(arn).some(({ type }) => type === 'TaskSubmitted');
      while (!isAsked()) await new Promise(setImmediate);
      return arn;
    });
    await session({}, async (world) => {
      await world.sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '"yes"' }));
      expect(await world.stepFunctions.ended(executionArn)).toMatchObject({ output: '"yes"' });
      const types = world.stepFunctions.history(executionArn).map(({ type }) => type);
      expect(types.filter((type) => type === 'TaskScheduled')).toHaveLength(1);
    });
  });

  it('a task of an activity stays with its worker when a heartbeat would miss it; otherwise it is handed out again', async () => {
    const activityArn = `arn:aws:states:us-east-1:000000000000:activity:work`;
    const branch = (name: string, more: object = {}) => ({
      StartAt: name,
      States: { [name]: { Type: 'Task', Resource: activityArn, Parameters: { name }, End: true, ...more } },
    });
    const poll = (world: World) => world.sfn.send(new GetActivityTaskCommand({ activityArn }));
    const taken: (string | undefined)[] = [];
    const executionArn = await session({}, async (world) => {
      await world.sfn.send(new CreateActivityCommand({ name: 'work' }));
      const machine = await world.machine({
        Both: {
          Type: 'Parallel',
          Branches: [branch('Watched', { HeartbeatSeconds: 3_600 }), branch('Unwatched')],
          End: true,
        },
      });
      const { executionArn: arn } = world.stepFunctions.start(machine, { input: '{}' });
      for (const _ of [1, 2]) taken.push((await poll(world)).taskToken);
      return arn;
    });
    await session({}, async (world) => {
      const { taskToken, input } = await poll(world);
      expect([taskToken, input]).toEqual([taken[1], '{"name":"Unwatched"}']);
      expect((await poll(world)).taskToken).toBeUndefined();
      await world.sfn.send(new SendTaskSuccessCommand({ taskToken: taken[0], output: '1' }));
      await world.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '2' }));
      expect(await world.stepFunctions.ended(executionArn)).toMatchObject({ output: '[1,2]' });
    });
  });

  it('a synchronous execution ends, as nobody is left to be answered', async () => {
    const never = () => new Promise(() => undefined);
    const executionArn = await session({ second: never }, async (world) => {
      const stateMachineArn = await world.machine(STEPS, { type: 'EXPRESS' });
      world.sfn.send(new StartSyncExecutionCommand({ stateMachineArn })).catch(() => undefined);
      while (world.stepFunctions.list().length === 0) await new Promise(setImmediate);
      return world.stepFunctions.list()[0]?.executionArn ?? '';
    });
    await session({}, async (world) => {
      expect(world.stepFunctions.describe(executionArn)).toMatchObject({
        status: 'ABORTED',
        error: 'Local.Interrupted',
        cause: expect.stringContaining('whoever waited for its answer has gone'),
      });
    });
  });

  it.each([
    ['its definition is gone', () => rmSync(join(folder, 'definitions'), { recursive: true }), 'is gone'],
    [
      'its history is damaged',
      () => {
        const [file = ''] = readdirSync(join(folder, 'histories'));
        writeFileSync(join(folder, 'histories', file), '{"id":1,\n{"id":2}\n');
      },
      'line 1 of',
    ],
  ])('an execution ends with the one cause that %s', async (_what, damage, cause) => {
    const never = () => new Promise(() => undefined);
    const executionArn = await session({ second: never }, async (world) => {
      const stateMachineArn = await world.machine(STEPS);
      return (await world.sfn.send(new StartExecutionCommand({ stateMachineArn }))).executionArn ?? '';
    });
    damage();
    await session({}, async (world) => {
      expect(world.stepFunctions.describe(executionArn)).toMatchObject({
        status: 'ABORTED',
        error: 'Local.Interrupted',
        cause: expect.stringContaining(cause),
      });
    });
  });

  it('a line that a crash cut short is left out', async () => {
    await session({ second: (input) => input }, async (world) => world.run(await world.machine(STEPS)));
    for (const file of readdirSync(join(folder, 'histories')))
      appendFileSync(join(folder, 'histories', file), '{"id":');
    appendFileSync(join(folder, 'executions.jsonl'), '{"executionArn":');
    // What comes after it is whole again.
    await session({ second: (input) => input }, async (world) => world.run(await world.machine(STEPS)));
    await session({}, async (world) => {
      expect(world.stepFunctions.list()).toHaveLength(2);
      const [later, record] = world.stepFunctions.list();
      expect(later).toMatchObject({ status: 'SUCCEEDED' });
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
