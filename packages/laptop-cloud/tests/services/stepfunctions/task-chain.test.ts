import { StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { virtualClock } from '../../../../states-language/src/clock.ts';
import { createWorld, LAMBDA, type WorldOptions } from './stepfunctions-world.ts';

const THROTTLED = ['ThrottlingException', 'Lambda.TooManyRequestsException'];
const RETRY = [{ ErrorEquals: THROTTLED, IntervalSeconds: 1, MaxAttempts: 2 }];
const DETECT = { DetectFace: { Type: 'Task', Resource: `${LAMBDA}:detect`, TimeoutSeconds: 30, End: true } };

/** Runs one execution under the options; gives it with its virtual duration and the calls the function saw. */
async function run(options: WorldOptions, states: Record<string, unknown> = DETECT, suffix = '') {
  let calls = 0;
  const functions = { detect: (input: unknown) => ({ call: ++calls, input }) };
  const world = await createWorld({ clock: virtualClock(0), functions, ...options });
  const stateMachineArn = await world.machine(states, { name: 'CheckPhoto' });
  const execution = await world.run(`${stateMachineArn}${suffix}`);
  const types = world.stepFunctions.history(execution.executionArn ?? '').map(({ type }) => type);
  await world.close();
  return { ...execution, durationMs: Number(execution.stopDate) - Number(execution.startDate), calls, types };
}

describe('a task under fault rules', () => {
  it('is retried to success when it is throttled twice', async () => {
    const faults = ['state=DetectFace,nth=1-2,do=error,error=ThrottlingException'];
    const result = await run({ faults }, { DetectFace: { ...DETECT.DetectFace, Retry: RETRY } });
    expect(result).toMatchObject({ status: 'SUCCEEDED', calls: 1 });
    expect(result.types.filter((type) => type === 'LambdaFunctionFailed')).toHaveLength(2);
  });

  it('fails with the error and cause of the rule', async () => {
    const faults = ['state=DetectFace,do=error,error=Broken,cause=on purpose'];
    expect(await run({ faults })).toMatchObject({
      status: 'FAILED',
      error: 'Broken',
      cause: 'on purpose',
      calls: 0,
    });
  });

  it('fails as a function whose process exits', async () => {
    expect(await run({ faults: ['state=DetectFace,do=crash'] })).toMatchObject({
      error: 'Runtime.ExitError',
      calls: 0,
    });
  });

  it('fails as a service whose connection is lost', async () => {
    const states = {
      Save: {
        Type: 'Task',
        Resource: 'arn:aws:states:::dynamodb:getItem',
        Parameters: { TableName: 'riders', Key: {} },
        End: true,
      },
    };
    expect(await run({ faults: ['resource=*:dynamodb:*,do=crash'] }, states)).toMatchObject({
      error: 'DynamoDB.SdkClientException',
    });
  });

  it('times out at once', async () => {
    const result = await run({ faults: ['state=DetectFace,do=timeout'] });
    expect(result).toMatchObject({ error: 'States.Timeout', durationMs: 0 });
    expect(result.types).toContain('LambdaFunctionTimedOut');
  });

  it('waits for its own timeout when it is dropped', async () => {
    expect(await run({ faults: ['state=DetectFace,do=drop'] })).toMatchObject({
      error: 'States.Timeout',
      durationMs: 30_000,
      calls: 0,
    });
  });

  it('is carried out later when it is delayed', async () => {
    expect(await run({ faults: ['state=DetectFace,do=delay,ms=5000'] })).toMatchObject({
      status: 'SUCCEEDED',
      durationMs: 5_000,
    });
  });

  it('is carried out twice when it is duplicated', async () => {
    expect(await run({ faults: ['state=DetectFace,do=duplicate'] })).toMatchObject({
      output: '{"call":2,"input":{}}',
    });
  });
});

const MOCKS = {
  StateMachines: { CheckPhoto: { TestCases: { Throttled: { DetectFace: 'ThrottledOnce' }, Real: {} } } },
  MockedResponses: {
    ThrottledOnce: {
      '0': { Throw: { Error: 'ThrottlingException', Cause: 'slow down' } },
      '1': { Return: { faces: 1 } },
    },
  },
};

describe('a task under a mock configuration', () => {
  const states = { DetectFace: { ...DETECT.DetectFace, Retry: RETRY } };

  it('is answered by the case behind the ARN', async () => {
    const result = await run({ mocks: MOCKS }, states, '#Throttled');
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: '{"faces":1}', calls: 0 });
    expect(result.types.filter((type) => type === 'LambdaFunctionFailed')).toHaveLength(1);
  });

  it('is answered by the case chosen for all machines', async () => {
    expect(await run({ mocks: MOCKS, testCase: 'Throttled' }, states)).toMatchObject({
      output: '{"faces":1}',
    });
  });

  it('is done for real when no case is chosen or the case does not name it', async () => {
    expect(await run({ mocks: MOCKS }, states)).toMatchObject({ calls: 1 });
    expect(await run({ mocks: MOCKS }, states, '#Real')).toMatchObject({ calls: 1 });
  });

  it('may stand for a service that does not run on a laptop', async () => {
    const mocks = {
      StateMachines: { CheckPhoto: { TestCases: { Case: { Train: 'Trained' } } } },
      MockedResponses: { Trained: { '0': { Return: { model: 'm' } } } },
    };
    const train = { Train: { Type: 'Task', Resource: 'arn:aws:states:::ecs:runTask.sync', End: true } };
    expect(await run({ mocks }, train, '#Case')).toMatchObject({ output: '{"model":"m"}' });
  });

  it('is refused with a case that the configuration does not have', async () => {
    const world = await createWorld({ mocks: MOCKS, functions: { detect: () => null } });
    const stateMachineArn = await world.machine(DETECT, { name: 'CheckPhoto' });
    const starting = world.sfn.send(
      new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}#Nope` }),
    );
    await expect(starting).rejects.toThrow('no test case Nope for CheckPhoto; it has Throttled, Real');
    await world.close();
  });
});

describe('a nested execution', () => {
  const start = (arn: string, pattern: string) => ({
    Start: {
      Type: 'Task',
      Resource: `arn:aws:states:::states:startExecution${pattern}`,
      Parameters: { StateMachineArn: arn, Input: { a: 1 } },
      End: true,
    },
  });

  async function nest(pattern: string, child: Record<string, unknown>) {
    const world = await createWorld({ clock: virtualClock(0) });
    const inner = await world.machine(child);
    const outer = await world.machine(start(inner, pattern));
    const result = await world.run(outer);
    await world.close();
    return result;
  }

  const CHILD = { Wait: { Type: 'Wait', Seconds: 60, Next: 'Done' }, Done: { Type: 'Succeed' } };

  it('is only started without a pattern', async () => {
    const { output, stopDate } = await nest('', CHILD);
    expect(JSON.parse(output ?? '')).toMatchObject({ ExecutionArn: expect.any(String), StartDate: 0 });
    expect(Number(stopDate)).toBe(0);
  });

  it('is waited for, its output as text or as value', async () => {
    const sync = await nest('.sync', CHILD);
    expect(JSON.parse(sync.output ?? '')).toMatchObject({
      Status: 'SUCCEEDED',
      Output: '{"a":1}',
      Input: '{"a":1}',
      StopDate: 60_000,
    });
    const sync2 = await nest('.sync:2', CHILD);
    expect(JSON.parse(sync2.output ?? '')).toMatchObject({ Output: { a: 1 }, Input: { a: 1 } });
  });

  it('fails its parent when it fails', async () => {
    const { error, cause } = await nest('.sync:2', {
      Fail: { Type: 'Fail', Error: 'Inner', Cause: 'because' },
    });
    expect(error).toBe('States.TaskFailed');
    expect(JSON.parse(cause ?? '')).toMatchObject({ Status: 'FAILED', Error: 'Inner', Cause: 'because' });
  });

  it('is stopped with its parent', async () => {
    const world = await createWorld();
    const inner = await world.machine({ Wait: { Type: 'Wait', Seconds: 600, End: true } });
    const outer = await world.machine(start(inner, '.sync'));
    const { executionArn } = world.stepFunctions.start(outer, { input: '{}' });
    const child = () => world.stepFunctions.list().find(({ stateMachineArn }) => stateMachineArn === inner);
    while (!world.stepFunctions.history(executionArn).some(({ type }) => type === 'TaskSubmitted')) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await world.sfn.send(new StopExecutionCommand({ executionArn }));
    await world.stepFunctions.ended(child()?.executionArn ?? '');
    expect(child()?.status).toBe('ABORTED');
    await world.close();
  });
});
