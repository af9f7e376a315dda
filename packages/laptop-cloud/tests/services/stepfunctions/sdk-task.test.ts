import { createHash } from 'node:crypto';
import { jsonService } from '../../../src/services/protocols/json.ts';
import {
  authorize,
  type Principal,
  ServiceError,
  type ServiceRequest,
} from '../../../src/services/service.ts';
import { createIntegrations } from '../../../src/services/stepfunctions/tasks/integrations.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { freeOperation } from '../../support/operations.ts';

const ROLE = 'arn:aws:iam::000000000000:role/m';
const context = {
  executionArn: 'arn:aws:states:us-east-1:000000000000:execution:m:e',
  stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m',
  roleArn: ROLE,
};

// What the services saw of each call, and what they shall answer; the shapes are those of the real services.
const seen: { operation: string; input: Record<string, unknown>; http: ServiceRequest }[] = [];
let answer: (input: Record<string, unknown>, http: ServiceRequest) => unknown = () => ({});

const operation = (name: string) =>
  freeOperation(name, (input, http) => {
    seen.push({ operation: name, input, http });
    return answer(input, http);
  });

const service = (scope: string, version: '1.0' | '1.1', targetPrefix: string, names: string[]) =>
  jsonService({
    scope,
    version,
    targetPrefix,
    operations: names.map(operation),
  });

const role: Principal = { arn: ROLE, can: (action) => action !== 'dynamodb:DeleteItem' };
let gateway: TestGateway;
let integrations: ReturnType<typeof createIntegrations>;

beforeAll(async () => {
  gateway = await startGateway(
    [
      service('dynamodb', '1.0', 'DynamoDB_20120810', [
        'PutItem',
        'GetItem',
        'DeleteItem',
        'TransactWriteItems',
      ]),
      service('events', '1.1', 'AWSEvents', ['PutEvents']),
      service('sqs', '1.0', 'AmazonSQS', ['SendMessage', 'DeleteMessage']),
      service('states', '1.0', 'AWSStepFunctions', [
        'StartExecution',
        'SendTaskSuccess',
        'DescribeExecution',
      ]),
      service('rekognition', '1.1', 'RekognitionService', ['DetectFaces']),
    ],
    { role },
  );
  integrations = createIntegrations({
    functions: { invoke: async () => ({ payload: 'null', statusCode: 200 }) },
    region: 'us-east-1',
    accountId: '000000000000',
    endpoint: () => gateway.endpoint,
    credentialsFor: (arn) => ({ accessKeyId: arn === ROLE ? 'role' : 'local', secretAccessKey: 'local' }),
  });
});
beforeEach(() => {
  seen.length = 0;
  answer = () => ({});
});
afterAll(async () => {
  integrations.close();
  await gateway.close();
});

function run(resource: string, input: unknown, signal = new AbortController().signal): Promise<unknown> {
  return integrations.invoke(
    { state: 'Save', resource: `arn:aws:states:::${resource}`, input, signal },
    context,
  );
}

function refuse(code: string, message: string, status = 400): void {
  answer = () => {
    throw new ServiceError(code, message, status);
  };
}

describe('an optimized integration', () => {
  it('calls the service as the role of the machine and adds the HTTP metadata to its answer', async () => {
    answer = () => ({ Item: { pk: { S: 'RIDER#1' } } });
    const result = await run('dynamodb:getItem', { TableName: 'riders', Key: { pk: { S: 'RIDER#1' } } });
    expect(seen[0]).toMatchObject({
      operation: 'GetItem',
      input: { TableName: 'riders', Key: { pk: { S: 'RIDER#1' } } },
    });
    expect(seen[0]?.http.principal.arn).toBe(ROLE);
    expect(result).toMatchObject({
      Item: { pk: { S: 'RIDER#1' } },
      SdkHttpMetadata: {
        HttpStatusCode: 200,
        HttpHeaders: {
          'Content-Type': 'application/x-amz-json-1.0',
          'x-amzn-RequestId': expect.any(String),
        },
        AllHttpHeaders: { 'Content-Type': ['application/x-amz-json-1.0'] },
      },
      SdkResponseMetadata: { RequestId: expect.any(String) },
    });
    expect(
      Object.keys((result as { SdkHttpMetadata: { HttpHeaders: object } }).SdkHttpMetadata.HttpHeaders),
    ).not.toContain('server');
  });

  it('acts as the role of the Credentials that the state has', async () => {
    const credentials = { RoleArn: 'arn:aws:iam::000000000000:role/other' };
    const resource = 'arn:aws:states:::dynamodb:getItem';
    const input = { TableName: 'riders', Key: {} };
    const signal = new AbortController().signal;
    await integrations.invoke({ state: 'Save', resource, input, credentials, signal }, context);
    expect(seen[0]?.http.principal.arn).not.toBe(ROLE);
  });

  it('names a refusal as the first Java SDK does', async () => {
    refuse('ConditionalCheckFailedException', 'The conditional request failed');
    await expect(run('dynamodb:putItem', { TableName: 'riders', Item: {} })).rejects.toMatchObject({
      errorName: 'DynamoDB.ConditionalCheckFailedException',
      cause: expect.stringMatching(
        /^The conditional request failed \(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ConditionalCheckFailedException; Request ID: [-0-9a-f]+; Proxy: null\)$/,
      ),
    });
  });

  it('names an error that the model of the service does not have after the service', async () => {
    refuse('ValidationException', 'bad key');
    await expect(run('dynamodb:putItem', { TableName: 'riders', Item: {} })).rejects.toMatchObject({
      errorName: 'DynamoDB.AmazonDynamoDBException',
      cause: expect.stringContaining('Error Code: ValidationException'),
    });
  });

  it('fails when the policies of the role do not allow the action', async () => {
    answer = (_input, { principal }) =>
      authorize(principal, 'dynamodb:DeleteItem', 'arn:aws:dynamodb:::table/riders');
    await expect(run('dynamodb:deleteItem', { TableName: 'riders', Key: {} })).rejects.toMatchObject({
      errorName: 'DynamoDB.AmazonDynamoDBException',
      cause: expect.stringContaining('is not authorized to perform: dynamodb:DeleteItem'),
    });
  });

  it('sends a message that is no text as JSON', async () => {
    const md5 = createHash('md5').update('{"photo":1}').digest('hex');
    answer = () => ({ MessageId: 'm', MD5OfMessageBody: md5 });
    await run('sqs:sendMessage', {
      QueueUrl: `${gateway.endpoint}/000000000000/q`,
      MessageBody: { photo: 1 },
    });
    expect(seen[0]?.input['MessageBody']).toBe('{"photo":1}');
  });

  it.each(['no-such-queue', 'http://no-such-queue', 'https://no-such-queue/'])(
    'finds no host where the URL of a queue is %s',
    async (QueueUrl) => {
      await expect(run('sqs:sendMessage', { QueueUrl, MessageBody: 'x' })).rejects.toMatchObject({
        errorName: 'SQS.SdkClientException',
        cause: 'Unable to execute HTTP request: no-such-queue: Name or service not known',
      });
      expect(seen).toHaveLength(0);
    },
  );

  it('adds the execution and the state machine to the resources of an event, and nothing to the answer', async () => {
    answer = () => ({ FailedEntryCount: 0, Entries: [{ EventId: 'e1' }] });
    const result = await run('events:putEvents', {
      Entries: [{ Source: 's', DetailType: 'd', Detail: { photo: 1 }, Resources: ['arn:aws:s3:::photos'] }],
    });
    expect(result).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: 'e1' }] });
    expect(seen[0]?.input['Entries']).toEqual([
      {
        Source: 's',
        DetailType: 'd',
        Detail: '{"photo":1}',
        Resources: ['arn:aws:s3:::photos', context.stateMachineArn, context.executionArn],
      },
    ]);
  });

  it('fails when the bus does not take an event', async () => {
    const Entries = [{ ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }];
    answer = () => ({ FailedEntryCount: 1, Entries });
    await expect(run('events:putEvents', { Entries: [{ Source: 's' }] })).rejects.toMatchObject({
      errorName: 'EventBridge.FailedEntry',
      cause: JSON.stringify({ Entries, FailedEntryCount: 1 }),
    });
  });

  it('starts an execution with its input as text and its times in milliseconds', async () => {
    answer = () => ({ executionArn: 'arn:x', startDate: new Date(1_700_000_000_000) });
    const result = await run('states:startExecution', { StateMachineArn: 'arn:y', Input: { a: 1 } });
    expect(seen[0]?.input).toEqual({ stateMachineArn: 'arn:y', input: '{"a":1}' });
    expect(result).toMatchObject({ ExecutionArn: 'arn:x', StartDate: 1_700_000_000_000 });
  });

  it('names an exception whose shape does not end in Exception', async () => {
    refuse('StateMachineDoesNotExist', `State Machine Does Not Exist: 'arn:y'`);
    await expect(run('states:startExecution', { StateMachineArn: 'arn:y' })).rejects.toMatchObject({
      errorName: 'StepFunctions.StateMachineDoesNotExistException',
      cause: expect.stringContaining(
        'Service: AWSStepFunctions; Status Code: 400; Error Code: StateMachineDoesNotExist;',
      ),
    });
  });
});

describe('an SDK integration', () => {
  it.each([
    ['an object as its text', { a: [1, { b: null }] }, '{"a":[1,{"b":null}]}'],
    ['a text as it is', '{ "a": 1 }', '{ "a": 1 }'],
  ])('starts an execution with %s', async (_what, Input, input) => {
    answer = () => ({ executionArn: 'arn:x', startDate: 1_700_000_000 });
    await run('aws-sdk:sfn:startExecution', { StateMachineArn: 'arn:y', Input });
    expect(seen[0]?.input).toEqual({ stateMachineArn: 'arn:y', input });
  });

  it('refuses a value where another text is wanted', async () => {
    await expect(
      run('aws-sdk:sfn:startExecution', { StateMachineArn: 'arn:y', Name: { a: 1 } }),
    ).rejects.toMatchObject({
      errorName: 'States.Runtime',
      cause: expect.stringContaining("The value for the field 'Name' must be a STRING"),
    });
  });

  it('ends with an empty object where the operation answers nothing', async () => {
    const result = await run('aws-sdk:sqs:deleteMessage', {
      QueueUrl: `${gateway.endpoint}/000000000000/in`,
      ReceiptHandle: 'handle',
    });

    expect(seen[0]).toMatchObject({ operation: 'DeleteMessage', input: { ReceiptHandle: 'handle' } });
    expect(result).toEqual({});
  });

  it('gives the answer alone, in PascalCase, with times as text', async () => {
    answer = () => ({
      executionArn: 'arn:x',
      name: 'x',
      startDate: 1_700_000_000,
      status: 'RUNNING',
      stateMachineArn: 'arn:y',
    });
    expect(await run('aws-sdk:sfn:describeExecution', { ExecutionArn: 'arn:x' })).toEqual({
      ExecutionArn: 'arn:x',
      Name: 'x',
      StartDate: '2023-11-14T22:13:20.000Z',
      StateMachineArn: 'arn:y',
      Status: 'RUNNING',
    });
  });

  it('names a refusal as the second Java SDK does', async () => {
    refuse('ConditionalCheckFailedException', 'The conditional request failed');
    await expect(run('aws-sdk:dynamodb:putItem', { TableName: 'riders', Item: {} })).rejects.toMatchObject({
      errorName: 'DynamoDb.ConditionalCheckFailedException',
      cause: expect.stringMatching(
        / \(Service: DynamoDb, Status Code: 400, Request ID: [-0-9a-f]+\) \(SDK Attempt Count: 1\)$/,
      ),
    });
  });

  it.each([
    [
      'rekognition:detectFaces',
      { Image: { Bytes: 'x' } },
      'ThrottlingException',
      'Rekognition.ThrottlingException',
    ],
    [
      'rekognition:detectFaces',
      { Image: { Bytes: 'x' } },
      'InternalServerError',
      'Rekognition.InternalServerErrorException',
    ],
    ['rekognition:detectFaces', { Image: { Bytes: 'x' } }, 'NobodyKnows', 'Rekognition.RekognitionException'],
    ['sfn:sendTaskSuccess', { TaskToken: 't', Output: '1' }, 'InvalidToken', 'Sfn.InvalidTokenException'],
    [
      'dynamodb:transactWriteItems',
      { TransactItems: [] },
      'TransactionCanceledException',
      'DynamoDb.TransactionCanceledException',
    ],
  ])('%s with %j fails with %s as %s', async (resource, input, code, errorName) => {
    refuse(code, 'no', 400);
    await expect(run(`aws-sdk:${resource}`, input)).rejects.toMatchObject({ errorName });
  });

  it('makes one attempt, for retries belong to the machine', async () => {
    refuse('InternalServerError', 'no', 500);
    await expect(run('aws-sdk:dynamodb:putItem', { TableName: 'riders', Item: {} })).rejects.toBeDefined();
    expect(seen).toHaveLength(1);
  });

  it('takes bytes as text', async () => {
    await run('aws-sdk:rekognition:detectFaces', { Image: { Bytes: 'abc' } });
    expect(seen[0]?.input).toEqual({ Image: { Bytes: Buffer.from('abc').toString('base64') } });
  });

  it.each([
    ['dynamodb:putItem', { TableName: 'riders' }, `The field 'Item' is required but was missing`],
    ['dynamodb:putItem', { TableName: 1, Item: {} }, `The value for the field 'TableName' must be a STRING`],
    [
      'dynamodb:putItem',
      { TableName: 'r', Item: {}, Colour: 1 },
      `The field 'Colour' is not supported by Step Functions`,
    ],
    ['dynamodb:putItem', { TableName: 'r', Item: [] }, `The value for the field 'Item' must be an OBJECT`],
    [
      'dynamodb:putItem',
      { tableName: 'r', Item: {} },
      `The field 'tableName' is not supported by Step Functions`,
    ],
  ])('refuses %s with %j', async (resource, input, complaint) => {
    await expect(run(`aws-sdk:${resource}`, input)).rejects.toMatchObject({
      errorName: 'States.Runtime',
      cause: expect.stringContaining(complaint),
    });
    expect(seen).toHaveLength(0);
  });

  it.each(['', 'aws-sdk:'])(
    'leaves it to the service to refuse a member that is null: %sdynamodb',
    async (sdk) => {
      refuse('ValidationException', "Value null at 'item' failed");
      await expect(run(`${sdk}dynamodb:putItem`, { TableName: 'r', Item: null })).rejects.toMatchObject({
        errorName: sdk ? 'DynamoDb.DynamoDbException' : 'DynamoDB.AmazonDynamoDBException',
        cause: expect.stringContaining("Value null at 'item' failed (Service: "),
      });
      expect(seen[0]?.input).toEqual({ TableName: 'r' });
    },
  );

  it('refuses an action that the service does not have', async () => {
    await expect(run('aws-sdk:dynamodb:paintItem', {})).rejects.toMatchObject({
      errorName: 'States.Runtime',
      cause: expect.stringContaining('dynamodb has no action paintItem'),
    });
  });

  it('gives up when the state no longer waits', async () => {
    const abort = new AbortController();
    answer = () => {
      abort.abort();
      return new Promise(() => undefined);
    };
    await expect(
      run('aws-sdk:dynamodb:getItem', { TableName: 'r', Key: {} }, abort.signal),
    ).rejects.toBeDefined();
  });
});

it('names a service that cannot be reached', async () => {
  const unreachable = createIntegrations({
    functions: { invoke: async () => ({ payload: 'null', statusCode: 200 }) },
    region: 'us-east-1',
    accountId: '000000000000',
    endpoint: () => 'http://127.0.0.1:1',
    credentialsFor: () => ({ accessKeyId: 'local', secretAccessKey: 'local' }),
  });
  const task = {
    state: 'Save',
    resource: 'arn:aws:states:::aws-sdk:dynamodb:getItem',
    input: { TableName: 'r', Key: {} },
    signal: new AbortController().signal,
  };
  await expect(unreachable.invoke(task, context)).rejects.toMatchObject({
    errorName: 'DynamoDb.SdkClientException',
  });
  unreachable.close();
});
