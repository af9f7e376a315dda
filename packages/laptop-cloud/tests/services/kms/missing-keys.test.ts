// What each service answers to a key that is not there, and when.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { createBus } from '../../../src/services/bus.ts';
import { createDynamoDb } from '../../../src/services/dynamodb/dynamodb.ts';
import { createKeys } from '../../../src/services/kms/keys.ts';
import { createS3 } from '../../../src/services/s3/s3.ts';
import { createSns } from '../../../src/services/sns/sns.ts';
import { createSqs } from '../../../src/services/sqs/sqs.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from '../../support/gateway.ts';

const place = { accountId: ACCOUNT_ID, region: REGION };
const arn = (resource: string, account = ACCOUNT_ID) => `arn:aws:kms:${REGION}:${account}:${resource}`;
const KEY = '11111111-2222-3333-4444-555555555555';
const GONE = '11111111-2222-3333-4444-000000000000';

const keys = createKeys(place);
keys.make(KEY, 'SYMMETRIC_DEFAULT');
keys.name('alias/own', arn(`key/${KEY}`));

describe('a key', () => {
  it.each([KEY, arn(`key/${KEY}`), 'alias/own', arn('alias/own'), 'alias/aws/s3', arn('alias/aws/sqs')])(
    'is there as %s',
    (id) => expect(keys.refusal(id)).toBeUndefined(),
  );

  it.each([arn(`key/${GONE}`, '123456789012'), `arn:aws:kms:eu-central-1:${ACCOUNT_ID}:key/${GONE}`])(
    'may be there as %s, which is elsewhere',
    (id) => expect(keys.refusal(id)).toBeUndefined(),
  );

  it.each([
    [GONE, `Key '${arn(`key/${GONE}`)}' does not exist`],
    [arn(`key/${GONE}`), `Key '${arn(`key/${GONE}`)}' does not exist`],
    ['alias/other', `Alias ${arn('alias/other')} is not found.`],
    ['aws/s3', "Invalid keyId 'aws/s3'"],
  ])('is not there as %s', (id, message) => expect(keys.refusal(id)).toBe(message));
});

describe('a service that is told of a key that is not there', () => {
  let folder: string;
  let gateway: TestGateway;
  const clients: { destroy(): void }[] = [];
  let bus: ReturnType<typeof createBus>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'missing-keys-'));
    bus = createBus();
    const options = { ...place, bus, keyRefusal: keys.refusal };
    const s3 = createS3({ ...options, folder });
    const parts = [
      s3,
      createSqs(options),
      createSns(options),
      await createDynamoDb({ ...options, folder: null }),
    ];
    gateway = await startGateway(parts.map(({ service }) => service));
    await s3.resourceTypes['AWS::S3::Bucket']?.provision?.(
      { logicalId: 'B', type: 'AWS::S3::Bucket', physicalName: 'bucket', properties: {}, metadata: {} },
      { ...place, partition: 'aws', stackName: 'test' },
    );
  });
  afterAll(async () => {
    for (const client of clients) client.destroy();
    await gateway.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function clientOf<Client extends { destroy(): void }>(
    make: new (config: TestGateway['clientConfig']) => Client,
  ): Client {
    const client = new make(gateway.clientConfig);
    clients.push(client);
    return client;
  }

  it('S3 refuses who writes, also where the key is the default of the bucket', async () => {
    const s3 = clientOf(S3Client);
    const object = { Bucket: 'bucket', Key: 'k' };
    const encrypted = { ...object, ServerSideEncryption: 'aws:kms', SSEKMSKeyId: GONE } as const;
    await s3.send(new PutObjectCommand({ ...encrypted, SSEKMSKeyId: KEY, Body: 'x' }));
    const refusal = expect.objectContaining({
      name: 'KMS.NotFoundException',
      message: `Key '${arn(`key/${GONE}`)}' does not exist`,
    });

    await expect(s3.send(new PutObjectCommand({ ...encrypted, Body: 'x' }))).rejects.toThrow(refusal);
    await expect(s3.send(new CreateMultipartUploadCommand(encrypted))).rejects.toThrow(refusal);
    const copy = new CopyObjectCommand({ ...encrypted, CopySource: 'bucket/k' });
    await expect(s3.send(copy)).rejects.toThrow(refusal);

    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket: 'bucket',
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: GONE } }],
        },
      }),
    );
    await expect(s3.send(new PutObjectCommand({ ...object, Body: 'x' }))).rejects.toThrow(refusal);
  });

  it('SQS refuses who sends, and rules and topics too', async () => {
    const sqs = clientOf(SQSClient);
    const Attributes = { KmsMasterKeyId: 'alias/other' };
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q', Attributes }));
    const refusal = expect.objectContaining({ name: 'KmsNotFound' });
    const Entries = [{ Id: 'a', MessageBody: 'b' }];

    await expect(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'b' }))).rejects.toThrow(refusal);
    await expect(sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toThrow(refusal);
    await expect(bus.deliver(`arn:aws:sqs:${REGION}:${ACCOUNT_ID}:q`, 'b', {})).rejects.toMatchObject({
      code: 'KmsNotFound',
    });
  });

  it('SNS refuses who publishes', async () => {
    const sns = clientOf(SNSClient);
    const Attributes = { KmsMasterKeyId: GONE };
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 't', Attributes }));
    const PublishBatchRequestEntries = [{ Id: 'a', Message: 'm' }];

    await expect(sns.send(new PublishCommand({ TopicArn, Message: 'm' }))).rejects.toThrow(
      expect.objectContaining({ name: 'KMSNotFoundException' }),
    );
    expect(
      (await sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }))).Failed,
    ).toMatchObject([{ Id: 'a', Code: 'KMSNotFound' }]);
  });

  it('DynamoDB refuses to make the table, or to change it', async () => {
    const tables = clientOf(DynamoDBClient);
    const table: CreateTableCommandInput = {
      TableName: 'Table',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    };
    const SSESpecification = { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: GONE } as const;
    const refusal = expect.objectContaining({
      name: 'ValidationException',
      message: expect.stringContaining('KMS validation error'),
    });

    await expect(tables.send(new CreateTableCommand({ ...table, SSESpecification }))).rejects.toThrow(
      refusal,
    );
    await tables.send(
      new CreateTableCommand({ ...table, SSESpecification: { ...SSESpecification, KMSMasterKeyId: KEY } }),
    );
    await expect(
      tables.send(new UpdateTableCommand({ TableName: 'Table', SSESpecification })),
    ).rejects.toThrow(refusal);
  });
});
