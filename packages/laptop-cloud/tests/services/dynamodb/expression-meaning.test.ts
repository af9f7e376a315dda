// Expressions that can be read and are refused all the same, as answers of AWS have it.
import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { startDynamoDb, TableName, type TestDynamoDb } from '../../support/dynamodb.ts';

const Item = { pk: { S: 'a' }, n: { N: '1' }, l: { L: [{ N: '1' }] } };
let database: TestDynamoDb;
let client: DynamoDBClient;

beforeAll(async () => {
  database = await startDynamoDb();
  ({ client } = database);
  await client.send(new PutItemCommand({ TableName, Item }));
});
afterAll(() => database.close());

const put = (ConditionExpression: string, values: Record<string, AttributeValue>) =>
  client.send(
    new PutItemCommand({ TableName, Item, ConditionExpression, ExpressionAttributeValues: values }),
  );
const get = (ProjectionExpression: string) =>
  client.send(new GetItemCommand({ TableName, Key: { pk: { S: 'a' } }, ProjectionExpression }));

test.each([
  ['n < :v', '<', { L: [] }],
  [':v >= n', '>=', { M: {} }],
  ['NOT (n = :n OR n > :v)', '>', { BOOL: true }],
  ['n BETWEEN :v AND :v', 'BETWEEN', { BOOL: true }],
] as const)('%s is refused for a value that has no order', async (condition, operator, value) => {
  const [type] = Object.keys(value);
  const values = { ':v': value as unknown as AttributeValue };

  await expect(
    put(condition, { ...values, ...(condition.includes(':n') ? { ':n': { N: '1' } } : {}) }),
  ).rejects.toThrow(
    `Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
  );
});

test('an attribute without an order fails the condition alone', async () => {
  await expect(put('l < :v', { ':v': { N: '1' } })).rejects.toMatchObject({
    name: 'ConditionalCheckFailedException',
  });
});

test.each([
  ['NOT NOT n = :v', true],
  ['not  NOT\nNot Not n = :v', true],
  ['NOT NOT NOT n = :v', false],
  ['n = :v AND NOT NOT (NOT n = :v)', false],
])('%s is read', async (condition, holds) => {
  const asked = put(condition, { ':v': { N: '1' } });

  if (holds) await asked;
  else await expect(asked).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
});

test('a condition joins and turns 300 times at most', async () => {
  const values = { ':v': { N: '1' } };
  const alternatives = (count: number) => Array.from({ length: count }, () => 'n = :v').join(' OR ');
  await put(`${'NOT '.repeat(300)} n BETWEEN :v AND :v`, values);
  await put(alternatives(301), values);

  for (const many of [`${'NOT '.repeat(301)} n = :v`, alternatives(302)])
    await expect(put(many, values)).rejects.toThrow(
      'Invalid ConditionExpression: The expression contains too many operators; operator count: 301',
    );
});

test.each(['if_not_exists', 'list_append'])('%s is for updates', async (name) => {
  await expect(put(`${name}(l, :v) = :v`, { ':v': { L: [] } })).rejects.toThrow(
    `Invalid ConditionExpression: The function is not allowed in a condition expression; function: ${name}`,
  );
});

test('a path leads through 32 levels, no deeper', async () => {
  await get(`a${'.b'.repeat(31)}`);
  await get(`a${'[0]'.repeat(30)} . b`);

  await expect(get(`c, a${'.b'.repeat(31)}[0]`)).rejects.toThrow(
    'Invalid ProjectionExpression: The document path has too many nesting levels; nesting levels: 33',
  );
});

test('a list has no element beyond what an integer holds', async () => {
  await get('l[2147483647]');

  await expect(get('l[99999999999999]')).rejects.toThrow(
    'Invalid ProjectionExpression: List index is not within the allowable range; index: [99999999999999]',
  );
});
