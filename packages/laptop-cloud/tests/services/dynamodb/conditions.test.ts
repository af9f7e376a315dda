// What holds of an item: as AWS documents its operators and functions.
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { createDynamoDb } from '../../../src/services/dynamodb/dynamodb.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from '../../support/gateway.ts';

const TableName = 'Riders';
const Item: Record<string, AttributeValue> = {
  pk: { S: 'a' },
  aMap: { M: { n: { N: '1' }, deep: { L: [{ S: 'x' }, { NULL: true }] }, tags: { SS: ['p', 'q'] } } },
  aList: { L: [{ N: '1' }, { M: { a: { BOOL: true } } }, { BOOL: false }, { L: [] }] },
  isOff: { BOOL: false },
  anEmpty: { S: '' },
  aNothing: { L: [] },
  aBytes: { B: Uint8Array.of(0xff, 0xfe) },
  aRows: { BS: [Uint8Array.of(0xfe)] },
  aText: { S: 'hello' },
  n: { N: '5' },
  aSome: { SS: ['p', 'q'] },
};
let gateway: TestGateway;
let client: DynamoDBClient;

beforeAll(async () => {
  const { service } = await createDynamoDb({ folder: null, region: REGION, accountId: ACCOUNT_ID });
  gateway = await startGateway([service]);
  client = new DynamoDBClient(gateway.clientConfig);
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  await client.send(new PutItemCommand({ TableName, Item }));
});
afterAll(async () => {
  client.destroy();
  await gateway.close();
});

const HOLDING: [condition: string, values: Record<string, AttributeValue>][] = [
  [
    'aMap = :v',
    { ':v': { M: { tags: { SS: ['q', 'p'] }, deep: { L: [{ S: 'x' }, { NULL: true }] }, n: { N: '1.0' } } } },
  ],
  ['aMap <> :v', { ':v': { M: { n: { N: '1' } } } }],
  ['aList = :v', { ':v': Item['aList'] as AttributeValue }],
  ['aList <> :v', { ':v': { L: [{ N: '1' }] } }],
  ['NOT aList = :v', { ':v': { L: [{ BOOL: false }, { N: '1' }, { M: { a: { BOOL: true } } }, { L: [] }] } }],
  ['aMap IN (:no, :v)', { ':no': { S: 'x' }, ':v': Item['aMap'] as AttributeValue }],
  ['contains(aList, :v)', { ':v': { M: { a: { BOOL: true } } } }],
  ['contains(aList, :v)', { ':v': { BOOL: false } }],
  ['contains(aList, :v)', { ':v': { L: [] } }],
  ['NOT contains(aList, :v)', { ':v': { M: { a: { BOOL: false } } } }],
  ['contains(aSome, :v) AND NOT contains(aSome, :no)', { ':v': { S: 'p' }, ':no': { S: 'pq' } }],
  ['isOff IN (:v)', { ':v': { BOOL: false } }],
  ['attribute_type(isOff, :v)', { ':v': { S: 'BOOL' } }],
  ['attribute_type(anEmpty, :v)', { ':v': { S: 'S' } }],
  ['anEmpty IN (:v)', { ':v': { S: '' } }],
  ['anEmpty BETWEEN :v AND :to', { ':v': { S: '' }, ':to': { S: 'a' } }],
  ['size(anEmpty) = :v', { ':v': { N: '0' } }],
  ['size(aNothing) = :v', { ':v': { N: '0' } }],
  ['size(aMap) = :v AND size(aBytes) < :v AND size(aText) > :v', { ':v': { N: '3' } }],
  ['NOT size(n) = :v', { ':v': { N: '1' } }],
  [
    'begins_with(aBytes, :v) AND NOT begins_with(aBytes, :no)',
    {
      ':v': { B: Uint8Array.of(0xff) },
      ':no': { B: Uint8Array.of(0xfd) },
    },
  ],
  [
    'contains(aBytes, :v) AND NOT contains(aBytes, :no)',
    {
      ':v': { B: Uint8Array.of(0xfe) },
      ':no': { B: Uint8Array.of(0xfd) },
    },
  ],
  ['contains(aRows, :v)', { ':v': { B: Uint8Array.of(0xfe) } }],
  ['n > :v AND :v < n AND n BETWEEN :v AND :to', { ':v': { N: '-7' }, ':to': { N: '5.0' } }],
  ['NOT aMissing = :v AND aMissing <> :v AND attribute_not_exists(aMissing)', { ':v': { S: '' } }],
  ['NOT aText < :v', { ':v': { N: '9' } }],
];

describe('what holds of an item', () => {
  it.each(HOLDING)('as a condition: %s', async (ConditionExpression, ExpressionAttributeValues) => {
    const put = (condition: string) =>
      client.send(
        new PutItemCommand({ TableName, Item, ConditionExpression: condition, ExpressionAttributeValues }),
      );

    await put(ConditionExpression);

    await expect(put(`NOT (${ConditionExpression})`)).rejects.toThrow(ConditionalCheckFailedException);
  });

  it.each(HOLDING)('as a filter: %s', async (FilterExpression, ExpressionAttributeValues) => {
    const scan = async (filter: string) => {
      const input = { TableName, FilterExpression: filter, ExpressionAttributeValues };
      return (await client.send(new ScanCommand(input))).Count;
    };

    expect(await scan(FilterExpression)).toBe(1);
    expect(await scan(`NOT (${FilterExpression})`)).toBe(0);
  });
});
