// Tasks against the real local services: what they answer and how their refusals are named.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeMapRunCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
} from '@aws-sdk/client-sfn';
import { createDynamoDb } from '../../../src/services/dynamodb/dynamodb.ts';
import { createEvents } from '../../../src/services/events/events.ts';
import { createS3 } from '../../../src/services/s3/s3.ts';
import type { Service } from '../../../src/services/service.ts';
import { createSns } from '../../../src/services/sns/sns.ts';
import { createSqs } from '../../../src/services/sqs/sqs.ts';
import type { ResourceTypes } from '../../../src/stack/resource.ts';
import { ACCOUNT_ID, REGION } from '../../support/gateway.ts';
import { createWorld, type World } from './stepfunctions-world.ts';

const PLACE = { accountId: ACCOUNT_ID, region: REGION };
let folder: string;
let world: World;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'neighbours-'));
  const made: Service[] = [];
  world = await createWorld({
    async neighbours(bus) {
      const dynamoDb = await createDynamoDb({ ...PLACE, folder: null });
      const s3 = createS3({ ...PLACE, folder, bus });
      const others = [
        dynamoDb,
        s3,
        createSns({ ...PLACE, bus }),
        createSqs({ ...PLACE, bus }),
        createEvents({ ...PLACE, bus }),
      ];
      const types = Object.assign({}, ...others.map(({ resourceTypes }) => resourceTypes)) as ResourceTypes;
      const make = (type: string, physicalName: string, properties: Record<string, unknown>) =>
        types[type]?.provision?.(
          { logicalId: 'Made', type, physicalName, properties, metadata: {} },
          { ...PLACE, partition: 'aws', stackName: 'test' },
        );
      await make('AWS::DynamoDB::Table', 'riders', {
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      });
      await make('AWS::S3::Bucket', 'photos', {});
      await make('AWS::SNS::Topic', 'riders', {});
      await make('AWS::SQS::Queue', 'uploads', {});
      made.push(...others.map(({ service }) => service));
      return made;
    },
  });
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

async function task(resource: string, parameters: Record<string, unknown>) {
  const arn = await world.machine({
    Do: { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters: parameters, End: true },
  });
  const { output, ...rest } = await world.run(arn);
  return { ...rest, output: output === undefined ? undefined : JSON.parse(output) };
}

describe('DynamoDB', () => {
  const put = {
    TableName: 'riders',
    Item: { pk: { S: 'a' } },
    ConditionExpression: 'attribute_not_exists(pk)',
  };

  it('claims an item once, and names the second claim by the kind of its integration', async () => {
    expect(await task('dynamodb:putItem', put)).toMatchObject({
      output: { SdkHttpMetadata: { HttpStatusCode: 200 } },
    });
    expect(await task('dynamodb:putItem', put)).toMatchObject({
      error: 'DynamoDB.ConditionalCheckFailedException',
      cause: expect.stringMatching(
        /^The conditional request failed \(Service: AmazonDynamoDBv2; Status Code: 400; /,
      ),
    });
    expect(await task('aws-sdk:dynamodb:putItem', put)).toMatchObject({
      error: 'DynamoDb.ConditionalCheckFailedException',
    });
  });

  it('takes a text where DynamoDB wants an attribute value, in the integration that does', async () => {
    const put = { TableName: 'riders', Item: { pk: 'plain', isNew: { BOOL: 'true' } } };

    await task('dynamodb:putItem', put);

    expect(await task('dynamodb:getItem', { TableName: 'riders', Key: { pk: 'plain' } })).toMatchObject({
      output: { Item: { pk: { S: 'plain' }, isNew: { BOOL: true } } },
    });
    expect(await task('aws-sdk:dynamodb:putItem', put)).toMatchObject({ error: 'States.Runtime' });
  });

  it('gives items as they are written', async () => {
    const Item = {
      pk: { S: 'b' },
      n: { N: '1' },
      l: { L: [{ BOOL: true }, { NULL: true }] },
      m: { M: { x: { SS: ['y'] } } },
    };
    await task('dynamodb:putItem', { TableName: 'riders', Item });
    const { output } = await task('aws-sdk:dynamodb:getItem', {
      TableName: 'riders',
      Key: { pk: { S: 'b' } },
    });
    expect(output).toEqual({ Item });
  });

  it('names what AWS has no exception for after the service', async () => {
    const wrong = { TableName: 'riders', Item: { other: { S: 'a' } } };
    expect(await task('dynamodb:putItem', wrong)).toMatchObject({
      error: 'DynamoDB.AmazonDynamoDBException',
    });
    expect(await task('aws-sdk:dynamodb:putItem', wrong)).toMatchObject({
      error: 'DynamoDb.DynamoDbException',
    });
    expect(await task('aws-sdk:dynamodb:putItem', { ...wrong, TableName: 'nowhere' })).toMatchObject({
      error: 'DynamoDb.ResourceNotFoundException',
    });
  });
});

describe('S3', () => {
  it('stores JSON and text, and gives them back as text', async () => {
    await task('aws-sdk:s3:putObject', { Bucket: 'photos', Key: 'a b.json', Body: { rider: 'ada' } });
    expect((await task('aws-sdk:s3:getObject', { Bucket: 'photos', Key: 'a b.json' })).output).toMatchObject({
      Body: '{"rider":"ada"}',
      ContentLength: 15,
      ContentType: 'text/plain; charset=UTF-8',
      LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    const text = { Bucket: 'photos', Key: 'text' };
    await task('aws-sdk:s3:putObject', { ...text, Body: 'text data' });
    const asked = { ...text, ChecksumMode: 'ENABLED' };
    expect((await task('aws-sdk:s3:getObject', text)).output).not.toHaveProperty('ChecksumCRC32');
    expect((await task('aws-sdk:s3:getObject', asked)).output).toHaveProperty('ChecksumCRC32');
    expect((await task('aws-sdk:s3:getObject', { Bucket: 'photos', Key: 'text' })).output).toMatchObject({
      Body: '"text data"',
    });
  });

  it('names a bucket or key that is not there', async () => {
    expect(await task('aws-sdk:s3:listObjectsV2', { Bucket: 'nowhere' })).toMatchObject({
      error: 'S3.NoSuchBucketException',
      cause: expect.stringMatching(
        /^The specified bucket does not exist \(Service: S3, Status Code: 404, Request ID: /,
      ),
    });
    expect(await task('aws-sdk:s3:getObject', { Bucket: 'photos', Key: 'none' })).toMatchObject({
      error: 'S3.NoSuchKeyException',
    });
  });

  it('feeds a distributed Map and takes its results', async () => {
    await task('aws-sdk:s3:putObject', { Bucket: 'photos', Key: 'list.json', Body: [1, 2, 3] });
    const arn = await world.machine({
      Each: {
        Type: 'Map',
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'JSON' },
          Parameters: { Bucket: 'photos', Key: 'list.json' },
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'One',
          States: { One: { Type: 'Pass', End: true } },
        },
        ResultWriter: {
          Resource: 'arn:aws:states:::s3:putObject',
          Parameters: { Bucket: 'photos', Prefix: 'results' },
        },
        End: true,
      },
    });
    const { output, status, cause, executionArn } = await world.run(arn);
    expect([status, cause]).toEqual(['SUCCEEDED', undefined]);
    const { ResultWriterDetails } = JSON.parse(output ?? '') as {
      ResultWriterDetails: { Bucket: string; Key: string };
    };
    const manifest = await task('aws-sdk:s3:getObject', ResultWriterDetails);
    const { mapRuns } = await world.sfn.send(new ListMapRunsCommand({ executionArn }));
    const mapRunArn = mapRuns?.[0]?.mapRunArn;
    expect(await world.sfn.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      status: 'SUCCEEDED',
      itemCounts: { succeeded: 3, total: 3 },
    });
    const { executions } = await world.sfn.send(new ListExecutionsCommand({ mapRunArn }));
    expect(executions?.map((child) => child.status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    const child = executions?.[0]?.executionArn;
    const history = await world.sfn.send(new GetExecutionHistoryCommand({ executionArn: child }));
    expect(history.events?.at(-1)).toMatchObject({ type: 'ExecutionSucceeded' });
    expect(JSON.parse(manifest.output.Body)).toMatchObject({
      ResultFiles: { SUCCEEDED: [{ Key: expect.any(String) }] },
    });
  });
});

describe('SNS and SQS', () => {
  const topic = `arn:aws:sns:${REGION}:${ACCOUNT_ID}:riders`;

  it('take messages that are JSON', async () => {
    expect((await task('sns:publish', { TopicArn: topic, Message: { hello: 1 } })).output).toMatchObject({
      MessageId: expect.any(String),
      SdkHttpMetadata: { HttpHeaders: { 'Content-Type': 'text/xml' } },
    });
    const QueueUrl = `http://127.0.0.1/${ACCOUNT_ID}/uploads`;
    expect((await task('sqs:sendMessage', { QueueUrl, MessageBody: { hello: 1 } })).output).toMatchObject({
      MD5OfMessageBody: createHash('md5').update('{"hello":1}').digest('hex'),
    });
  });

  it('name a topic that is not there', async () => {
    const missing = { TopicArn: `${topic}-none`, Message: 'x' };
    expect(await task('sns:publish', missing)).toMatchObject({
      error: 'SNS.NotFoundException',
      cause: expect.stringContaining('(Service: AmazonSNS; Status Code: 404; Error Code: NotFound; '),
    });
    expect(await task('aws-sdk:sns:publish', missing)).toMatchObject({ error: 'Sns.NotFoundException' });
  });
});

describe('EventBridge', () => {
  it('takes an event and refuses one whose detail is no object', async () => {
    const entry = { Source: 'rider-photos', DetailType: 'PhotoApproved', Detail: { photoId: 'p' } };
    expect((await task('events:putEvents', { Entries: [entry] })).output).toMatchObject({
      FailedEntryCount: 0,
      Entries: [{ EventId: expect.any(String) }],
    });
    expect(await task('events:putEvents', { Entries: [{ ...entry, Detail: '"text"' }] })).toMatchObject({
      error: 'EventBridge.FailedEntry',
      cause: expect.stringContaining('MalformedDetail'),
    });
  });
});

describe('parameters that cannot be used', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['dynamodb:putItem', { Item: { pk: 'a' } }, "The field 'TableName' is required but was missing"],
    [
      'aws-sdk:dynamodb:putItem',
      { TableName: 1, Item: {} },
      "The value for the field 'TableName' must be a STRING",
    ],
    [
      'sqs:sendMessage',
      { QueueUrl: 'q', MessageBody: { a: 1 }, Colour: 1 },
      "The field 'Colour' is not supported by Step Functions",
    ],
    ['lambda:invoke', { Payload: {} }, "The field 'FunctionName' is required but was missing"],
  ])('end the execution before the task is scheduled: %s', async (resource, parameters, complaint) => {
    const { executionArn, error, cause } = await task(resource, parameters);
    expect(error).toBe('States.Runtime');
    expect(cause).toBe(
      `An error occurred while executing the state 'Do' (entered at the event id #2). The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${complaint}]`,
    );
    const { events } = await world.sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events?.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'ExecutionFailed',
    ]);
  });
});
