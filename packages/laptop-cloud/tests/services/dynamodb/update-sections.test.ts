// The parts of one update: all of them see the item as it was.
import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { startDynamoDb, TableName, type TestDynamoDb } from '../../support/dynamodb.ts';

let database: TestDynamoDb;
let client: DynamoDBClient;

beforeAll(async () => {
  database = await startDynamoDb();
  ({ client } = database);
});
afterAll(() => database.close());

const number = (value: number): AttributeValue => ({ N: String(value) });
const list = (...values: number[]): AttributeValue => ({ L: values.map(number) });

/** What becomes of an item. */
async function updated(
  before: Record<string, AttributeValue> | undefined,
  UpdateExpression: string,
  values?: Record<string, AttributeValue>,
) {
  const Key = { pk: { S: crypto.randomUUID() } };
  if (before) await client.send(new PutItemCommand({ TableName, Item: { ...Key, ...before } }));
  await client.send(
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression,
      ...(values ? { ExpressionAttributeValues: values } : {}),
    }),
  );
  const { Item } = await client.send(new GetItemCommand({ TableName, Key }));
  if (!Item) return undefined;
  const { pk: _key, ...others } = Item;
  return others;
}

const FIVE = { ':v': number(5) };

test.each([
  ['a number', 'SET a = b ADD b :v', { b: number(1) }, { a: number(1), b: number(6) }],
  [
    'a map',
    'SET a = m, m.x = :v',
    { m: { M: { x: number(1) } } },
    { a: { M: { x: number(1) } }, m: { M: { x: number(5) } } },
  ],
  ['an element', 'SET a = l[0], l[1] = :v REMOVE l[0]', { l: list(1, 2) }, { a: number(1), l: list(5) }],
  [
    'what there is, or else something',
    'SET a = if_not_exists(b, :v), c = if_not_exists(d, b) ADD b :v',
    { b: number(1) },
    { a: number(1), b: number(6), c: number(1) },
  ],
])('an attribute set to %s of another has it as it was', async (_kind, update, before, after) => {
  expect(await updated(before, update, FIVE)).toEqual(after);
});

test.each(['REMOVE a[1] SET a[3] = :v', 'SET a[3] = :v REMOVE a[1]'])(
  'elements of a list are those it had: %s',
  async (update) => {
    expect(await updated({ a: list(2, 3, 4, 1, 6, 7) }, update, FIVE)).toEqual({ a: list(2, 4, 5, 6, 7) });
  },
);

test.each([
  ['REMOVE a[0], a[2]', { a: list(1, 3) }],
  ['REMOVE a[2], a[0]', { a: list(1, 3) }],
  ['REMOVE a[3], a[1], a[9]', { a: list(0, 2) }],
])('several elements are removed at once: %s', async (update, after) => {
  expect(await updated({ a: list(0, 1, 2, 3) }, update)).toEqual(after);
});

test.each(['REMOVE x', 'REMOVE x.y', 'REMOVE x[0]', 'REMOVE x.y, z[1].w'])(
  'from an item that is not there %s removes nothing, and makes none',
  async (update) => {
    expect(await updated(undefined, update)).toBeUndefined();
  },
);

test('members taken from a set of an item that is not there make none, what is set makes one', async () => {
  const few = { ':few': { SS: ['a'] } };

  expect(await updated(undefined, 'DELETE x :few', few)).toBeUndefined();
  expect(await updated(undefined, 'DELETE x :few SET y = :few', few)).toEqual({ y: { SS: ['a'] } });
});

test('attributes that are deleted of an item that is not there make none, and an update of nothing one', async () => {
  // Act
  for (const [pk, AttributeUpdates] of [
    ['deleted', { x: { Action: 'DELETE' } }],
    ['nothing', {}],
  ] as const)
    await client.send(new UpdateItemCommand({ TableName, Key: { pk: { S: pk } }, AttributeUpdates }));

  // Assess
  const get = (pk: string) => client.send(new GetItemCommand({ TableName, Key: { pk: { S: pk } } }));
  expect((await get('deleted')).Item).toBeUndefined();
  expect((await get('nothing')).Item).toEqual({ pk: { S: 'nothing' } });
});

test.each(['ALL_NEW', 'UPDATED_NEW', 'UPDATED_OLD', 'ALL_OLD'] as const)(
  '%s shows nothing of what was removed from an item that is not there',
  async (ReturnValues) => {
    const answer = await client.send(
      new UpdateItemCommand({
        TableName,
        Key: { pk: { S: 'missing' } },
        UpdateExpression: 'REMOVE a',
        ReturnValues,
      }),
    );

    expect(answer).not.toHaveProperty('Attributes');
  },
);

test.each([
  ['UPDATED_OLD', 'SET b = :v'],
  ['UPDATED_OLD', 'SET m.x = :v, m.z = :v'],
  ['UPDATED_NEW', 'REMOVE a'],
] as const)('%s shows no attributes where there are none to show: %s', async (ReturnValues, update) => {
  // Prepare
  const Key = { pk: { S: crypto.randomUUID() } };
  await client.send(new PutItemCommand({ TableName, Item: { ...Key, a: number(1), m: { M: {} } } }));

  // Act
  const answer = await client.send(
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression: update,
      ReturnValues,
      ...(update.includes(':v') ? { ExpressionAttributeValues: FIVE } : {}),
    }),
  );

  // Assess
  expect(answer).not.toHaveProperty('Attributes');
});

test('from an item that is there nothing is removed below an attribute that it does not have', async () => {
  await expect(updated({ a: number(1) }, 'REMOVE x.y')).rejects.toThrow(
    'The document path provided in the update expression is invalid for update',
  );
});

test('nothing is appended to what was appended to already', async () => {
  await expect(
    updated({}, 'SET a = list_append(list_append(:v, :v), :v)', { ':v': list(1) }),
  ).rejects.toThrow(
    'The function is not allowed to be used this way in an expression; function: list_append',
  );
  expect(await updated({}, 'SET a = list_append(if_not_exists(a, :v), :v)', { ':v': list(1) })).toEqual({
    a: list(1, 1),
  });
});
