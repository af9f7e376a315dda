// What AWS answers, beside the happy path: recorded there by others, or its documentation's word.
import { crc32 } from 'node:zlib';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeLimitsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TagResourceCommand,
  TransactWriteItemsCommand,
  UntagResourceCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { createDynamoDb } from '../../../src/services/dynamodb/dynamodb.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from '../../support/gateway.ts';

const TableName = 'Riders';
const ARN = `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/Riders`;
const RIDERS = {
  TableName,
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' as const },
    { AttributeName: 'sk', AttributeType: 'S' as const },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'lsi',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' as const },
        { AttributeName: 'sk', KeyType: 'RANGE' as const },
      ],
      Projection: { ProjectionType: 'ALL' as const },
    },
  ],
};
const BY_STATUS = {
  IndexName: 'byStatus',
  KeySchema: [{ AttributeName: 'status', KeyType: 'HASH' as const }],
  Projection: { ProjectionType: 'ALL' as const },
};
const STATUS = { AttributeName: 'status', AttributeType: 'S' as const };
const item = (pk: string, more: Record<string, { S: string }> = {}) => ({
  pk: { S: pk },
  sk: { S: '1' },
  ...more,
});

let gateway: TestGateway;
let client: DynamoDBClient;
beforeEach(async () => {
  const db = await createDynamoDb({ folder: null, region: REGION, accountId: ACCOUNT_ID });
  gateway = await startGateway([db.service]);
  client = new DynamoDBClient(gateway.clientConfig);
  await client.send(new CreateTableCommand(RIDERS));
});
afterEach(async () => {
  client.destroy();
  await gateway.close();
});

const describeTable = async () => (await client.send(new DescribeTableCommand({ TableName }))).Table!;

it('a table keeps tags, protection, class and encryption that it was made with', async () => {
  await client.send(
    new CreateTableCommand({
      ...RIDERS,
      TableName: 'Kept',
      Tags: [{ Key: 'team', Value: 'a' }],
      DeletionProtectionEnabled: true,
      SSESpecification: { Enabled: true },
      TableClass: 'STANDARD_INFREQUENT_ACCESS',
    }),
  );
  const kept = { TableName: 'Kept' };
  const refused = await client.send(new DeleteTableCommand(kept)).catch((error: unknown) => error);
  const { Table } = await client.send(new DescribeTableCommand(kept));
  const { Tags } = await client.send(new ListTagsOfResourceCommand({ ResourceArn: Table!.TableArn }));
  await client.send(new UpdateTableCommand({ ...kept, DeletionProtectionEnabled: false }));
  await client.send(new DeleteTableCommand(kept));

  expect(refused).toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('protected'),
  });
  expect(Table).toMatchObject({
    DeletionProtectionEnabled: true,
    SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' },
    TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
    TableId: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
  });
  expect(Tags).toEqual([{ Key: 'team', Value: 'a' }]);
});

it('tags come and go, and not for a table that does not exist', async () => {
  const ResourceArn = ARN;
  const Tags = ['x', 'y'].map((Key) => ({ Key, Value: Key }));
  await client.send(new TagResourceCommand({ ResourceArn, Tags }));
  await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['x'] }));

  const { Tags: left } = await client.send(new ListTagsOfResourceCommand({ ResourceArn }));
  const nowhere = client.send(new ListTagsOfResourceCommand({ ResourceArn: `${ARN}X` }));

  expect(left).toEqual([{ Key: 'y', Value: 'y' }]);
  await expect(nowhere).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

it('an index can be added to a table with items, and removed', async () => {
  await client.send(new PutItemCommand({ TableName, Item: item('ada', { status: { S: 'open' } }) }));
  const before = await describeTable();
  await client.send(
    new UpdateTableCommand({
      TableName,
      AttributeDefinitions: [...RIDERS.AttributeDefinitions, STATUS],
      GlobalSecondaryIndexUpdates: [{ Create: BY_STATUS }],
    }),
  );
  const { Items } = await client.send(
    new QueryCommand({
      TableName,
      IndexName: 'byStatus',
      KeyConditionExpression: '#s = :open',
      ExpressionAttributeNames: { '#s': 'status' },
      ExpressionAttributeValues: { ':open': { S: 'open' } },
    }),
  );
  const between = await describeTable();
  await client.send(
    new UpdateTableCommand({
      TableName,
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byStatus' } }],
    }),
  );
  const after = await describeTable();

  expect(Items).toEqual([item('ada', { status: { S: 'open' } })]);
  expect(between).toMatchObject({
    TableStatus: 'ACTIVE',
    TableId: before.TableId,
    CreationDateTime: before.CreationDateTime,
  });
  expect(after.GlobalSecondaryIndexes).toBeUndefined();
  expect((await client.send(new ScanCommand({ TableName }))).Count).toBe(1);
});

it('billing can change', async () => {
  const ProvisionedThroughput = { ReadCapacityUnits: 2, WriteCapacityUnits: 3 };
  await client.send(new UpdateTableCommand({ TableName, BillingMode: 'PROVISIONED', ProvisionedThroughput }));
  expect(await describeTable()).toMatchObject({
    BillingModeSummary: { BillingMode: 'PROVISIONED' },
    ProvisionedThroughput,
  });
});

it('what tools ask before anything else is answered', async () => {
  const backups = await client.send(new DescribeContinuousBackupsCommand({ TableName }));
  const limits = await client.send(new DescribeLimitsCommand({}));

  expect(backups.ContinuousBackupsDescription).toMatchObject({
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
  });
  expect(limits.TableMaxReadCapacityUnits).toBe(40_000);
});

it('a scan may be consistent, but not of a global index', async () => {
  await client.send(
    new UpdateTableCommand({
      TableName,
      AttributeDefinitions: [...RIDERS.AttributeDefinitions, STATUS],
      GlobalSecondaryIndexUpdates: [{ Create: BY_STATUS }],
    }),
  );
  await client.send(new PutItemCommand({ TableName, Item: item('ada') }));
  const scan = (more: object) => client.send(new ScanCommand({ TableName, ConsistentRead: true, ...more }));

  const { Count, ConsumedCapacity } = await scan({ ReturnConsumedCapacity: 'TOTAL' });

  expect([Count, ConsumedCapacity?.CapacityUnits]).toEqual([1, 1]);
  await expect(scan({ IndexName: 'byStatus' })).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(scan({ IndexName: 'lsi' })).resolves.toMatchObject({ Count: 1 });
});

it.each([
  ['SPECIFIC_ATTRIBUTES without any', { Select: 'SPECIFIC_ATTRIBUTES' }],
  ['ALL_PROJECTED_ATTRIBUTES without an index', { Select: 'ALL_PROJECTED_ATTRIBUTES' }],
  ['COUNT with attributes', { Select: 'COUNT', ProjectionExpression: 'pk' }],
  ['a Segment alone', { Segment: 0 }],
])('a scan of %s is refused', async (_, more) => {
  const scan = client.send(new ScanCommand({ TableName, ...(more as object) }));
  await expect(scan).rejects.toMatchObject({ name: 'ValidationException' });
});

it('batches take the ARN of a table, and answer by it', async () => {
  const { UnprocessedItems } = await client.send(
    new BatchWriteItemCommand({ RequestItems: { [ARN]: [{ PutRequest: { Item: item('ada') } }] } }),
  );
  const { Responses } = await client.send(
    new BatchGetItemCommand({ RequestItems: { [ARN]: { Keys: [item('ada')] } } }),
  );

  expect(UnprocessedItems).toEqual({});
  expect(Responses).toEqual({ [ARN]: [item('ada')] });
});

const transact = (Item: Record<string, { S: string }>, ClientRequestToken?: string) =>
  client.send(
    new TransactWriteItemsCommand({ ClientRequestToken, TransactItems: [{ Put: { TableName, Item } }] }),
  );

it.each([
  ['missing', { pk: { S: 'a' } }],
  ['empty', { pk: { S: '' }, sk: { S: '1' } }],
])('a key that is %s fails the request, not the transaction', async (_, Item) => {
  await expect(transact(Item)).rejects.toMatchObject({ name: 'ValidationException' });
});

it('a transaction is the same in whatever order it is written', async () => {
  await transact({ pk: { S: 'a' }, sk: { S: '1' } }, 'token');
  await expect(transact({ sk: { S: '1' }, pk: { S: 'a' } }, 'token')).resolves.toBeDefined();
  await expect(transact({ sk: { S: '2' }, pk: { S: 'a' } }, 'token')).rejects.toMatchObject({
    name: 'IdempotentParameterMismatchException',
  });
});

it('a table that exists is named in the refusal', async () => {
  await expect(client.send(new CreateTableCommand(RIDERS))).rejects.toMatchObject({
    name: 'ResourceInUseException',
    message: expect.stringContaining('Riders'),
  });
});

it('a write tells of its item collection when asked, and only where there are local indexes', async () => {
  const put = (table: string) =>
    client.send(
      new PutItemCommand({ TableName: table, Item: item('ada'), ReturnItemCollectionMetrics: 'SIZE' }),
    );
  const { LocalSecondaryIndexes: _, ...plain } = RIDERS;
  await client.send(new CreateTableCommand({ ...plain, TableName: 'Plain' }));

  const { ItemCollectionMetrics } = await put(TableName);

  expect(ItemCollectionMetrics).toEqual({
    ItemCollectionKey: { pk: { S: 'ada' } },
    SizeEstimateRangeGB: [0, 1],
  });
  expect((await put('Plain')).ItemCollectionMetrics).toBeUndefined();
  const batch = await client.send(
    new BatchWriteItemCommand({
      RequestItems: {
        [ARN]: [{ PutRequest: { Item: item('b') } }],
        Plain: [{ PutRequest: { Item: item('b') } }],
      },
      ReturnItemCollectionMetrics: 'SIZE',
    }),
  );
  expect(batch.ItemCollectionMetrics).toEqual({
    [ARN]: [{ ItemCollectionKey: { pk: { S: 'b' } }, SizeEstimateRangeGB: [0, 1] }],
  });
});

it('every answer carries its checksum', async () => {
  let checked = '';
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers, body } = result.response as {
        headers: Record<string, string>;
        body: AsyncIterable<Buffer>;
      };
      const chunks: Buffer[] = [];
      for await (const chunk of body) chunks.push(Buffer.from(chunk));
      checked = `${headers['x-amz-crc32']} ${crc32(Buffer.concat(chunks))}`;
      throw new Error('seen');
    },
    { step: 'deserialize', priority: 'low' },
  );
  await client.send(new DescribeLimitsCommand({})).catch(() => undefined);
  const [sent, computed] = checked.split(' ');
  expect(sent).toBe(computed);
});

it.each([
  ['BatchGetItem', () => client.send(new BatchGetItemCommand({ RequestItems: {} }))],
  ['BatchWriteItem', () => client.send(new BatchWriteItemCommand({ RequestItems: {} }))],
])('%s of nothing is refused', async (name, ask) => {
  await expect(ask()).rejects.toMatchObject({
    name: 'ValidationException',
    message: `The requestItems parameter is required for ${name}`,
  });
});
