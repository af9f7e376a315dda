import { type SFNClient, TestStateCommand, type TestStateCommandInput } from '@aws-sdk/client-sfn';
import { virtualClock } from '../../../../states-language/src/clock.ts';
import { ACCOUNT_ID, IS_REMOTE, laptopOnly } from '../../support/remote.ts';
import { remoteSfn } from './remote-sfn.ts';
import { createWorld, LAMBDA, ROLE, type World } from './stepfunctions-world.ts';

let world: Pick<World, 'close'> & { sfn: SFNClient };
beforeAll(async () => {
  if (IS_REMOTE) world = remoteSfn();
  else
    world = await createWorld({
      clock: virtualClock(0),
      functions: { double: (input: number) => input * 2 },
    });
});
afterAll(() => world.close());

const PASS = { Type: 'Pass', Parameters: { 'seen.$': '$.photo' }, End: true };
const TASK = { Type: 'Task', Resource: `${LAMBDA}:double`, End: true };
const INVOKE = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'double' },
  QueryLanguage: 'JSONata',
  End: true,
};
const MAP = {
  Type: 'Map',
  ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } },
  End: true,
};
const PARALLEL = {
  Type: 'Parallel',
  Branches: [{ StartAt: 'One', States: { One: { Type: 'Pass', End: true } } }],
  End: true,
};

function tryState(definition: object, more: Partial<TestStateCommandInput> = {}) {
  return world.sfn.send(new TestStateCommand({ definition: JSON.stringify(definition), ...more }));
}

describe('TestState', () => {
  it('gives the output of a state, and its data on the way when asked', async () => {
    const input = '{"photo":1}';
    expect(await tryState(PASS, { input })).toMatchObject({ status: 'SUCCEEDED', output: '{"seen":1}' });
    expect((await tryState(PASS, { input })).inspectionData).toBeUndefined();
    const { inspectionData } = await tryState(PASS, { input, inspectionLevel: 'DEBUG' });
    expect(JSON.parse(inspectionData?.afterParameters ?? '')).toEqual({ seen: 1 });
    expect(JSON.parse(inspectionData?.input ?? '')).toEqual({ photo: 1 });
  });

  it('tells the next state', async () => {
    const choice = {
      Type: 'Choice',
      Choices: [{ Variable: '$', NumericGreaterThan: 1, Next: 'Many' }],
      Default: 'Few',
    };
    expect(await tryState(choice, { input: '2' })).toMatchObject({ status: 'SUCCEEDED', nextState: 'Many' });
  });

  laptopOnly('calls a function from inside').it(
    'does a task for real with the role that is given',
    async () => {
      expect(await tryState(TASK, { input: '21', roleArn: ROLE })).toMatchObject({ output: '42' });
    },
  );

  it('tries a state of a whole machine, also one inside a Parallel', async () => {
    const machine = {
      StartAt: 'First',
      States: { First: { ...PARALLEL, End: undefined, Next: 'Done' }, Done: { Type: 'Succeed' } },
    };
    expect(await tryState(machine, { stateName: 'One', input: '7' })).toMatchObject({ output: '7' });
    expect(await tryState(machine, { stateName: 'Done', input: '8' })).toMatchObject({ output: '8' });
  });

  it('takes a mocked result, for states of any reach', async () => {
    expect(await tryState(TASK, { mock: { result: '{"faces":1}' } })).toMatchObject({
      output: '{"faces":1}',
    });
    expect(await tryState(PARALLEL, { mock: { result: '[1]' } })).toMatchObject({ output: '[1]' });
  });

  it('gives what comes out as it was mocked in the text that it was mocked with', async () => {
    expect(await tryState(MAP, { input: '[1]', mock: { result: '[1, 1]' } })).toMatchObject({
      output: '[1, 1]',
    });
    const more = { input: '[1]', mock: { result: '{"Payload": 3}', fieldValidationMode: 'NONE' as const } };
    expect(
      await tryState({ ...INVOKE, Output: '{% {"Payload": $states.result.Payload} %}' }, more),
    ).toMatchObject({
      output: '{"Payload":3}',
    });
  });

  it('tells which retrier has no attempts left, and shows no variables where there are none', async () => {
    const Retry = [{ ErrorEquals: ['Throttled'], MaxAttempts: 2 }];
    const tried = await tryState(
      { ...TASK, Retry },
      {
        mock: { errorOutput: { error: 'Throttled' } },
        inspectionLevel: 'DEBUG',
        variables: '{}',
        stateConfiguration: { retrierRetryCount: 2 },
      },
    );
    expect(tried).toMatchObject({ status: 'FAILED', inspectionData: { errorDetails: { retryIndex: 0 } } });
    expect(tried.inspectionData?.errorDetails?.retryBackoffIntervalSeconds).toBeUndefined();
    expect(tried.inspectionData?.variables).toBeUndefined();
  });

  it('tells how a mocked failure would be retried or caught', async () => {
    const Retry = [{ ErrorEquals: ['Throttled'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 2 }];
    const state = { ...TASK, Retry, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Fix' }] };
    const mock = { errorOutput: { error: 'Throttled', cause: 'slow down' } };
    const retried = await tryState(state, {
      mock,
      inspectionLevel: 'DEBUG',
      stateConfiguration: { retrierRetryCount: 1 },
    });
    expect(retried).toMatchObject({
      status: 'RETRIABLE',
      error: 'Throttled',
      cause: 'slow down',
      inspectionData: { errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 6 } },
    });
    const caught = await tryState(state, {
      mock,
      inspectionLevel: 'DEBUG',
      stateConfiguration: { retrierRetryCount: 2 },
    });
    expect(caught).toMatchObject({
      status: 'CAUGHT_ERROR',
      nextState: 'Fix',
      inspectionData: { errorDetails: { catchIndex: 0 } },
    });
  });

  it('uses the variables and the context that are given', async () => {
    const state = {
      Type: 'Pass',
      QueryLanguage: 'JSONata',
      Output: '{% [$rider, $states.context.Execution.Name] %}',
      End: true,
    };
    const variables = '{"rider":"ada"}';
    const context = '{"Execution":{"Name":"mine"}}';
    expect((await tryState(state, { variables, context })).output).toBe('["ada","mine"]');
  });

  laptopOnly('AWS needs the role to exist').it.each([
    ['its role', 'arn:aws:iam::210987654321:role/tester', '210987654321'],
    ['the stack without a role', undefined, ACCOUNT_ID],
  ])('takes place in the account of %s', async (_whose, roleArn, account) => {
    const Output = '{% [$states.context.Execution.Id, $states.context.StateMachine.Id] %}';
    const state = { Type: 'Pass', QueryLanguage: 'JSONata', Output, End: true };
    const { output } = await tryState(state, { roleArn });
    const arns = JSON.parse(output ?? '') as string[];
    expect(arns.map((arn) => arn.split(':')[4])).toEqual([account, account]);
  });

  laptopOnly('takes five minutes').it('ends a state that takes longer than five minutes', async () => {
    const wait = { Type: 'Wait', Seconds: 3_600, End: true };
    expect(await tryState(wait)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  laptopOnly("its wording is the laptop's").it.each([
    [
      PASS,
      { mock: { result: '1' } },
      'ValidationException',
      `State type 'Pass' is not supported when a mock is specified`,
    ],
    [PARALLEL, {}, 'InvalidDefinition', 'TestState API does not support Map or Parallel states.'],
    [PARALLEL, { mock: { result: '{}' } }, 'ValidationException', 'Mocked result must be an array.'],
    [
      PARALLEL,
      { mock: { result: '[1,2]' } },
      'ValidationException',
      'Mocked result must contain the same number of items as number of Parallel branches.',
    ],
    [
      MAP,
      { stateConfiguration: { mapIterationFailureCount: 0 } },
      'ValidationException',
      'TestState does not support MapIterationFailureCount when a mock is not specified.',
    ],
    [
      MAP,
      { input: '[1]', mock: { result: '[1]' }, stateConfiguration: { mapIterationFailureCount: 2 } },
      'ValidationException',
      'Map iteration failure count must be less than or equal to the number of Map iterations',
    ],
    [
      INVOKE,
      { mock: { result: '{"StatusCode":"200"}' } },
      'ValidationException',
      `Mock result schema validation error: Field 'StatusCode' must be a number`,
    ],
    [TASK, {}, 'ValidationException', 'RoleArn must be specified when testing a Task state'],
    [TASK, { mock: {} }, 'ValidationException', 'should have one of'],
    [TASK, { mock: { result: '{' } }, 'ValidationException', 'Mocked result must be valid JSON'],
    [
      TASK,
      { mock: { result: '1', errorOutput: {} } },
      'ValidationException',
      'only one of the following fields',
    ],
    [
      TASK,
      { mock: { result: '1' }, revealSecrets: true },
      'ValidationException',
      'does not support RevealSecrets',
    ],
    [
      TASK,
      { mock: { result: '1' }, variables: '[]' },
      'ValidationException',
      'variables must be a JSON object',
    ],
    [TASK, { mock: { result: '1' }, context: '{' }, 'ValidationException', 'context is not JSON'],
    [
      TASK,
      { mock: { result: '1' }, stateConfiguration: { errorCausedByState: 'One' } },
      'ValidationException',
      'errorCausedByState needs a mock with errorOutput',
    ],
    [
      PARALLEL,
      { mock: { errorOutput: { error: 'E' } }, stateConfiguration: { errorCausedByState: 'Two' } },
      'ValidationException',
      'errorCausedByState names Two',
    ],
    [
      { ...TASK, Resource: 'arn:aws:states:::states:startExecution.sync' },
      { roleArn: ROLE },
      'InvalidDefinition',
      'only when a mock is specified',
    ],
    [
      { StartAt: 'A', States: { A: PASS } },
      { stateName: 'B' },
      'ValidationException',
      'State not found in definition',
    ],
    [{ Type: 'Pass' }, {}, 'InvalidDefinition', 'Invalid State Machine Definition'],
  ])('refuses %j with %j', async (definition, more, name, message) => {
    await expect(tryState(definition, more)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['{"Execution":{"Id":1}}', 'Execution.Id must be a string'],
    ['{"State":{"RetryCount":"1"}}', 'State.RetryCount must be a number'],
    ['{"Execution":{"Age":1}}', `Field 'Age' is not allowed`],
    ['{"Rider":{}}', `Field 'Rider' is not allowed`],
    ['{"Map":{}}', `'Map' field is not supported when mocking a Context object`],
    [
      '{"Task":{"Token":"t"}}',
      `Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern`,
    ],
  ])('refuses the context object %s', async (context, reason) => {
    await expect(tryState(TASK, { mock: { result: '1' }, context })).rejects.toMatchObject({
      name: 'ValidationException',
      message: `Invalid Context object provided: ${reason}`,
    });
  });
});
