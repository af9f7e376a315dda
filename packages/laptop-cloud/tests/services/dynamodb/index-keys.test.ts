// What may be the key of an index: of items that are written, and of those that were there before it.
import {
  type AttributeValue,
  BatchWriteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { startDynamoDb, TableName, type TestDynamoDb } from '../../support/dynamodb.ts';

let database: TestDynamoDb;
let client: DynamoDBClient;

beforeAll(async () => {
  database = await startDynamoDb({
    AttributeDefinitions: ['pk', 'x', 'y'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexes: [index('first', 'x', 'y')],
  });
  ({ client } = database);
});
afterAll(() => database.close());

function index(IndexName: string, hash: string, range?: string) {
  return {
    IndexName,
    KeySchema: [
      { AttributeName: hash, KeyType: 'HASH' as const },
      ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' as const }]),
    ],
    Projection: { ProjectionType: 'ALL' as const },
  };
}

const text = (bytes: number): AttributeValue => ({ S: 'ü'.repeat(bytes / 2) });

test.each([
  ['hash', { x: text(2048), y: text(2) }, { x: text(2050), y: text(2) }, 'size limit of2048 bytes'],
  ['range', { x: text(2), y: text(1024) }, { x: text(2), y: text(1026) }, 'size limit of 1024 bytes'],
])('a %s key of an index has a largest size', async (pk, largest, larger, words) => {
  await client.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, ...largest } }));

  await expect(
    client.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, ...larger } })),
  ).rejects.toThrow(words);
  await expect(
    client.send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: [{ PutRequest: { Item: { pk: { S: pk }, ...larger } } }] },
      }),
    ),
  ).rejects.toThrow(words);
  await expect(
    client.send(
      new UpdateItemCommand({
        TableName,
        Key: { pk: { S: pk } },
        UpdateExpression: 'SET x = :x, y = :y',
        ExpressionAttributeValues: { ':x': larger.x, ':y': larger.y },
      }),
    ),
  ).rejects.toThrow(words);
});

test('an index that comes later leaves out what cannot have a row in it', async () => {
  // Prepare
  const items = {
    good: { S: 'hello' },
    number: { N: '1' },
    list: { L: [] },
    empty: { S: '' },
    large: text(2050),
    missing: undefined,
  };
  for (const [pk, z] of Object.entries(items))
    await client.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, ...(z && { z }) } }));

  // Act
  await change([{ Create: index('second', 'z') }], [{ AttributeName: 'z', AttributeType: 'S' }]);

  // Assess
  const { Items = [] } = await client.send(new ScanCommand({ TableName, IndexName: 'second' }));
  expect(Items.map(({ pk }) => pk?.S)).toEqual(['good']);
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  expect(Table?.TableStatus).toBe('ACTIVE');
});

const change = (
  GlobalSecondaryIndexUpdates: UpdateTableCommandInput['GlobalSecondaryIndexUpdates'],
  AttributeDefinitions?: UpdateTableCommandInput['AttributeDefinitions'],
) =>
  client.send(
    new UpdateTableCommand({
      TableName,
      GlobalSecondaryIndexUpdates,
      ...(AttributeDefinitions ? { AttributeDefinitions } : {}),
    }),
  );

test('an attribute that is a key does not become one of another type', async () => {
  await expect(
    change([{ Create: index('third', 'x') }], [{ AttributeName: 'x', AttributeType: 'N' }]),
  ).rejects.toThrow(
    'Attributes cannot be redefined. Please check that your attribute has the same type as previously defined. Existing schema: Schema:[SchemaElement: key{x:S:HASH}] New schema: Schema:[SchemaElement: key{x:N:HASH}]',
  );
});

test.each([[[]], [undefined]])('a table is not updated by nothing: %j', async (updates) => {
  await expect(change(updates)).rejects.toThrow('At least one of ProvisionedThroughput');
});

test.each([
  ['nothing', [{}]],
  ['two things', [{ Create: index('fourth', 'x'), Delete: { IndexName: 'first' } }]],
])('an update of an index is not %s', async (_kind, updates) => {
  await expect(change(updates)).rejects.toThrow('GlobalSecondaryIndexUpdate.Delete must not be null');
});
