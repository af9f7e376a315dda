import type { Principal } from '../../../src/services/service.ts';
import { ServiceError } from '../../../src/services/service.ts';
import { createIntegrations } from '../../../src/services/stepfunctions/tasks/integrations.ts';
import type { Functions } from '../../../src/services/stepfunctions/tasks/lambda.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:Detect';
const context = {
  executionArn: 'arn:aws:states:us-east-1:000000000000:execution:m:e',
  stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m',
  roleArn: 'arn:aws:iam::000000000000:role/m',
};

function run(
  resource: string,
  input: unknown,
  invoke: Functions['invoke'],
  principal?: Principal,
): Promise<unknown> {
  const { invoke: invokeTask } = createIntegrations({
    functions: { invoke },
    region: 'us-east-1',
    accountId: '000000000000',
    endpoint: () => 'http://127.0.0.1:9',
    credentialsFor: () => ({ accessKeyId: 'local', secretAccessKey: 'local' }),
    ...(principal ? { principalFor: () => principal } : {}),
  });
  return invokeTask({ state: 'Detect', resource, input, signal: new AbortController().signal }, context);
}

const answers =
  (payload: string, functionError?: string): Functions['invoke'] =>
  async () => ({ payload, statusCode: 200, ...(functionError ? { functionError } : {}) });

describe('a task whose resource is a function', () => {
  it('sends its input as the payload and takes the answer as the result', async () => {
    const payloads: string[] = [];
    const result = await run(ARN, { photo: 1 }, async (name, payload) => {
      payloads.push(`${name} ${payload}`);
      return { payload: '{"faces":2}', statusCode: 200 };
    });
    expect(result).toEqual({ faces: 2 });
    expect(payloads).toEqual([`${ARN} {"photo":1}`]);
  });

  it.each([
    ['{"errorType":"ImageUnreadableError","errorMessage":"x"}', 'ImageUnreadableError'],
    ['{"errorType":"Sandbox.Timedout","errorMessage":"x"}', 'Sandbox.Timedout'],
    ['{"errorType":"Runtime.ExitError","errorMessage":"x"}', 'Runtime.ExitError'],
    ['{"errorMessage":"no type"}', 'Lambda.Unknown'],
    ['not json', 'Lambda.Unknown'],
  ])('names the error of %s and gives the report as its cause', async (payload, errorName) => {
    await expect(run(ARN, {}, answers(payload, 'Unhandled'))).rejects.toMatchObject({
      errorName,
      cause: payload,
    });
  });

  it.each([
    [new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429), 'Lambda.TooManyRequestsException'],
    [
      new ServiceError('ResourceNotFoundException', 'Function not found: x', 404),
      'Lambda.ResourceNotFoundException',
    ],
    [new ServiceError('SomethingNew', 'x', 500), 'Lambda.AWSLambdaException'],
  ])('names the refusal %s as Lambda exceptions are named', async (refusal, errorName) => {
    const failing = run(ARN, {}, async () => {
      throw refusal;
    });
    await expect(failing).rejects.toMatchObject({
      errorName,
      cause: expect.stringContaining(
        `(Service: AWSLambda; Status Code: ${refusal.status}; Error Code: ${refusal.code};`,
      ),
    });
  });

  it('refuses a role without the right to invoke the function', async () => {
    const principal: Principal = { arn: 'arn:aws:iam::000000000000:role/m', can: () => false };
    await expect(run(ARN, {}, answers('{}'), principal)).rejects.toMatchObject({
      errorName: 'Lambda.AWSLambdaException',
      cause: expect.stringContaining('is not authorized to perform: lambda:InvokeFunction'),
    });
  });
});

describe('lambda:invoke', () => {
  const INVOKE = 'arn:aws:states:::lambda:invoke';

  it('wraps the answer with version, status and metadata', async () => {
    const result = await run(
      INVOKE,
      { FunctionName: 'Detect', Payload: { photo: 1 } },
      answers('{"faces":2}'),
    );
    expect(result).toMatchObject({
      ExecutedVersion: '$LATEST',
      Payload: { faces: 2 },
      StatusCode: 200,
      SdkHttpMetadata: { HttpStatusCode: 200, HttpHeaders: { 'Content-Length': '11' } },
      SdkResponseMetadata: { RequestId: expect.any(String) },
    });
  });

  it('gives the payload as JSON, an empty object when there is none, and the qualifier with the name', async () => {
    const calls: string[] = [];
    const invoke: Functions['invoke'] = async (name, payload) => {
      calls.push(`${name} ${payload}`);
      return { payload: 'null', statusCode: 200 };
    };
    await run(INVOKE, { FunctionName: 'Detect', Payload: { photo: ['text'] } }, invoke);
    await run(INVOKE, { FunctionName: ARN, Qualifier: 'live' }, invoke);
    await run(INVOKE, { FunctionName: 'Detect', Payload: null }, invoke);
    expect(calls).toEqual(['Detect {"photo":["text"]}', `${ARN}:live {}`, 'Detect {}']);
  });

  it.each(['"text"', '0.0', 'true', 'null', '{}', '[ 1 ]'])(
    'gives a payload that is a text as it stands: %s',
    async (Payload) => {
      const payloads: string[] = [];
      const invoke: Functions['invoke'] = async (_, payload) => {
        payloads.push(payload);
        return { payload, statusCode: 200 };
      };
      const result = await run(INVOKE, { FunctionName: 'Detect', Payload }, invoke);
      expect(payloads).toEqual([Payload]);
      expect(result).toMatchObject({ Payload: JSON.parse(Payload) });
    },
  );

  it.each(['RequestResponse', 'Event'])(
    'refuses a text that is no JSON as payload of a %s',
    async (InvocationType) => {
      const never = () => Promise.reject(new Error('invoked'));
      await expect(
        run(INVOKE, { FunctionName: 'Detect', Payload: 'text', InvocationType }, never),
      ).rejects.toMatchObject({
        errorName: 'Lambda.InvalidRequestContentException',
        cause: expect.stringContaining(
          "Could not parse request body into json: Could not parse payload into json: Unrecognized token 'text'",
        ),
      });
    },
  );

  it('takes a qualifier that is given twice, and refuses two that differ', async () => {
    const called: string[] = [];
    const invoke: Functions['invoke'] = async (name) => {
      called.push(name);
      return { payload: 'null', statusCode: 200 };
    };
    await run(INVOKE, { FunctionName: 'Detect:live', Qualifier: 'live' }, invoke);
    expect(called).toEqual(['Detect:live']);
    await expect(run(INVOKE, { FunctionName: `${ARN}:1`, Qualifier: 'live' }, invoke)).rejects.toMatchObject({
      errorName: 'Lambda.InvalidParameterValueException',
      cause: expect.stringContaining('The derived qualifier from the function name does not match'),
    });
  });

  it.each([
    ['Detect', ARN],
    ['000000000000:function:Detect:live', `${ARN}:live`],
    ['function:Detect', ARN],
    [`${ARN}:7`, `${ARN}:7`],
  ])('asks for the right to %s by its whole ARN', async (FunctionName, expected) => {
    const asked: string[] = [];
    const principal: Principal = {
      arn: 'arn:aws:iam::000000000000:role/m',
      can: (_, arn) => asked.push(arn) > 0,
    };
    await run(INVOKE, { FunctionName }, answers('{}'), principal);
    expect(asked).toEqual([expected]);
  });

  it('does not wait for a function that is invoked as an event', async () => {
    const never = () => new Promise<never>(() => undefined);
    const result = await run(INVOKE, { FunctionName: 'Detect', InvocationType: 'Event' }, never);
    expect(result).toMatchObject({ StatusCode: 202 });
  });

  it('gives the end of the log when it is asked for', async () => {
    const invoke: Functions['invoke'] = async () => ({ payload: '1', statusCode: 200, logTail: () => 'END' });
    expect(await run(INVOKE, { FunctionName: 'Detect', LogType: 'Tail' }, invoke)).toMatchObject({
      LogResult: Buffer.from('END').toString('base64'),
    });
  });

  it.each([
    [{ Payload: {} }, `The field 'FunctionName' is required but was missing`],
    [{ FunctionName: 'Detect', Payload: 1 }, `The value for the field 'Payload' must be a STRING`],
    [{ FunctionName: 'Detect', Payload: true }, `The value for the field 'Payload' must be a STRING`],
    [{ FunctionName: 'Detect', Body: {} }, `The field 'Body' is not supported by Step Functions`],
  ])('refuses the parameters %j', async (input, cause) => {
    await expect(run(INVOKE, input, answers('{}'))).rejects.toMatchObject({
      errorName: 'States.Runtime',
      cause: expect.stringContaining(cause),
    });
  });
});

it('says that a service without a local counterpart does not run on a laptop', async () => {
  await expect(run('arn:aws:states:::ecs:runTask', {}, answers('{}'))).rejects.toMatchObject({
    errorName: 'States.Runtime',
    cause: expect.stringContaining('arn:aws:states:::ecs:runTask does not run on a laptop'),
  });
});
