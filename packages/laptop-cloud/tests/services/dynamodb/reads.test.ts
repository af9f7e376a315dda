// What reads may ask an index for, and a scan in parts.
import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { createDynamoDb } from '../../../src/services/dynamodb/dynamodb.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from '../../support/gateway.ts';

const TableName = 'Riders';
const Item = { pk: { S: 'a' }, sk: { S: '1' }, b: { S: 'b' }, in: { S: 'in' }, out: { S: 'out' } };
const Projection = { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: ['in'] };
let gateway: TestGateway;
let client: DynamoDBClient;

beforeAll(async () => {
  const { service } = await createDynamoDb({ folder: null, region: REGION, accountId: ACCOUNT_ID });
  gateway = await startGateway([service]);
  client = new DynamoDBClient(gateway.clientConfig);
  await client.send(new CreateTableCommand(RIDERS));
  await client.send(new PutItemCommand({ TableName, Item }));
});
afterAll(async () => {
  client.destroy();
  await gateway.close();
});

const RIDERS = {
  TableName,
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: ['pk', 'sk', 'b'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S' as const,
  })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'local',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' as const },
        { AttributeName: 'b', KeyType: 'RANGE' as const },
      ],
      Projection,
    },
  ],
  GlobalSecondaryIndexes: [
    { IndexName: 'global', KeySchema: [{ AttributeName: 'b', KeyType: 'HASH' as const }], Projection },
  ],
};

const query = (more: Partial<QueryCommandInput>) => {
  const [name, value] = more.IndexName === 'global' ? ['b', Item.b] : ['pk', Item.pk];
  return client.send(
    new QueryCommand({
      TableName,
      KeyConditions: {
        [name as string]: { ComparisonOperator: 'EQ', AttributeValueList: [value as { S: string }] },
      },
      ...more,
    }),
  );
};

test('a local index gives what it does not have from its table', async () => {
  const asked = { IndexName: 'local', AttributesToGet: ['in', 'out'] };

  const { Items: queried } = await query(asked);
  const { Items: scanned } = await client.send(
    new ScanCommand({
      TableName,
      IndexName: 'local',
      ProjectionExpression: '#out',
      ExpressionAttributeNames: { '#out': 'out' },
    }),
  );
  const { Count, Items: counted } = await query({ IndexName: 'local', Select: 'COUNT' });

  expect(queried).toEqual([{ in: Item.in, out: Item.out }]);
  expect(scanned).toEqual([{ out: Item.out }]);
  expect([Count, counted]).toEqual([1, undefined]);
});

test('a local index gives what it has where nothing is named', async () => {
  const { Items } = await query({ IndexName: 'local' });

  expect(Items).toEqual([{ pk: Item.pk, sk: Item.sk, b: Item.b, in: Item.in }]);
});

test('a global index is not asked for what it does not have', async () => {
  await expect(query({ IndexName: 'global', AttributesToGet: ['in', 'out', 'more'] })).rejects.toThrow(
    'One or more parameter values were invalid: Global secondary index global does not project [out, more]',
  );
  const { Items } = await query({ IndexName: 'global', AttributesToGet: ['in', 'sk'] });
  expect(Items).toEqual([{ in: Item.in, sk: Item.sk }]);
});

test('a scan has a million parts at most', async () => {
  await client.send(new ScanCommand({ TableName, TotalSegments: 1_000_000, Segment: 999_999 }));

  await expect(
    client.send(new ScanCommand({ TableName, TotalSegments: 1_000_001, Segment: 0 })),
  ).rejects.toThrow(
    "1 validation error detected: Value '1000001' at 'totalSegments' failed to satisfy constraint: Member must have value less than or equal to 1000000",
  );
});

test('an index that is to include attributes names some', async () => {
  const [index] = RIDERS.GlobalSecondaryIndexes;

  await expect(
    client.send(
      new CreateTableCommand({
        ...RIDERS,
        TableName: 'Other',
        GlobalSecondaryIndexes: [{ ...index!, Projection: { ProjectionType: 'INCLUDE' } }],
      }),
    ),
  ).rejects.toThrow('ProjectionType is INCLUDE, but NonKeyAttributes is not specified');
});
