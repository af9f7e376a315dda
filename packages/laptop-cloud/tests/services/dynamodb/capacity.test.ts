// What writes and transactions say that they used: figures that others have measured on AWS.
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { createDynamoDb } from '../../../src/services/dynamodb/dynamodb.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from '../../support/gateway.ts';

const TableName = 'Riders';
const INDEXES = { ReturnConsumedCapacity: 'INDEXES' as const };
const TOTAL = { ReturnConsumedCapacity: 'TOTAL' as const };
const Key = { pk: { S: 'a' }, sk: { S: '1' } };
const FULL = {
  ...Key,
  team: { S: 't' },
  rank: { S: 'r' },
  projected: { S: 'p' },
  other: { S: 'o' },
};

let gateway: TestGateway;
let client: DynamoDBClient;
beforeEach(async () => {
  const db = await createDynamoDb({ folder: null, region: REGION, accountId: ACCOUNT_ID });
  gateway = await startGateway([db.service]);
  client = new DynamoDBClient(gateway.clientConfig);
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: false },
      AttributeDefinitions: ['pk', 'sk', 'team', 'rank'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'gsi',
          KeySchema: [{ AttributeName: 'team', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['projected'] },
        },
      ],
      LocalSecondaryIndexes: [
        {
          IndexName: 'lsi',
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'rank', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
});
afterEach(async () => {
  client.destroy();
  await gateway.close();
});

const put = async (Item: Record<string, { S: string }>, more: object = INDEXES) =>
  (await client.send(new PutItemCommand({ TableName, Item, ...more }))).ConsumedCapacity;
const arms = (total: number, table: number, gsi?: number, lsi?: number) => ({
  TableName,
  CapacityUnits: total,
  Table: { CapacityUnits: table },
  ...(gsi && { GlobalSecondaryIndexes: { gsi: { CapacityUnits: gsi } } }),
  ...(lsi && { LocalSecondaryIndexes: { lsi: { CapacityUnits: lsi } } }),
});

it('a put costs an index what it changes there, and nothing is told of one that it does not touch', async () => {
  expect(await put({ ...Key, other: { S: 'o' } })).toEqual(arms(1, 1));
  expect(await put(FULL)).toEqual(arms(3, 1, 1, 1));
  expect(await put(FULL)).toEqual(arms(1, 1));
  expect(await put({ ...FULL, team: { S: 'u' } }, TOTAL)).toEqual({ TableName, CapacityUnits: 4 });
});

it.each([
  ['what no global index holds', 'SET note = :v', 2, undefined, 1],
  ['what it holds', 'SET projected = :v', 3, 1, 1],
  ['the key of one, whose row goes and comes', 'SET team = :v', 4, 2, 1],
  ['the key of a local one', 'SET #rank = :v', 3, undefined, 2],
])('an update of %s', async (_, UpdateExpression, total, gsi, lsi) => {
  await put(FULL);
  const { ConsumedCapacity } = await client.send(
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression,
      ExpressionAttributeValues: { ':v': { S: 'new' } },
      ...(UpdateExpression.includes('#') && { ExpressionAttributeNames: { '#rank': 'rank' } }),
      ...INDEXES,
    }),
  );
  expect(ConsumedCapacity).toEqual(arms(total, 1, gsi, lsi));
});

it('a deletion costs each index that has the item', async () => {
  await put({ ...FULL, other: { S: 'o'.repeat(2_000) } });
  const { ConsumedCapacity } = await client.send(new DeleteItemCommand({ TableName, Key, ...INDEXES }));
  expect(ConsumedCapacity).toEqual(arms(5, 2, 1, 2));
});

it('a batch tells what its items cost together, also in the indexes', async () => {
  const { ConsumedCapacity } = await client.send(
    new BatchWriteItemCommand({
      RequestItems: {
        [TableName]: [
          { PutRequest: { Item: { ...Key, team: { S: 't' } } } },
          { PutRequest: { Item: { ...Key, sk: { S: '2' } } } },
        ],
      },
      ...INDEXES,
    }),
  );
  expect(ConsumedCapacity).toEqual([arms(3, 2, 1)]);
});

describe('a transaction', () => {
  const large = { ...Key, other: { S: 'o'.repeat(9_000) } };
  const write = (TransactItems: TransactWriteItem[], more: object = {}) =>
    client.send(new TransactWriteItemsCommand({ TransactItems, ...more }));
  const both = (units: number, kind = 'WriteCapacityUnits') => ({ CapacityUnits: units, [kind]: units });

  it('of writes costs items twice and indexes once, by the size of what is there', async () => {
    const small: TransactWriteItem = { Put: { TableName, Item: { ...Key, sk: { S: '2' } } } };
    const first = await write([small, { Put: { TableName, Item: FULL } }], INDEXES);
    expect(first.ConsumedCapacity).toEqual([
      {
        TableName,
        ...both(6),
        Table: both(4),
        GlobalSecondaryIndexes: { gsi: both(1) },
        LocalSecondaryIndexes: { lsi: both(1) },
      },
    ]);
    await put(large);
    const check: TransactWriteItem = {
      ConditionCheck: { TableName, Key, ConditionExpression: 'attribute_exists(pk)' },
    };
    expect((await write([check], TOTAL)).ConsumedCapacity).toEqual([{ TableName, ...both(18) }]);
    expect((await write([{ Delete: { TableName, Key } }], TOTAL)).ConsumedCapacity).toEqual([
      { TableName, ...both(18) },
    ]);
  });

  it('that is asked for once more with its token costs what reading costs, and tells nothing unless it is asked', async () => {
    await put(large);
    const token = { ClientRequestToken: 'once' };
    expect((await write([{ Delete: { TableName, Key } }], token)).ConsumedCapacity).toBeUndefined();
    expect(
      (await write([{ Delete: { TableName, Key } }], { ...token, ...INDEXES })).ConsumedCapacity,
    ).toEqual([{ TableName, ...both(6, 'ReadCapacityUnits'), Table: both(6, 'ReadCapacityUnits') }]);
    expect((await write([{ Delete: { TableName, Key } }], token)).ConsumedCapacity).toBeUndefined();
  });

  it('of reads costs each item twice, also one that is missing', async () => {
    await put(large);
    const read = (more: object) =>
      client.send(
        new TransactGetItemsCommand({
          TransactItems: [
            { Get: { TableName, Key, ProjectionExpression: 'pk' } },
            { Get: { TableName, Key: { ...Key, sk: { S: 'gone' } } } },
          ],
          ...more,
        }),
      );
    expect(await read(INDEXES)).toMatchObject({
      Responses: [{ Item: { pk: { S: 'a' } } }, {}],
      ConsumedCapacity: [{ TableName, ...both(8, 'ReadCapacityUnits'), Table: both(8, 'ReadCapacityUnits') }],
    });
    expect((await read({})).ConsumedCapacity).toBeUndefined();
  });

  it('tells the collections that it has written to, where a table has local indexes', async () => {
    const { ItemCollectionMetrics } = await write([{ Put: { TableName, Item: FULL } }], {
      ReturnItemCollectionMetrics: 'SIZE',
    });
    expect(ItemCollectionMetrics).toEqual({
      [TableName]: [{ ItemCollectionKey: { pk: { S: 'a' } }, SizeEstimateRangeGB: [0, 1] }],
    });
  });

  it.each([
    [
      { ClientRequestToken: 't'.repeat(37) },
      `1 validation error detected: Value '${'t'.repeat(37)}' at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36`,
    ],
    [
      { ReturnConsumedCapacity: 'SOME' },
      `1 validation error detected: Value 'SOME' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]`,
    ],
    [
      { ReturnItemCollectionMetrics: 'ALL' },
      `1 validation error detected: Value 'ALL' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum value set: [SIZE, NONE]`,
    ],
  ])('with %j is refused', async (more, message) => {
    await expect(write([{ Delete: { TableName, Key } }], more)).rejects.toMatchObject({
      name: 'ValidationException',
      message,
    });
  });
});

it.each([
  ['1e50', '1', 'Number overflow. Attempting to store a number with magnitude larger than supported range'],
  [
    '1.1e-130',
    '-1e-130',
    'Number underflow. Attempting to store a number with magnitude smaller than supported range',
  ],
])('a sum of %s and %s is beyond what can be kept', async (one, other, message) => {
  const sum = (first: string, second: string) =>
    client.send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: 'SET n = :one + :other',
        ExpressionAttributeValues: { ':one': { N: first }, ':other': { N: second } },
      }),
    );
  await expect(sum(one, other)).rejects.toMatchObject({ name: 'ValidationException', message });
  await expect(sum('1e50', '1e13')).resolves.toBeDefined();
});
