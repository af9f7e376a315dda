import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { createDynamoDb, type LocalDynamoDb } from '../../../src/services/dynamodb/dynamodb.ts';
import { ACCOUNT_ID, REGION, startGateway } from '../../support/gateway.ts';
import {
  type Cloud,
  fresh,
  IS_REMOTE,
  laptopOnly,
  removeAll,
  removeLater,
  startCloud,
} from '../../support/remote.ts';

const RIDERS = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'openStatus', AttributeType: 'S' },
    { AttributeName: 'updatedAt', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byStatus',
      KeySchema: [
        { AttributeName: 'openStatus', KeyType: 'HASH' },
        { AttributeName: 'updatedAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['executionArn'] },
    },
  ],
  TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
};

const TableName = fresh('Riders');
const context = { accountId: ACCOUNT_ID, region: REGION, partition: 'aws', stackName: 'test' } as const;
const provision = (
  db: LocalDynamoDb,
  properties: Record<string, unknown> = RIDERS,
  physicalName = TableName,
) =>
  db.resourceTypes['AWS::DynamoDB::Table']?.provision?.(
    { logicalId: 'Riders', type: 'AWS::DynamoDB::Table', physicalName, properties, metadata: {} },
    context,
  );

const asked: string[] = [];
let nowMs = Date.UTC(2026, 0, 1);
let db: LocalDynamoDb;
let cloud: Cloud;
let client: DynamoDBClient;
beforeAll(async () => {
  db = await createDynamoDb({
    folder: null,
    region: REGION,
    accountId: ACCOUNT_ID,
    clock: { now: () => nowMs },
  });
  cloud = await startCloud([db.service], {
    role: {
      arn: 'arn:aws:sts::000000000000:assumed-role/role/x',
      can: (action, arn) => {
        asked.push(`${action} ${arn}`);
        return action !== 'dynamodb:DeleteItem';
      },
    },
  });
  client = new DynamoDBClient(cloud.clientConfig);
  await addTable(TableName);
});
afterAll(async () => {
  await removeAll();
  client.destroy();
  await cloud.close();
});

async function addTable(name: string): Promise<void> {
  if (!IS_REMOTE) {
    await provision(db, RIDERS, name);
    return;
  }
  const { TimeToLiveSpecification: _later, ...table } = RIDERS;
  await client.send(new CreateTableCommand({ ...(table as CreateTableCommandInput), TableName: name }));
  removeLater(() => client.send(new DeleteTableCommand({ TableName: name })));
  await waitUntilTableExists({ client, maxWaitTime: 120 }, { TableName: name });
}

const key = (pk: string, sk = 'PROFILE') => ({ pk: { S: pk }, sk: { S: sk } });
const put = (pk: string, attributes: Record<string, AttributeValue> = {}, more: object = {}) =>
  client.send(new PutItemCommand({ TableName, Item: { ...key(pk), ...attributes }, ...more }));
const get = async (pk: string) =>
  (await client.send(new GetItemCommand({ TableName, Key: key(pk), ConsistentRead: true }))).Item;
const transact = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
  client.send(
    new TransactWriteItemsCommand({ TransactItems, ...(ClientRequestToken ? { ClientRequestToken } : {}) }),
  );
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error) => error,
  );
const open = async (status: string) => {
  const { Items } = await client.send(
    new QueryCommand({
      TableName,
      IndexName: 'byStatus',
      KeyConditionExpression: 'openStatus = :status',
      ExpressionAttributeValues: { ':status': { S: status } },
    }),
  );
  return (Items ?? []).map((item) => item['pk']?.S);
};

describe('items', () => {
  it('come back as they were put, nested and binary', async () => {
    const attributes = {
      findings: { L: [{ M: { code: { S: 'POSE' }, ok: { BOOL: true } } }, { NULL: true }] },
      size: { N: '12.5' },
      hash: { B: new Uint8Array([0, 255]) },
      tags: { SS: ['a', 'ü'] },
    };
    await put('nested', attributes);

    expect(await get('nested')).toEqual({ ...key('nested'), ...attributes });
  });

  it('are changed by update expressions', async () => {
    await put('updated', { attempts: { N: '1' }, list: { L: [] } });

    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName,
        Key: key('updated'),
        UpdateExpression:
          'SET attempts = attempts + :one, #l = list_append(#l, :more), x = if_not_exists(x, :one) REMOVE gone',
        ExpressionAttributeNames: { '#l': 'list' },
        ExpressionAttributeValues: { ':one': { N: '1' }, ':more': { L: [{ S: 'a' }] } },
        ReturnValues: 'ALL_NEW',
      }),
    );

    expect(Attributes).toMatchObject({ attempts: { N: '2' }, list: { L: [{ S: 'a' }] }, x: { N: '1' } });
  });

  it('are written once when two conditions race', async () => {
    const once = { ConditionExpression: 'attribute_not_exists(pk)' };
    const outcomes = await Promise.all([1, 2, 3].map(() => failure(put('raced', {}, once))));

    expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome instanceof ConditionalCheckFailedException)).toHaveLength(2);
  });

  it('are shown by a failed condition only when asked for', async () => {
    await put('shown', { status: { S: 'approved' } });
    const condition = { ConditionExpression: 'attribute_not_exists(pk)' };

    const silent = await failure(put('shown', {}, condition));
    const told = await failure(
      put('shown', {}, { ...condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    );

    expect(silent.Item).toBeUndefined();
    expect(told).toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item: { ...key('shown'), status: { S: 'approved' } },
    });
  });

  laptopOnly('an index of AWS follows later').it(
    'appear in an index while they have its attributes',
    async () => {
      const openStatus = { S: 'indexed-processing' };
      await put('i2', { openStatus, updatedAt: { S: '2' } });
      await put('i1', { openStatus, updatedAt: { S: '1' } });
      const before = await open('indexed-processing');

      await client.send(
        new UpdateItemCommand({ TableName, Key: key('i1'), UpdateExpression: 'REMOVE openStatus' }),
      );

      expect(before).toEqual(['i1', 'i2']);
      expect(await open('indexed-processing')).toEqual(['i2']);
    },
  );

  it('are deleted alone and in batches', async () => {
    await client.send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: ['b1', 'b2'].map((pk) => ({ PutRequest: { Item: key(pk) } })) },
      }),
    );
    await client.send(new DeleteItemCommand({ TableName, Key: key('b1') }));
    await client.send(
      new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ DeleteRequest: { Key: key('b2') } }] } }),
    );

    expect(await get('b1')).toBeUndefined();
    expect(await get('b2')).toBeUndefined();
  });

  laptopOnly('a scan of AWS may miss the last write').it('are scanned in pages of any size', async () => {
    await addTable('Paged');
    const names = Array.from({ length: 7 }, (_, index) => `p${index}`);
    for (const pk of names) await client.send(new PutItemCommand({ TableName: 'Paged', Item: key(pk) }));

    const seen: (string | undefined)[] = [];
    let from: Record<string, AttributeValue> | undefined;
    do {
      const page = await client.send(
        new ScanCommand({ TableName: 'Paged', Limit: 3, ExclusiveStartKey: from }),
      );
      seen.push(...(page.Items ?? []).map((item) => item['pk']?.S));
      from = page.LastEvaluatedKey;
    } while (from);

    expect(seen.sort()).toEqual(names);
  });
});

describe('a transaction of writes', () => {
  laptopOnly('an index of AWS follows later').it('does everything, indexes included', async () => {
    await put('t-old', { openStatus: { S: 't-processing' }, updatedAt: { S: '1' } });
    await put('t-gone');
    await put('t-checked', { consent: { BOOL: true } });

    await transact([
      { Put: { TableName, Item: { ...key('t-new'), n: { N: '1' } } } },
      {
        Update: {
          TableName,
          Key: key('t-old'),
          UpdateExpression: 'SET openStatus = :done ADD attempts :one',
          ExpressionAttributeValues: { ':done': { S: 't-done' }, ':one': { N: '1' } },
        },
      },
      { Delete: { TableName, Key: key('t-gone') } },
      {
        ConditionCheck: {
          TableName,
          Key: key('t-checked'),
          ConditionExpression: 'consent = :yes',
          ExpressionAttributeValues: { ':yes': { BOOL: true } },
        },
      },
    ]);

    expect(await get('t-new')).toMatchObject({ n: { N: '1' } });
    expect(await get('t-old')).toMatchObject({ attempts: { N: '1' } });
    expect(await get('t-gone')).toBeUndefined();
    expect(await get('t-checked')).toMatchObject({ consent: { BOOL: true } });
    expect([await open('t-processing'), await open('t-done')]).toEqual([[], ['t-old']]);
  });

  it('does nothing when one condition fails, and gives a reason for each item', async () => {
    await put('t-blocked', { status: { S: 'approved' } });

    const cancelled = await failure(
      transact([
        { Put: { TableName, Item: key('t-never') } },
        {
          Update: {
            TableName,
            Key: key('t-blocked'),
            UpdateExpression: 'SET #s = :new',
            ConditionExpression: '#s = :old',
            ExpressionAttributeNames: { '#s': 'status' },
            ExpressionAttributeValues: { ':new': { S: 'rejected' }, ':old': { S: 'processing' } },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ]),
    );

    expect(cancelled).toMatchObject({
      name: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { ...key('t-blocked'), status: { S: 'approved' } },
        },
      ],
    });
    expect(await get('t-never')).toBeUndefined();
    expect(await get('t-blocked')).toMatchObject({ status: { S: 'approved' } });
  });

  laptopOnly('AWS answers some with TransactionConflict').it(
    'never loses an addition when many run at once, in whatever order they name the items',
    async () => {
      const add = (pk: string) => ({
        Update: {
          TableName,
          Key: key(pk),
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        },
      });

      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          transact(index % 2 ? [add('sum-a'), add('sum-b')] : [add('sum-b'), add('sum-a')]),
        ),
      );

      expect([(await get('sum-a'))?.['n'], (await get('sum-b'))?.['n']]).toEqual([{ N: '20' }, { N: '20' }]);
    },
  );

  laptopOnly('takes ten minutes').it('is done once per token, for ten minutes', async () => {
    const add = (n: string): TransactWriteItem[] => [
      {
        Update: {
          TableName,
          Key: key('token'),
          UpdateExpression: 'ADD n :n',
          ExpressionAttributeValues: { ':n': { N: n } },
        },
      },
    ];

    await transact(add('1'), 'token-1');
    await transact(add('1'), 'token-1');
    const other = await failure(transact(add('2'), 'token-1'));
    const during = await get('token');
    nowMs += 600_001;
    await transact(add('1'), 'token-1');

    expect(other.name).toBe('IdempotentParameterMismatchException');
    expect(during?.['n']).toEqual({ N: '1' });
    expect((await get('token'))?.['n']).toEqual({ N: '2' });
  });

  it.each<[string, TransactWriteItem[], string]>([
    [
      'naming one item twice',
      [{ Put: { TableName, Item: key('x') } }, { Delete: { TableName, Key: key('x') } }],
      'multiple operations on one item',
    ],
    ['of nothing', [], "at 'transactItems' failed to satisfy constraint: Member must have length"],
    [
      'with a check without a condition',
      [{ ConditionCheck: { TableName, Key: key('x'), ConditionExpression: undefined } }],
      'ConditionExpression',
    ],
    [
      'with an expression that does not parse',
      [{ Update: { TableName, Key: key('x'), UpdateExpression: 'SET' } }],
      'Invalid UpdateExpression',
    ],
  ])('is refused %s', async (_what, items, message) => {
    expect(await failure(transact(items))).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    });
  });

  it('is refused for a table that does not exist', async () => {
    const refused = await failure(transact([{ Put: { TableName: 'Nowhere', Item: key('x') } }]));

    expect(refused.name).toBe('ResourceNotFoundException');
  });
});

describe('a transaction of reads', () => {
  it('gives the items in order, and nothing for those that are missing', async () => {
    await put('g1', { a: { N: '1' }, b: { N: '2' } });

    const { Responses } = await client.send(
      new TransactGetItemsCommand({
        TransactItems: [
          { Get: { TableName, Key: key('missing') } },
          { Get: { TableName, Key: key('g1'), ProjectionExpression: 'b' } },
        ],
      }),
    );

    expect(Responses).toEqual([{}, { Item: { b: { N: '2' } } }]);
  });
});

laptopOnly('AWS takes an hour').describe('time to live', () => {
  it('removes items whose second has come, and no others', async () => {
    const seconds = nowMs / 1000;
    await put('ttl-past', { expiresAt: { N: String(Math.floor(seconds)) } });
    await put('ttl-future', { expiresAt: { N: String(Math.floor(seconds) + 60) } });
    await put('ttl-ancient', { expiresAt: { N: '1' } });
    await put('ttl-text', { expiresAt: { S: '1' } });

    await db.sweep();

    const left = await Promise.all(['ttl-past', 'ttl-future', 'ttl-ancient', 'ttl-text'].map(get));
    expect(left.map((item) => item !== undefined)).toEqual([false, true, true, true]);
  });

  it('comes from the template, can be told and switched', async () => {
    const describe = () => client.send(new DescribeTimeToLiveCommand({ TableName }));
    const update = (Enabled: boolean) =>
      client.send(
        new UpdateTimeToLiveCommand({
          TableName,
          TimeToLiveSpecification: { Enabled, AttributeName: 'expiresAt' },
        }),
      );

    const given = await describe();
    const again = await failure(update(true));
    await update(false);
    const off = await describe();
    await update(true);

    expect(given.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
    expect(again).toMatchObject({ name: 'ValidationException', message: 'TimeToLive is already enabled' });
    expect(off.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'DISABLED' });
  });

  it.each([
    ['', 'greater than or equal to 1'],
    ['x'.repeat(256), 'less than or equal to 255'],
  ])('is not told by an attribute called %j', async (AttributeName, bound) => {
    const TimeToLiveSpecification = { Enabled: true, AttributeName };

    const refused = await failure(
      client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification })),
    );

    expect(refused).toMatchObject({
      name: 'ValidationException',
      message: `1 validation error detected: Value '${AttributeName}' at 'timeToLiveSpecification.attributeName' failed to satisfy constraint: Member must have length ${bound}`,
    });
  });
});

laptopOnly('has a second principal').describe('authorization', () => {
  beforeEach(() => void asked.splice(0));
  const role = () => new DynamoDBClient(cloud.as('role'));
  const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/Riders';

  it('asks for the table, the index, and each action of a transaction', async () => {
    await role().send(new GetItemCommand({ TableName: TABLE, Key: key('x') }));
    await role().send(
      new QueryCommand({
        TableName,
        IndexName: 'byStatus',
        KeyConditionExpression: 'openStatus = :s',
        ExpressionAttributeValues: { ':s': { S: 'x' } },
      }),
    );
    const denied = await failure(
      role().send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName, Item: key('auth') } },
            {
              ConditionCheck: { TableName, Key: key('auth-2'), ConditionExpression: 'attribute_exists(pk)' },
            },
            { Delete: { TableName, Key: key('auth-3') } },
          ],
        }),
      ),
    );

    expect(asked).toEqual([
      `dynamodb:GetItem ${TABLE}`,
      `dynamodb:Query ${TABLE}/index/byStatus`,
      `dynamodb:PutItem ${TABLE}`,
      `dynamodb:ConditionCheckItem ${TABLE}`,
      `dynamodb:DeleteItem ${TABLE}`,
    ]);
    expect(denied).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('dynamodb:DeleteItem'),
    });
    expect(await get('auth')).toBeUndefined();
  });
});

laptopOnly('AWS has it all').describe('what is not supported is refused by name', () => {
  it('an operation', async () => {
    const refused = await failure(client.send(new ExecuteStatementCommand({ Statement: 'SELECT 1' })));

    expect(refused).toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('ExecuteStatement'),
    });
  });

  it('a member of an operation', async () => {
    const scan = new ScanCommand({ TableName });
    scan.middlewareStack.add(
      (next) => async (args) => {
        const body = JSON.stringify({ TableName, Sample: 3 });
        const request = args.request as { body: string; headers: Record<string, string> };
        request.body = body;
        request.headers['content-length'] = String(body.length);
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );

    expect(await failure(client.send(scan))).toMatchObject({
      message: expect.stringContaining('Sample of Scan'),
    });
  });

  it.each([
    ['a property', { ...RIDERS, StreamSpecification: {} }, 'StreamSpecification'],
    ['a nested value', { ...RIDERS, BillingMode: 'FREE' }, 'BillingMode'],
  ])('%s of a table', async (_what, properties, named) => {
    await expect(provision(db, properties, 'Refused')).rejects.toThrow(named);
  });
});

laptopOnly('looks at the disk').describe('a table on disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dynamodb-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const options = () => ({ folder, region: REGION, accountId: ACCOUNT_ID });

  async function run(
    properties: Record<string, unknown>,
    task: (client: DynamoDBClient) => Promise<unknown>,
  ) {
    const kept = await createDynamoDb(options());
    try {
      await provision(kept, properties);
      const door = await startGateway([kept.service]);
      await task(new DynamoDBClient(door.clientConfig));
      await door.close();
    } finally {
      await kept.close();
    }
  }

  it('survives a restart, and gets the indexes a changed template asks for', async () => {
    const Item = { ...key('kept'), openStatus: { S: 'kept' }, updatedAt: { S: '1' } };
    const { GlobalSecondaryIndexes: _without, ...plain } = RIDERS;
    const AttributeDefinitions = RIDERS.AttributeDefinitions.slice(0, 2);
    await run({ ...plain, AttributeDefinitions }, (one) => one.send(new PutItemCommand({ TableName, Item })));

    await run(RIDERS, async (one) => {
      const found = await one.send(new GetItemCommand({ TableName, Key: key('kept') }));
      const listed = await one.send(
        new QueryCommand({
          TableName,
          IndexName: 'byStatus',
          KeyConditionExpression: 'openStatus = :s',
          ExpressionAttributeValues: { ':s': { S: 'kept' } },
        }),
      );
      const { Table } = await one.send(new DescribeTableCommand({ TableName }));
      expect(found.Item).toEqual(Item);
      expect(listed.Count).toBe(1);
      expect(Table).toMatchObject({
        TableStatus: 'ACTIVE',
        TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/Riders',
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      });
    });
  });

  it('is refused another key than it was made with', async () => {
    await run(RIDERS, async () => undefined);

    await expect(
      run({ ...RIDERS, KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }] }, async () => undefined),
    ).rejects.toThrow('another KeySchema');
  });

  it('cannot be opened twice', async () => {
    const first = await createDynamoDb(options());

    await expect(createDynamoDb(options())).rejects.toThrow('another process');
    await first.close();
  });
});
