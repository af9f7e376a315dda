// Task states: what the host is asked, what history they leave, deadlines, heartbeats, tokens.
import { realClock } from '../src/clock.ts';
import { StatesTaskError } from '../src/task-error.ts';
import { INVOKE, LAMBDA, machine, run } from './engine.ts';

const ACTIVITY = 'arn:aws:states:eu-west-1:123456789012:activity:Review';
const TOKEN = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';

test('the host gets the shaped input, the limits and the credentials', async () => {
  const { calls } = await run(
    machine({
      Type: 'Task',
      Resource: INVOKE,
      Parameters: { 'who.$': '$.name' },
      TimeoutSecondsPath: '$.limit',
      HeartbeatSeconds: 5,
      Credentials: { 'RoleArn.$': '$.role' },
    }),
    { name: 'ada', limit: 60, role: 'arn:aws:iam::123456789012:role/other' },
  );
  expect(calls).toEqual([
    expect.objectContaining({
      state: 'Only',
      resource: INVOKE,
      input: { who: 'ada' },
      timeoutMs: 60_000,
      heartbeatMs: 5_000,
      credentials: { RoleArn: 'arn:aws:iam::123456789012:role/other' },
      retryCount: 0,
    }),
  ]);
  expect({ ...calls[0] }.signal).toBeInstanceOf(AbortSignal);
});

test.each([
  [LAMBDA, ['LambdaFunctionScheduled', 'LambdaFunctionStarted', 'LambdaFunctionSucceeded']],
  [INVOKE, ['TaskScheduled', 'TaskStarted', 'TaskSucceeded']],
  ['arn:aws:states:::aws-sdk:s3:getObject', ['TaskScheduled', 'TaskStarted', 'TaskSucceeded']],
  [ACTIVITY, ['ActivityScheduled', 'ActivityStarted', 'ActivitySucceeded']],
  [TOKEN, ['TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskSucceeded']],
  [
    'arn:aws:states:::states:startExecution.sync:2',
    ['TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskSucceeded'],
  ],
])('%s leaves its own events', async (resource, expected) => {
  const { types } = await run(machine({ Type: 'Task', Resource: resource }));
  expect(types).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    ...expected,
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
});

test('the events of an integration carry service, action, region, parameters and payloads', async () => {
  const { events } = await run(
    machine({ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:dynamodb:getItem', TimeoutSeconds: 3 }),
    { TableName: 'Riders' },
    { task: () => ({ Item: {} }) },
  );
  expect(events[2]?.taskScheduledEventDetails).toEqual({
    resourceType: 'aws-sdk:dynamodb',
    resource: 'getItem',
    region: 'eu-west-1',
    parameters: '{"TableName":"Riders"}',
    timeoutInSeconds: 3,
  });
  expect(events[4]?.taskSucceededEventDetails).toEqual({
    resourceType: 'aws-sdk:dynamodb',
    resource: 'getItem',
    output: '{"Item":{}}',
    outputDetails: { truncated: false },
  });
});

test('a failed task fails the execution with its own error and cause', async () => {
  const { outcome, events } = await run(
    machine({ Type: 'Task', Resource: LAMBDA }),
    {},
    {
      task: () => {
        throw new StatesTaskError('TypeError', 'no such thing');
      },
    },
  );
  expect(outcome).toEqual({ status: 'FAILED', error: 'TypeError', cause: 'no such thing' });
  expect(events.at(-2)).toMatchObject({
    type: 'LambdaFunctionFailed',
    lambdaFunctionFailedEventDetails: { error: 'TypeError', cause: 'no such thing' },
  });
});

test('anything else that the host throws ends the execution as States.Runtime', async () => {
  const { outcome } = await run(
    machine({ Type: 'Task', Resource: LAMBDA, Retry: [{ ErrorEquals: ['States.ALL'] }] }),
    {},
    {
      task: () => {
        throw new TypeError('a bug');
      },
    },
  );
  expect(outcome).toMatchObject({ error: 'States.Runtime', cause: expect.stringContaining('a bug') });
});

test('a task that takes longer than TimeoutSeconds times out, and its signal tells the host', async () => {
  const { outcome, calls, elapsedMs, types } = await run(
    machine({ Type: 'Task', Resource: LAMBDA, TimeoutSeconds: 7 }),
    {},
    { task: (call) => new Promise(() => void call.signal) },
  );
  expect(outcome).toEqual({ status: 'FAILED', error: 'States.Timeout' });
  expect(elapsedMs).toBe(7_000);
  expect(types).toContain('LambdaFunctionTimedOut');
  expect(calls[0]?.signal.aborted).toBe(true);
});

test('who has deadlines of his own on another clock is asked for them', async () => {
  const asked: number[] = [];
  const deadline = async (ms: number) => void asked.push(ms);
  const { outcome } = await run(
    machine({ Type: 'Task', Resource: LAMBDA, TimeoutSeconds: 3600 }),
    {},
    { clock: { ...realClock(), deadline, hold: () => () => undefined }, task: () => new Promise(() => {}) },
  );
  expect(asked).toEqual([3_600_000]);
  expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
});

test('a missing heartbeat times the task out, a regular one keeps it going', async () => {
  const definition = machine({ Type: 'Task', Resource: TOKEN, TimeoutSeconds: 100, HeartbeatSeconds: 10 });
  const silent = await run(definition, {}, { task: () => new Promise(() => {}) });
  expect(silent.outcome).toEqual({ status: 'FAILED', error: 'States.Timeout' });
  expect(silent.elapsedMs).toBe(10_000);
  const beating = await run(
    definition,
    {},
    {
      task: async (call, clock) => {
        for (let beat = 0; beat < 6; beat++) {
          await clock.sleep(8_000, call.signal);
          call.heartbeat();
        }
        return 'alive';
      },
    },
  );
  expect(beating.output).toBe('alive');
  expect(beating.elapsedMs).toBe(48_000);
});

test('the first heartbeat is due a period after what the host begins with has ended, however it ends', async () => {
  const definition = machine({ Type: 'Task', Resource: TOKEN, TimeoutSeconds: 100, HeartbeatSeconds: 10 });
  for (const fails of [false, true]) {
    const { outcome, elapsedMs } = await run(
      definition,
      {},
      {
        task: (call, clock) => {
          const begun = clock.sleep(25_000, call.signal).then(() => fails && Promise.reject(new Error('no')));
          call.heartbeat(begun);
          return new Promise(() => {});
        },
      },
    );
    expect(outcome).toEqual({ status: 'FAILED', error: 'States.Timeout' });
    expect(elapsedMs).toBe(35_000);
  }
});

test('TimeoutSeconds ends a task whose first heartbeat is not due yet', async () => {
  const { outcome, elapsedMs } = await run(
    machine({ Type: 'Task', Resource: TOKEN, TimeoutSeconds: 30, HeartbeatSeconds: 10 }),
    {},
    {
      task: (call) => {
        const never = new Promise(() => {});
        call.heartbeat(never);
        return never;
      },
    },
  );
  expect(outcome).toEqual({ status: 'FAILED', error: 'States.Timeout' });
  expect(elapsedMs).toBe(30_000);
});

test('a task with a token sees it in the context object, a new one on every attempt', async () => {
  const { calls } = await run(
    machine({
      Type: 'Task',
      Resource: TOKEN,
      Parameters: { 'Token.$': '$$.Task.Token' },
      Retry: [{ ErrorEquals: ['Again'], MaxAttempts: 1 }],
    }),
    {},
    {
      task: (call) => {
        if (call.retryCount === 0) throw new StatesTaskError('Again');
        return 'done';
      },
    },
  );
  expect(calls.map(({ input }) => input)).toEqual(calls.map(({ token }) => ({ Token: token })));
  expect(calls[0]?.token).not.toBe(calls[1]?.token);
});

test('the answer of the service that accepted the call is in TaskSubmitted', async () => {
  const { events } = await run(
    machine({ Type: 'Task', Resource: TOKEN }),
    {},
    {
      task: (call) => {
        call.submitted({ MessageId: 'm-1' });
        return 'answered';
      },
    },
  );
  expect(events[4]).toMatchObject({
    type: 'TaskSubmitted',
    taskSubmittedEventDetails: { resource: 'sendMessage.waitForTaskToken', output: '{"MessageId":"m-1"}' },
  });
});

test('an activity that no worker takes in time was never started', async () => {
  const { types } = await run(
    machine({ Type: 'Task', Resource: ACTIVITY, TimeoutSeconds: 1 }),
    {},
    {
      task: () => new Promise(() => {}),
    },
  );
  expect(types).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'ActivityScheduled',
    'ActivityTimedOut',
    'ExecutionFailed',
  ]);
});

test('parameters that a service would not be asked with end the execution before the task is scheduled', async () => {
  const complaintsOf = (_resource: string, input: unknown) =>
    'n' in (input as object) ? [] : ["The field 'n' is required but was missing", 'and more'];
  const state = { Type: 'Task', Resource: INVOKE, Retry: [{ ErrorEquals: ['States.ALL'] }] };
  const { outcome, types, calls } = await run(machine(state), { m: 1 }, { complaintsOf });
  expect(outcome).toEqual({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: `An error occurred while executing the state 'Only' (entered at the event id #2). The Parameters '{"m":1}' could not be used to start the Task: [The field 'n' is required but was missing, and more]`,
  });
  expect(types).toEqual(['ExecutionStarted', 'TaskStateEntered', 'ExecutionFailed']);
  expect(calls).toEqual([]);
  expect((await run(machine(state), { n: 1 }, { complaintsOf })).outcome.status).toBe('SUCCEEDED');
});

test('only what calls a service by parameters is asked for complaints', async () => {
  const complaintsOf = async () => ['no'];
  expect((await run(machine({ Type: 'Task', Resource: LAMBDA }), {}, { complaintsOf })).outcome.status).toBe(
    'SUCCEEDED',
  );
});
