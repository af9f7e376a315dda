// What holds of an item: as AWS documents its operators and functions.
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type ConditionalOperator,
  type DynamoDBClient,
  PutItemCommand,
  type PutItemCommandInput,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { startDynamoDb, TableName, type TestDynamoDb } from '../../support/dynamodb.ts';

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
let database: TestDynamoDb;
let client: DynamoDBClient;

beforeAll(async () => {
  database = await startDynamoDb();
  ({ client } = database);
  await client.send(new PutItemCommand({ TableName, Item }));
});
afterAll(() => database.close());

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

type Legacy = NonNullable<PutItemCommandInput['Expected']>;
const HELD: [what: string, condition: Legacy, operator: ConditionalOperator][] = [
  ['a map by value alone', { aMap: { Value: Item['aMap'] as AttributeValue } }, 'AND'],
  ['a value that is there', { n: { Exists: true, Value: { N: '5.0' } } }, 'AND'],
  ['nothing', { aMissing: { Exists: false } }, 'AND'],
  [
    'a list',
    { aList: { ComparisonOperator: 'EQ', AttributeValueList: [Item['aList'] as AttributeValue] } },
    'AND',
  ],
  ['the second of two', { n: { Value: { N: '6' } }, aText: { Value: { S: 'hello' } } }, 'OR'],
  [
    'both',
    { n: { ComparisonOperator: 'GE', AttributeValueList: [{ N: '5' }] }, isOff: { Value: { BOOL: false } } },
    'AND',
  ],
  ['between', { n: { ComparisonOperator: 'BETWEEN', AttributeValueList: [{ N: '4' }, { N: '5' }] } }, 'AND'],
  ['one of', { isOff: { ComparisonOperator: 'IN', AttributeValueList: [{ BOOL: false }] } }, 'AND'],
  ['in a list', { aList: { ComparisonOperator: 'CONTAINS', AttributeValueList: [{ N: '1' }] } }, 'AND'],
  [
    'not in a set',
    { aSome: { ComparisonOperator: 'NOT_CONTAINS', AttributeValueList: [{ S: 'z' }] } },
    'AND',
  ],
  ['a beginning', { aText: { ComparisonOperator: 'BEGINS_WITH', AttributeValueList: [{ S: 'he' }] } }, 'AND'],
  [
    'there and not there',
    { n: { ComparisonOperator: 'NOT_NULL' }, aMissing: { ComparisonOperator: 'NULL' } },
    'AND',
  ],
];
const FAILED: [what: string, condition: Legacy, operator: ConditionalOperator][] = [
  ['another value that is there', { n: { Exists: true, Value: { N: '6' } } }, 'AND'],
  ['neither', { n: { Value: { N: '6' } }, aText: { Value: { S: 'x' } } }, 'OR'],
  ['one of two', { n: { Value: { N: '6' } }, aText: { Value: { S: 'hello' } } }, 'AND'],
];

describe('what holds of an item as it was said before expressions', () => {
  const put = (Expected: Legacy, operator: ConditionalOperator) =>
    client.send(
      new PutItemCommand({
        TableName,
        Item,
        Expected,
        // Of one there is nothing to combine.
        ...(Object.keys(Expected).length > 1 ? { ConditionalOperator: operator } : {}),
      }),
    );

  it.each(HELD)('%s', async (_, expected, operator) => {
    await expect(put(expected, operator)).resolves.toBeDefined();
  });

  it.each(FAILED)('not %s', async (_, expected, operator) => {
    await expect(put(expected, operator)).rejects.toThrow(ConditionalCheckFailedException);
  });

  it('as a filter', async () => {
    const ScanFilter: Legacy = {
      n: { ComparisonOperator: 'EQ', AttributeValueList: [{ N: '6' }] },
      aText: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'hello' }] },
    };
    const count = async (operator: ConditionalOperator) => {
      const input = { TableName, ScanFilter: ScanFilter as never, ConditionalOperator: operator };
      return (await client.send(new ScanCommand(input))).Count;
    };

    expect([await count('OR'), await count('AND')]).toEqual([1, 0]);
  });
});

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
