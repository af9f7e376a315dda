// Tables, queries and scans.
import {
  type AttributeValue,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  TagResourceCommand,
  TransactGetItemsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { ABSENT, type Case, PAGES } from '../../case.ts';
import { refusal, type World } from '../../world.ts';
import { item, newTable, putItems } from './table.ts';

const INVALID = { error: 'ValidationException', status: 400 };

/** A table with the sort keys 1 to 5 below `a`, and one item below `b`. */
async function filled(world: World): Promise<string> {
  const TableName = await newTable(world, true);
  const all = ['1', '2', '3', '4', '5'].map((sk) => item({ pk: 'a', sk, n: Number(sk) }));
  await putItems(world, TableName, [...all, item({ pk: 'b', sk: '1', n: 1 })]);
  return TableName;
}

async function queried(world: World, more: Partial<QueryCommandInput>) {
  const TableName = await filled(world);
  const answer = await world.dynamodb.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ...more,
      ExpressionAttributeValues: { ':pk': { S: 'a' }, ...more.ExpressionAttributeValues },
    }),
  );
  return { ...answer, keys: answer.Items?.map(({ sk }) => sk?.S) };
}

export const tablesAndReads: Case[] = [
  {
    name: 'a new table is described: active, on demand, with a UUID',
    source: PAGES.dynamodb('DescribeTable'),
    async observe(world) {
      const TableName = await newTable(world);
      return (await world.dynamodb.send(new DescribeTableCommand({ TableName }))).Table;
    },
    expected: {
      TableStatus: 'ACTIVE',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      TableId: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
      ItemCount: 0,
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      DeletionProtectionEnabled: false,
    },
  },
  {
    name: 'a table is not made twice, and the refusal names it',
    source: PAGES.dynamodb('CreateTable'),
    async observe(world) {
      const TableName = await newTable(world);
      return refusal(
        world.dynamodb.send(
          new CreateTableCommand({
            TableName,
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          }),
        ),
      );
    },
    expected: { error: 'ResourceInUseException', message: /Table already exists: conformance-/ },
  },
  {
    name: 'attributes that are defined must be keys, and keys defined',
    source: PAGES.dynamodb('CreateTable'),
    async observe(world) {
      const extra = [{ AttributeName: 'extra', AttributeType: 'S' as const }];
      const missing = { KeySchema: [{ AttributeName: 'other', KeyType: 'HASH' as const }] };
      return [
        await refusal(newTable(world, false, { AttributeDefinitions: extra })),
        await refusal(newTable(world, false, missing)),
      ];
    },
    expected: [INVALID, INVALID],
  },
  {
    name: 'a table that is not there is ResourceNotFoundException',
    source: PAGES.dynamodb('GetItem'),
    observe: ({ dynamodb, fresh }) =>
      refusal(dynamodb.send(new GetItemCommand({ TableName: fresh('none'), Key: item({ pk: 'a' }) }))),
    expected: { error: 'ResourceNotFoundException', status: 400 },
  },
  {
    name: 'a query is in order of the sort key, or backwards',
    source: PAGES.dynamodb('Query'),
    observe: async (world) => [
      (await queried(world, {})).keys,
      (await queried(world, { ScanIndexForward: false, Limit: 2 })).keys,
    ],
    expected: [
      ['1', '2', '3', '4', '5'],
      ['5', '4'],
    ],
  },
  {
    name: 'a query between two sort keys, and by their beginning',
    source: PAGES.dynamodbGuide('Query.KeyConditionExpressions'),
    observe: async (world) => [
      (
        await queried(world, {
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :a AND :b',
          ExpressionAttributeValues: { ':a': { S: '2' }, ':b': { S: '3' } },
        })
      ).keys,
      (
        await queried(world, {
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :a)',
          ExpressionAttributeValues: { ':a': { S: '4' } },
        })
      ).keys,
    ],
    expected: [['2', '3'], ['4']],
  },
  {
    name: 'a limit counts before the filter, and says where to go on',
    source: PAGES.dynamodbGuide('Query.FilterExpression'),
    observe: (world) =>
      queried(world, {
        Limit: 3,
        FilterExpression: 'n > :n',
        ExpressionAttributeValues: { ':n': { N: '2' } },
      }),
    expected: {
      keys: ['3'],
      Count: 1,
      ScannedCount: 3,
      LastEvaluatedKey: { pk: { S: 'a' }, sk: { S: '3' } },
    },
  },
  {
    name: 'a page that ends with the last item may say so, the next one is empty then',
    source: PAGES.dynamodbGuide('Query.Pagination'),
    observe: (world) => queried(world, { ExclusiveStartKey: item({ pk: 'a', sk: '5' }) }),
    expected: { keys: [], Count: 0, LastEvaluatedKey: ABSENT },
  },
  {
    name: 'a projection gives what it names; SPECIFIC_ATTRIBUTES without one is refused',
    source: PAGES.dynamodb('Query'),
    async observe(world) {
      const { Items } = await queried(world, { ProjectionExpression: 'n', Limit: 1 });
      return { Items, none: await refusal(queried(world, { Select: 'SPECIFIC_ATTRIBUTES' })) };
    },
    expected: { Items: [{ n: { N: '1' }, sk: ABSENT }], none: INVALID },
  },
  {
    name: 'COUNT gives numbers alone',
    source: PAGES.dynamodb('Query'),
    observe: (world) => queried(world, { Select: 'COUNT' }),
    expected: { Count: 5, ScannedCount: 5, Items: ABSENT },
  },
  {
    name: 'a query needs its partition key, and filters nothing by keys',
    source: PAGES.dynamodb('Query'),
    observe: async (world) => [
      await refusal(queried(world, { KeyConditionExpression: 'sk = :pk' })),
      await refusal(
        queried(world, { FilterExpression: 'sk = :sk', ExpressionAttributeValues: { ':sk': { S: '1' } } }),
      ),
    ],
    expected: [INVALID, INVALID],
  },
  {
    name: 'segments of a scan together are the table; one alone is refused',
    source: PAGES.dynamodb('Scan'),
    async observe(world) {
      const TableName = await filled(world);
      const scan = (more: object) =>
        world.dynamodb.send(new ScanCommand({ TableName, ConsistentRead: true, ...more }));
      const halves = await Promise.all([0, 1].map((Segment) => scan({ Segment, TotalSegments: 2 })));
      return {
        count: halves.reduce((sum, { Count = 0 }) => sum + Count, 0),
        lone: await refusal(scan({ Segment: 0 })),
      };
    },
    expected: { count: 6, lone: INVALID },
  },
  {
    name: 'an index over other attributes has the items that have them',
    source: PAGES.dynamodbGuide('GSI'),
    async observe(world) {
      const TableName = await newTable(world, false, {
        AttributeDefinitions: [{ AttributeName: 'state', AttributeType: 'S' }],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-state',
            KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      });
      await putItems(world, TableName, [item({ pk: 'a', state: 'new', n: 1 }), item({ pk: 'b', n: 2 })]);
      const query = (more: object) =>
        world.dynamodb.send(
          new QueryCommand({
            TableName,
            IndexName: 'by-state',
            KeyConditionExpression: '#s = :s',
            ExpressionAttributeNames: { '#s': 'state' },
            ExpressionAttributeValues: { ':s': { S: 'new' } },
            ...more,
          }),
        );
      return { Items: (await query({})).Items, consistent: await refusal(query({ ConsistentRead: true })) };
    },
    expected: { Items: [{ pk: { S: 'a' }, n: ABSENT }], consistent: INVALID },
  },
  {
    name: 'what was used is told when asked',
    source: PAGES.dynamodb('Query'),
    observe: async (world) =>
      (await queried(world, { ReturnConsumedCapacity: 'TOTAL', ConsistentRead: true })).ConsumedCapacity,
    expected: { CapacityUnits: 1, TableName: /^conformance-/ },
  },
  {
    name: 'attributes lie at most at the 32nd level',
    source: PAGES.dynamodbGuide('Constraints'),
    async observe(world) {
      const TableName = await newTable(world);
      const put = (lists: number) => {
        let v: AttributeValue = { S: 'leaf' };
        for (let list = 0; list < lists; list++) v = { L: [v] };
        return refusal(world.dynamodb.send(new PutItemCommand({ TableName, Item: { pk: { S: 'a' }, v } })));
      };
      return [await put(31), await put(32)];
    },
    expected: ['accepted', INVALID],
  },
  {
    name: 'a transaction reads no item twice',
    source: PAGES.dynamodb('TransactGetItems'),
    async observe(world) {
      const Get = { TableName: await newTable(world), Key: { pk: { S: 'a' } } };
      return refusal(world.dynamodb.send(new TransactGetItemsCommand({ TransactItems: [{ Get }, { Get }] })));
    },
    expected: INVALID,
  },
  {
    name: 'time to live is switched on, once',
    source: PAGES.dynamodb('UpdateTimeToLive'),
    async observe(world) {
      const TableName = await newTable(world);
      const change = () =>
        world.dynamodb.send(
          new UpdateTimeToLiveCommand({
            TableName,
            TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
          }),
        );
      await change();
      const { TimeToLiveDescription } = await world.dynamodb.send(
        new DescribeTimeToLiveCommand({ TableName }),
      );
      return { TimeToLiveDescription, twice: await refusal(change()) };
    },
    expected: {
      TimeToLiveDescription: { AttributeName: 'ttl', TimeToLiveStatus: /^ENABL/ },
      twice: INVALID,
    },
  },
  {
    name: 'tags of a table come back',
    source: PAGES.dynamodb('TagResource'),
    async observe(world) {
      const TableName = await newTable(world);
      const { Table } = await world.dynamodb.send(new DescribeTableCommand({ TableName }));
      const ResourceArn = Table?.TableArn;
      await world.dynamodb.send(
        new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'team', Value: 'photos' }] }),
      );
      return (await world.dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn }))).Tags;
    },
    expected: [{ Key: 'team', Value: 'photos' }],
  },
  {
    name: 'a table that is protected is not deleted',
    source: PAGES.dynamodb('UpdateTable'),
    async observe(world) {
      const TableName = await newTable(world, false, { DeletionProtectionEnabled: true });
      const refused = await refusal(world.dynamodb.send(new DeleteTableCommand({ TableName })));
      await world.dynamodb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
      return refused;
    },
    expected: INVALID,
  },
];
