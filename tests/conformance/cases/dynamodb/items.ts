// Items: put, updated, on conditions, in transactions and batches.
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { ABSENT, type Case, PAGES } from '../../case.ts';
import { refusal, type World } from '../../world.ts';
import { item, newTable, putItems } from './table.ts';

const Key = item({ pk: 'a' });
const INVALID = { error: 'ValidationException', status: 400 };
const EXPRESSIONS = PAGES.dynamodbGuide('Expressions.UpdateExpressions');

/** The item as it is after an update expression. */
async function updated(
  world: World,
  before: Parameters<typeof item>[0],
  UpdateExpression: string,
  ExpressionAttributeValues?: Record<
    string,
    { N: string } | { S: string } | { L: { N: string }[] } | { SS: string[] }
  >,
  ExpressionAttributeNames?: Record<string, string>,
) {
  const TableName = await newTable(world);
  await putItems(world, TableName, [item({ pk: 'a', ...before })]);
  const { Attributes } = await world.dynamodb.send(
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression,
      ExpressionAttributeValues,
      ExpressionAttributeNames,
      ReturnValues: 'ALL_NEW',
    }),
  );
  return Attributes;
}

export const items: Case[] = [
  {
    name: 'an item comes back with all types, numbers in their shortest form',
    source: PAGES.dynamodbGuide('HowItWorks.NamingRulesDataTypes'),
    async observe(world) {
      const TableName = await newTable(world);
      await world.dynamodb.send(
        new PutItemCommand({
          TableName,
          Item: {
            ...Key,
            n: { N: '001.500' },
            big: { N: '12345678901234567890123456789012345678' },
            no: { BOOL: false },
            nil: { NULL: true },
            list: { L: [{ S: '' }] },
            map: { M: { x: { N: '1E2' } } },
          },
        }),
      );
      return (await world.dynamodb.send(new GetItemCommand({ TableName, Key }))).Item;
    },
    expected: {
      n: { N: '1.5' },
      big: { N: '12345678901234567890123456789012345678' },
      no: { BOOL: false },
      nil: { NULL: true },
      list: { L: [{ S: '' }] },
      map: { M: { x: { N: '100' } } },
    },
  },
  {
    name: 'what no number can be, and empty sets, are refused',
    source: PAGES.dynamodbGuide('HowItWorks.NamingRulesDataTypes'),
    async observe(world) {
      const TableName = await newTable(world);
      const put = (value: object) =>
        refusal(world.dynamodb.send(new PutItemCommand({ TableName, Item: { ...Key, v: value as never } })));
      return [
        await put({ N: 'x' }),
        await put({ N: '1E126' }),
        await put({ SS: [] }),
        await put({ SS: ['a', 'a'] }),
      ];
    },
    expected: Array(4).fill(INVALID),
  },
  {
    name: 'an item without its key, or with an empty or a wrong one, is refused',
    source: PAGES.dynamodb('PutItem'),
    async observe(world) {
      const TableName = await newTable(world);
      const put = (Item: object) =>
        refusal(world.dynamodb.send(new PutItemCommand({ TableName, Item: Item as never })));
      return [await put({ x: { S: 'a' } }), await put({ pk: { S: '' } }), await put({ pk: { N: '1' } })];
    },
    expected: Array(3).fill(INVALID),
  },
  {
    name: 'a condition that fails says so, with the item when asked',
    source: PAGES.dynamodb('PutItem'),
    async observe(world) {
      const TableName = await newTable(world);
      await putItems(world, TableName, [item({ pk: 'a', n: 1 })]);
      try {
        await world.dynamodb.send(
          new PutItemCommand({
            TableName,
            Item: Key,
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        return 'accepted';
      } catch (error) {
        const { name, message, Item } = error as { name: string; message: string; Item?: object };
        return { name, message, Item };
      }
    },
    expected: {
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item: { pk: { S: 'a' }, n: { N: '1' } },
    },
  },
  {
    name: 'ADD makes a number, adds to it, and unites sets',
    source: EXPRESSIONS,
    observe: (world) =>
      updated(world, { n: 1 }, 'ADD n :n, m :n, s :s', { ':n': { N: '2' }, ':s': { SS: ['x'] } }),
    expected: { n: { N: '3' }, m: { N: '2' }, s: { SS: ['x'] } },
  },
  {
    name: 'SET reckons, takes what is there, and appends',
    source: EXPRESSIONS,
    observe: (world) =>
      updated(
        world,
        { n: 5 },
        'SET n = n - :one, m = if_not_exists(m, :one), l = list_append(if_not_exists(l, :l), :l)',
        {
          ':one': { N: '1' },
          ':l': { L: [{ N: '7' }] },
        },
      ),
    expected: { n: { N: '4' }, m: { N: '1' }, l: { L: [{ N: '7' }, { N: '7' }] } },
  },
  {
    name: 'SET sees values as they were before, in any order',
    source: EXPRESSIONS,
    observe: (world) => updated(world, { x: 1, y: 2 }, 'SET x = y, y = x'),
    expected: { x: { N: '2' }, y: { N: '1' } },
  },
  {
    name: 'REMOVE takes attributes away, by names that are reserved too',
    source: EXPRESSIONS,
    observe: (world) => updated(world, { size: 1, b: 2 }, 'REMOVE #s', undefined, { '#s': 'size' }),
    expected: { size: ABSENT, b: { N: '2' } },
  },
  {
    name: 'expressions with reserved words, unused values, or a path twice are refused',
    source: EXPRESSIONS,
    async observe(world) {
      const TableName = await newTable(world);
      const update = (UpdateExpression: string, names: string[] = [':v']) =>
        refusal(
          world.dynamodb.send(
            new UpdateItemCommand({
              TableName,
              Key,
              UpdateExpression,
              ExpressionAttributeValues: Object.fromEntries(names.map((name) => [name, { N: '1' }])),
            }),
          ),
        );
      return {
        reserved: await update('SET size = :v'),
        unused: await update('SET a = :v', [':v', ':w']),
        twice: await update('SET a = :v, a = :v'),
        key: await update('SET pk = :v'),
      };
    },
    expected: {
      reserved: { ...INVALID, message: /reserved keyword: size/i },
      unused: { ...INVALID, message: /unused in expressions: keys: \{:w\}/ },
      twice: { ...INVALID, message: /Two document paths overlap/ },
      key: { ...INVALID, message: /part of the key/ },
    },
  },
  {
    name: 'an update of what is not there makes it',
    source: PAGES.dynamodb('UpdateItem'),
    async observe(world) {
      const TableName = await newTable(world);
      await world.dynamodb.send(new UpdateItemCommand({ TableName, Key }));
      return (await world.dynamodb.send(new GetItemCommand({ TableName, Key }))).Item;
    },
    expected: { pk: { S: 'a' } },
  },
  {
    name: 'a delete gives the old item when asked, and nothing where there was none',
    source: PAGES.dynamodb('DeleteItem'),
    async observe(world) {
      const TableName = await newTable(world);
      await putItems(world, TableName, [item({ pk: 'a', n: 1 })]);
      const remove = async () =>
        (await world.dynamodb.send(new DeleteItemCommand({ TableName, Key, ReturnValues: 'ALL_OLD' })))
          .Attributes ?? 'none';
      return [await remove(), await remove()];
    },
    expected: [{ n: { N: '1' } }, 'none'],
  },
  {
    name: 'a transaction does all or nothing, with a reason for each',
    source: PAGES.dynamodb('TransactWriteItems'),
    async observe(world) {
      const TableName = await newTable(world);
      await putItems(world, TableName, [item({ pk: 'a' })]);
      try {
        await world.dynamodb.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              { Put: { TableName, Item: item({ pk: 'b' }) } },
              { Put: { TableName, Item: Key, ConditionExpression: 'attribute_not_exists(pk)' } },
            ],
          }),
        );
        return 'accepted';
      } catch (error) {
        const { name, message, CancellationReasons } = error as {
          name: string;
          message: string;
          CancellationReasons?: { Code: string }[];
        };
        const { Item } = await world.dynamodb.send(new GetItemCommand({ TableName, Key: item({ pk: 'b' }) }));
        return { name, message, codes: CancellationReasons?.map(({ Code }) => Code), other: Item ?? 'none' };
      }
    },
    expected: {
      name: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
      codes: ['None', 'ConditionalCheckFailed'],
      other: 'none',
    },
  },
  {
    name: 'a transaction with a token happens once, and the token is not for another',
    source: PAGES.dynamodb('TransactWriteItems'),
    async observe(world) {
      const TableName = await newTable(world);
      const ClientRequestToken = world.fresh('t').slice(-36);
      const add = (by: string) =>
        world.dynamodb.send(
          new TransactWriteItemsCommand({
            ClientRequestToken,
            TransactItems: [
              {
                Update: {
                  TableName,
                  Key,
                  UpdateExpression: 'ADD n :n',
                  ExpressionAttributeValues: { ':n': { N: by } },
                },
              },
            ],
          }),
        );
      await add('1');
      await add('1');
      const { Item } = await world.dynamodb.send(
        new GetItemCommand({ TableName, Key, ConsistentRead: true }),
      );
      return { n: Item?.['n'], other: await refusal(add('2')) };
    },
    expected: { n: { N: '1' }, other: { error: 'IdempotentParameterMismatchException', status: 400 } },
  },
  {
    name: 'one transaction has no item twice',
    source: PAGES.dynamodb('TransactWriteItems'),
    async observe(world) {
      const TableName = await newTable(world);
      const Put = { TableName, Item: Key };
      return refusal(
        world.dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }, { Put }] })),
      );
    },
    expected: { ...INVALID, message: 'Transaction request cannot include multiple operations on one item' },
  },
  {
    name: 'a transaction reads in the order it was asked',
    source: PAGES.dynamodb('TransactGetItems'),
    async observe(world) {
      const TableName = await newTable(world);
      await putItems(world, TableName, [item({ pk: 'a' })]);
      const { Responses } = await world.dynamodb.send(
        new TransactGetItemsCommand({
          TransactItems: ['none', 'a'].map((pk) => ({ Get: { TableName, Key: item({ pk }) } })),
        }),
      );
      return Responses;
    },
    expected: [{ Item: ABSENT }, { Item: { pk: { S: 'a' } } }],
  },
  {
    name: 'a batch is written and read, and has no item twice',
    source: PAGES.dynamodb('BatchWriteItem'),
    async observe(world) {
      const TableName = await newTable(world);
      const write = (keys: string[]) =>
        world.dynamodb.send(
          new BatchWriteItemCommand({
            RequestItems: { [TableName]: keys.map((pk) => ({ PutRequest: { Item: item({ pk }) } })) },
          }),
        );
      await write(['a', 'b']);
      const { Responses } = await world.dynamodb.send(
        new BatchGetItemCommand({
          RequestItems: { [TableName]: { Keys: ['a', 'b', 'none'].map((pk) => item({ pk })) } },
        }),
      );
      return {
        count: Responses?.[TableName]?.length,
        twice: await refusal(write(['a', 'a'])),
        many: await refusal(write(Array.from({ length: 26 }, (_, index) => `${index}`))),
      };
    },
    expected: {
      count: 2,
      twice: { ...INVALID, message: 'Provided list of item keys contains duplicates' },
      many: INVALID,
    },
  },
];
