import {
  CreateActivityCommand,
  DeleteActivityCommand,
  DescribeActivityCommand,
  GetActivityTaskCommand,
  ListActivitiesCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { virtualClock } from '../../../../states-language/src/clock.ts';
import { settle } from '../manual-clock.ts';
import { createWorld, type World } from './stepfunctions-world.ts';

const ASK = {
  Ask: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: 'ask', Payload: { 'token.$': '$$.Task.Token' } },
    End: true,
  },
};

let tokens: string[];
let world: World;
beforeEach(async () => {
  tokens = [];
  world = await createWorld({
    functions: {
      ask: ({ token }: { token: string }) => {
        tokens.push(token);
      },
    },
  });
});
afterEach(() => world.close());

async function start(states: Record<string, unknown>): Promise<string> {
  const stateMachineArn = await world.machine(states);
  const { executionArn } = await world.sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
  return executionArn ?? '';
}

async function asked(): Promise<string> {
  while (!tokens[0]) await new Promise((resolve) => setImmediate(resolve));
  return tokens[0];
}

describe('a task that waits for its token', () => {
  it('goes on with the output that comes back', async () => {
    const executionArn = await start(ASK);
    const taskToken = await asked();
    await world.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"verdict":"approved"}' }));
    expect(await world.stepFunctions.ended(executionArn)).toMatchObject({ output: '{"verdict":"approved"}' });
    expect(world.stepFunctions.history(executionArn).map(({ type }) => type)).toContain('TaskSubmitted');
  });

  it('fails with the error that comes back', async () => {
    const executionArn = await start(ASK);
    await world.sfn.send(
      new SendTaskFailureCommand({ taskToken: await asked(), error: 'Refused', cause: 'blurred' }),
    );
    expect(await world.stepFunctions.ended(executionArn)).toMatchObject({
      status: 'FAILED',
      error: 'Refused',
      cause: 'blurred',
    });
  });

  it('takes its token back even before the request was answered', async () => {
    const early = await createWorld({
      functions: {
        ask: async ({ token }: { token: string }) => {
          await early.sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '"early"' }));
        },
      },
    });
    expect(await early.run(await early.machine(ASK))).toMatchObject({ output: '"early"' });
    await early.close();
  });

  it('takes its token only once, and none after it was stopped', async () => {
    await start(ASK);
    const taskToken = await asked();
    const send = () => world.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }));
    await send();
    await expect(send()).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('refuses a token that was never made, and an output that is no JSON', async () => {
    await start(ASK);
    const taskToken = await asked();
    const send = (request: { taskToken: string; output: string }) =>
      world.sfn.send(new SendTaskSuccessCommand(request));
    for (const output of ['1', '{'])
      await expect(send({ taskToken: 'made-up', output })).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(send({ taskToken, output: '[1 2]' })).rejects.toMatchObject({
      name: 'InvalidOutput',
      message: expect.stringContaining('was expecting comma to separate Array entries'),
    });
    await expect(send({ taskToken, output: '['.repeat(5_000) })).rejects.toMatchObject({
      name: 'InvalidOutput',
      message: expect.stringContaining('nesting depth (1001)'),
    });
  });

  it('forgets its token when the execution is stopped', async () => {
    const executionArn = await start(ASK);
    const taskToken = await asked();
    await world.sfn.send(new StopExecutionCommand({ executionArn }));
    const sending = world.sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    await expect(sending).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });
});

describe('a task that waits for an execution', () => {
  const nesting = (StateMachineArn: string) => ({
    Nest: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync',
      Parameters: { StateMachineArn, Input: { 'token.$': '$$.Task.Token' } },
      End: true,
    },
  });
  const child = (StateName: object) => world.machine({ Only: { ...StateName, End: true } });
  const sent = (arn: string) => {
    const run = world.stepFunctions.list().find(({ stateMachineArn }) => stateMachineArn === arn);
    return run && { ...run, token: (JSON.parse(run.input) as { token: string }).token };
  };

  it('ends with its token as well, and the execution goes on', async () => {
    const inner = await child({ Type: 'Wait', Seconds: 600 });
    const executionArn = await start(nesting(inner));
    while (!sent(inner)) await new Promise((resolve) => setImmediate(resolve));
    await world.sfn.send(new SendTaskSuccessCommand({ taskToken: sent(inner)?.token, output: '"early"' }));

    expect(await world.stepFunctions.ended(executionArn)).toMatchObject({ output: '"early"' });
    expect(sent(inner)?.status).toBe('RUNNING');
  });

  it('has no use for its token once the execution has ended', async () => {
    const inner = await child({ Type: 'Pass' });
    await world.stepFunctions.ended(await start(nesting(inner)));

    const late = world.sfn.send(new SendTaskSuccessCommand({ taskToken: sent(inner)?.token, output: '1' }));
    await expect(late).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });
});

it('a task whose token never comes back times out', async () => {
  const patient = await createWorld({ clock: virtualClock(0), functions: { ask: () => null } });
  const arn = await patient.machine({ Ask: { ...ASK.Ask, TimeoutSeconds: 259_200 } });
  const { status, error, stopDate } = await patient.run(arn);
  expect([status, error, stopDate]).toEqual(['FAILED', 'States.Timeout', new Date(259_200_000)]);
  await patient.close();
});

it('a task without heartbeats times out by its heartbeat', async () => {
  const patient = await createWorld({ clock: virtualClock(0), functions: { ask: () => null } });
  const arn = await patient.machine({ Ask: { ...ASK.Ask, TimeoutSeconds: 600, HeartbeatSeconds: 60 } });
  const { error, stopDate } = await patient.run(arn);
  expect([error, stopDate]).toEqual(['States.Timeout', new Date(60_000)]);
  await patient.close();
});

describe('an activity', () => {
  const arn = 'arn:aws:states:us-east-1:000000000000:activity:review';
  const REVIEW = { Review: { Type: 'Task', Resource: arn, End: true } };

  it('hands its task to a worker, who may come before or after it', async () => {
    await world.sfn.send(new CreateActivityCommand({ name: 'review' }));
    const poll = () => world.sfn.send(new GetActivityTaskCommand({ activityArn: arn, workerName: 'ada' }));
    const waiting = poll();
    const executions = [await start(REVIEW), await start(REVIEW)];
    for (const task of [await waiting, await poll()]) {
      expect(task.input).toBe('{}');
      await world.sfn.send(new SendTaskHeartbeatCommand({ taskToken: task.taskToken }));
      await world.sfn.send(new SendTaskSuccessCommand({ taskToken: task.taskToken, output: '"done"' }));
    }
    for (const executionArn of executions) {
      expect(await world.stepFunctions.ended(executionArn)).toMatchObject({ output: '"done"' });
      expect(world.stepFunctions.history(executionArn)).toContainEqual(
        expect.objectContaining({
          type: 'ActivityStarted',
          activityStartedEventDetails: { workerName: 'ada' },
        }),
      );
    }
  });

  it('gives its task to no worker who has given up', async () => {
    await world.sfn.send(new CreateActivityCommand({ name: 'review' }));
    const left = new AbortController();
    const poll = (abortSignal?: AbortSignal) =>
      world.sfn.send(
        new GetActivityTaskCommand({ activityArn: arn }),
        abortSignal === undefined ? {} : { abortSignal },
      );
    const waiting = poll(left.signal);
    await settle();
    left.abort();
    await expect(waiting).rejects.toThrow();
    await settle();

    await start(REVIEW);

    expect((await poll()).taskToken).toBeTruthy();
  });

  it('gives no task to a worker when none comes', async () => {
    await world.sfn.send(new CreateActivityCommand({ name: 'review' }));
    const task = await world.sfn.send(new GetActivityTaskCommand({ activityArn: arn }));
    expect(task.taskToken).toBeFalsy();
  });

  it('that does not exist ends the execution', async () => {
    const nobody = { Ask: { Type: 'Task', Resource: `${arn}-nobody`, End: true } };
    expect(await world.stepFunctions.ended(await start(nobody))).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: `An error occurred while executing the state 'Ask' (entered at the event id #2). The activity ${arn}-nobody does not exist.`,
    });
  });

  it('that is deleted leaves no event of its own', async () => {
    await world.sfn.send(new CreateActivityCommand({ name: 'review' }));
    await world.sfn.send(new DeleteActivityCommand({ activityArn: arn }));
    const executionArn = await start(REVIEW);
    await world.stepFunctions.ended(executionArn);
    expect(world.stepFunctions.history(executionArn).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'ExecutionFailed',
    ]);
  });

  it('is made once, described, listed and deleted', async () => {
    const create = () => world.sfn.send(new CreateActivityCommand({ name: 'review' }));
    expect((await create()).activityArn).toBe(arn);
    expect((await create()).activityArn).toBe(arn);
    expect(await world.sfn.send(new DescribeActivityCommand({ activityArn: arn }))).toMatchObject({
      name: 'review',
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    });
    expect((await world.sfn.send(new ListActivitiesCommand({}))).activities).toHaveLength(1);
    await world.sfn.send(new DeleteActivityCommand({ activityArn: arn }));
    const describing = world.sfn.send(new DescribeActivityCommand({ activityArn: arn }));
    await expect(describing).rejects.toMatchObject({ name: 'ActivityDoesNotExist' });
    const polling = world.sfn.send(new GetActivityTaskCommand({ activityArn: arn }));
    await expect(polling).rejects.toMatchObject({ name: 'ActivityDoesNotExist' });
  });
});

it('whoever may answer for one state machine may not for another, and learns of no token', async () => {
  const mine = { arn: '' };
  const limited = await createWorld({
    functions: { ask: ({ token }: { token: string }) => void tokens.push(token) },
    limited: {
      arn: 'arn:aws:iam::000000000000:role/limited',
      can: (_action, resource) => resource === mine.arn,
    },
  });
  const startAsking = async () => {
    const stateMachineArn = await limited.machine(ASK);
    const before = tokens.length;
    await limited.sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
    while (tokens.length === before) await new Promise((resolve) => setImmediate(resolve));
    return stateMachineArn;
  };
  const answer = (taskToken: string) =>
    limited.limited.send(new SendTaskSuccessCommand({ taskToken, output: '1' }));
  mine.arn = await startAsking();
  await startAsking();
  await expect(answer(tokens[1]!)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await answer(tokens[0]!);
  await expect(answer(tokens[0]!)).rejects.toMatchObject({ name: 'TaskTimedOut' });
  await limited.close();
});
