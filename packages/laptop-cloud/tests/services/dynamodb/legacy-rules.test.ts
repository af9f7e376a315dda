// Conditions and updates as they were before expressions: what is refused of them, and what is not, as AWS does.
import {
  type AttributeValue,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { startDynamoDb, TableName, type TestDynamoDb } from '../../support/dynamodb.ts';

const Key = { pk: { S: 'a' } };
const Item = { ...Key, n: { N: '1' }, l: { L: [{ N: '1' }] }, b: { BOOL: true }, s: { S: 'seen' } };
let database: TestDynamoDb;
let client: DynamoDBClient;

beforeAll(async () => {
  database = await startDynamoDb();
  ({ client } = database);
  await client.send(new PutItemCommand({ TableName, Item }));
});
afterAll(() => database.close());

const update = (more: Partial<UpdateItemCommandInput>) =>
  client.send(
    new UpdateItemCommand({ TableName, Key, AttributeUpdates: { z: { Value: { N: '1' } } }, ...more }),
  );
const expected = (name: string, ComparisonOperator: string, ...values: unknown[]) =>
  update({
    Expected: {
      [name]: {
        ComparisonOperator: ComparisonOperator as 'EQ',
        AttributeValueList: values as AttributeValue[],
      },
    },
  });

test.each([
  ['LE', { L: [] }, 'L'],
  ['CONTAINS', { L: [{ N: '1' }] }, 'L'],
  ['NOT_CONTAINS', { M: {} }, 'M'],
  ['BEGINS_WITH', { N: '3' }, 'N'],
  ['IN', { L: [] }, 'L'],
] as const)('%s compares no value of every type', async (operator, value, type) => {
  await expect(expected('n', operator, value)).rejects.toThrow(
    `One or more parameter values were invalid: ComparisonOperator ${operator} is not valid for ${type} AttributeValue type`,
  );
});

test('BETWEEN has bounds that have an order', async () => {
  await expect(expected('n', 'BETWEEN', { SS: ['a'] }, { SS: ['b'] })).rejects.toThrow(
    'ComparisonOperator BETWEEN is not valid for SS AttributeValue type',
  );
});

test.each([
  ['l', 'EQ', Item.l],
  ['b', 'EQ', Item.b],
  ['n', 'NE', { M: {} }],
  ['s', 'NE', { NULL: true }],
] as const)('of %s anything is compared as a whole by %s', async (name, operator, value) => {
  const filter = {
    [name]: { ComparisonOperator: operator, AttributeValueList: [value as unknown as AttributeValue] },
  };

  await expected(name, operator, value);
  const scanned = await client.send(new ScanCommand({ TableName, ScanFilter: filter }));
  const queried = await client.send(
    new QueryCommand({
      TableName,
      KeyConditions: { pk: { ComparisonOperator: 'EQ', AttributeValueList: [Key.pk] } },
      QueryFilter: filter,
    }),
  );

  expect([scanned.Count, queried.Count]).toEqual([1, 1]);
});

test('what is not there does not not contain anything', async () => {
  await expected('s', 'NOT_CONTAINS', { S: 'x' });

  await expect(expected('missing', 'NOT_CONTAINS', { S: 'x' })).rejects.toMatchObject({
    name: 'ConditionalCheckFailedException',
  });
});

test.each([undefined, {}])('an operator between conditions needs some: %j', async (Expected) => {
  await expect(update({ ConditionalOperator: 'OR', ...(Expected && { Expected }) })).rejects.toThrow(
    'ConditionalOperator cannot be used without Filter or Expected',
  );
});

test('an update has an action that there is', async () => {
  await expect(
    update({ AttributeUpdates: { z: { Value: { N: '1' }, Action: 'NONE' as 'PUT' } } }),
  ).rejects.toThrow(
    "1 validation error detected: Value 'NONE' at 'attributeUpdates.z.member.action' failed to satisfy constraint: Member must satisfy enum value set: [ADD, PUT, DELETE]",
  );
});
