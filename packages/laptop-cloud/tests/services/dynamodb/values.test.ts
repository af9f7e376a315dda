// Values that no attribute has: as AWS refuses them.
import {
  type AttributeValue,
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { startDynamoDb, TableName, type TestDynamoDb } from '../../support/dynamodb.ts';

const Key = { pk: { S: 'a' } };
let database: TestDynamoDb;
let client: DynamoDBClient;

beforeAll(async () => {
  database = await startDynamoDb({
    AttributeDefinitions: ['pk', 'status'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byStatus',
        KeySchema: [{ AttributeName: 'status', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
  ({ client } = database);
});
afterAll(() => database.close());

const put = (v: unknown) =>
  client.send(new PutItemCommand({ TableName, Item: { ...Key, v: v as AttributeValue } }));
const nested = (levels: number, kind: 'L' | 'M') => {
  let value: unknown = { S: 'leaf' };
  for (let level = 1; level < levels; level++) value = kind === 'L' ? { L: [value] } : { M: { n: value } };
  return value as AttributeValue;
};

describe('a value', () => {
  it('is a number with a plus, too, kept without it', async () => {
    // Act
    await put({ M: { one: { N: '+3' }, some: { NS: ['+.5', '-1', '+1e3'] } } });
    await client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'plus' }, v: { N: '+1.50' } } }));

    // Assess
    const { Items = [] } = await client.send(new ScanCommand({ TableName }));
    expect(Items.map(({ v }) => v)).toEqual(
      expect.arrayContaining([
        { N: '1.5' },
        { M: { one: { N: '3' }, some: { NS: expect.arrayContaining(['0.5', '-1', '1000']) } } },
      ]),
    );
    await expect(put({ N: '+' })).rejects.toThrow('cannot be converted to a numeric value: +');
  });

  it.each(['L', 'M'] as const)('lies at most at the 32nd level of %s', async (kind) => {
    await put(nested(32, kind));

    await expect(put(nested(33, kind))).rejects.toThrow('Nesting Levels have exceeded supported limits');
    const asked = { FilterExpression: 'v = :v', ExpressionAttributeValues: { ':v': nested(33, kind) } };
    await expect(client.send(new ScanCommand({ TableName, ...asked }))).rejects.toThrow('Nesting Levels');
  });

  it.each([
    [{ SS: ['a', null] }, 'An string set may not have a null string as a member'],
    [{ NS: [null] }, 'An number set may not have a null as a member'],
    [{ L: [{ S: 'a' }, null] }, 'Supplied AttributeValue is empty'],
    [{ M: { a: { SS: [null] } } }, 'An string set may not have a null string as a member'],
  ])('is refused where something is nothing: %j', async (value, message) => {
    // The SDK leaves such members out.
    const body = JSON.stringify({ TableName, Item: { ...Key, v: value } });
    const answer = await database.gateway.request(
      {
        method: 'POST',
        path: '/',
        query: new URLSearchParams(),
        headers: {
          host: '127.0.0.1',
          'x-amz-target': 'DynamoDB_20120810.PutItem',
          'content-type': 'application/x-amz-json-1.0',
        },
        body: Buffer.from(body),
      },
      { accessKeyId: 'local', scope: 'dynamodb' },
    );

    expect([answer.status, String(answer.body)]).toEqual([400, expect.stringContaining(message)]);
  });

  it('is not computed to be larger than one that could be put', async () => {
    await put({ N: '1e125' });
    const update = (by: string) =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression: 'SET v = v + :by',
          ExpressionAttributeValues: { ':by': { N: by } },
        }),
      );

    await update('1e125');
    await expect(update('9e125')).rejects.toThrow('Number overflow');
  });
});

describe('the key of an index', () => {
  const Item = { ...Key, status: { S: '' } };
  const refusal = 'IndexName: byStatus, IndexKey: status';

  it('is not empty, whichever way it is written', async () => {
    const Update = {
      TableName,
      Key,
      UpdateExpression: 'SET #s = :s',
      ExpressionAttributeNames: { '#s': 'status' },
      ExpressionAttributeValues: { ':s': { S: '' } },
    };

    await expect(client.send(new PutItemCommand({ TableName, Item }))).rejects.toThrow(refusal);
    await expect(client.send(new UpdateItemCommand(Update))).rejects.toThrow(refusal);
    await expect(
      client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item } }] } })),
    ).rejects.toThrow(refusal);
    await expect(
      client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item } }] })),
    ).rejects.toMatchObject({ CancellationReasons: [{ Message: expect.stringContaining(refusal) }] });
  });

  it('is not asked for empty', async () => {
    const query = (KeyConditionExpression: string, more: object = {}) =>
      client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression,
          ExpressionAttributeValues: { ':v': { S: '' } },
          ...more,
        }),
      );

    await expect(query('pk = :v')).rejects.toThrow('cannot contain an empty string value. Key: pk');
    await expect(
      query('#s = :v', { IndexName: 'byStatus', ExpressionAttributeNames: { '#s': 'status' } }),
    ).rejects.toThrow('cannot contain an empty string value. Key: status');
  });
});

it('a request to write puts or deletes, and a deletion shows what was there or nothing', async () => {
  const RequestItems = { [TableName]: [{ PutRequest: { Item: Key }, DeleteRequest: { Key } }] };

  await expect(client.send(new BatchWriteItemCommand({ RequestItems }))).rejects.toThrow(
    'more than one datatypes set',
  );
  await expect(
    client.send(new DeleteItemCommand({ TableName, Key, ReturnValues: 'UPDATED_NEW' })),
  ).rejects.toThrow('ReturnValues can only be ALL_OLD or NONE');
});

describe('a transaction', () => {
  it('reads no item twice, and is cancelled for a key that is none', async () => {
    const read = (...keys: Record<string, AttributeValue>[]) =>
      client.send(
        new TransactGetItemsCommand({ TransactItems: keys.map((key) => ({ Get: { TableName, Key: key } })) }),
      );

    await expect(read(Key, Key)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(read(Key, {})).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError' }],
    });
  });

  it('is cancelled by a key of another type, and tells of the first alone', async () => {
    const items = [{ pk: { S: 'good' } }, { pk: { N: '7' } }, { pk: { N: '8' } }];

    await expect(
      client.send(
        new TransactWriteItemsCommand({ TransactItems: items.map((Item) => ({ Put: { TableName, Item } })) }),
      ),
    ).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ValidationError',
          Message:
            'One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N',
        },
        { Code: 'None' },
      ],
    });
  });

  it('shows all or nothing of an item whose condition failed, as a write of its own does', async () => {
    const shown = { ReturnValuesOnConditionCheckFailure: 'ALL_NEW' as 'ALL_OLD' };
    const refusal = (path: string) =>
      `1 validation error detected: Value 'ALL_NEW' at '${path}returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]`;

    await expect(
      client.send(
        new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: Key, ...shown } }] }),
      ),
    ).rejects.toThrow(refusal('transactItems.1.member.put.'));
    await expect(client.send(new PutItemCommand({ TableName, Item: Key, ...shown }))).rejects.toThrow(
      refusal(''),
    );
  });

  it('has one to a hundred items of four megabytes in all', async () => {
    const write = (count: number, length: number) =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: Array.from({ length: count }, (_, index) => ({
            Put: { TableName, Item: { pk: { S: `${index}` }, v: { S: 'x'.repeat(length) } } },
          })),
        }),
      );

    await expect(write(0, 1)).rejects.toThrow('Member must have length greater than or equal to 1');
    await expect(write(101, 1)).rejects.toThrow('Member must have length less than or equal to 100');
    await expect(write(12, 360_000)).rejects.toThrow('size cannot exceed 4 MB');
    await write(11, 360_000);
  });
});
