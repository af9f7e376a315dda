// Tags of tables, and what AWS refuses of them.
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { createDynamoDb } from '../../../src/services/dynamodb/dynamodb.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from '../../support/gateway.ts';

const TableName = 'Riders';
const ResourceArn = `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/${TableName}`;
const RIDERS = {
  TableName,
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' as const }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' as const }],
};
let gateway: TestGateway;
let client: DynamoDBClient;

beforeAll(async () => {
  const { service } = await createDynamoDb({ folder: null, region: REGION, accountId: ACCOUNT_ID });
  gateway = await startGateway([service]);
  client = new DynamoDBClient(gateway.clientConfig);
  await client.send(new CreateTableCommand(RIDERS));
});
afterAll(async () => {
  client.destroy();
  await gateway.close();
});

const tag = (Key: string, Value = 'v') =>
  client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key, Value }] }));
const list = async (arn = ResourceArn) =>
  (await client.send(new ListTagsOfResourceCommand({ ResourceArn: arn }))).Tags?.map(({ Key }) => Key).sort();

test('tags that are set at once stay all', async () => {
  const keys = Array.from({ length: 20 }, (_, at) => `key${at}`);

  await Promise.all(keys.map((key) => tag(key)));
  expect(await list()).toEqual([...keys].sort());

  await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: keys }));
  expect(await list()).toEqual([]);
});

test('tags that are set while the table is protected stay, and so does the protection', async () => {
  const protect = (DeletionProtectionEnabled: boolean) =>
    client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled }));

  await Promise.all([tag('one'), protect(true), tag('two'), tag('three')]);

  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  expect(Table?.DeletionProtectionEnabled).toBe(true);
  expect(await list()).toEqual(['one', 'three', 'two']);
  await protect(false);
});

test.each(['hi!', 'd%g', '"hello"'])('%s is no part of a tag', async (text) => {
  await expect(tag(text)).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(tag('dog', text)).rejects.toMatchObject({ name: 'ValidationException' });
  await tag('Größe +-=._:/@ 1', 'ä b');
});

test('no tags are not set', async () => {
  await expect(client.send(new TagResourceCommand({ ResourceArn, Tags: [] }))).rejects.toThrow(
    "Value '[]' at 'tags' failed to satisfy constraint: Member must have length greater than or equal to 1",
  );
});

test('a table has fifty tags at most, and is not made with more', async () => {
  const Tags = Array.from({ length: 51 }, (_, at) => ({ Key: `${at}`, Value: 'v' }));

  await expect(client.send(new TagResourceCommand({ ResourceArn, Tags }))).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await expect(
    client.send(new CreateTableCommand({ ...RIDERS, TableName: 'Tagged', Tags })),
  ).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(client.send(new DescribeTableCommand({ TableName: 'Tagged' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test.each([
  [`${ResourceArn}/index/byName`, 'Invalid resource arn provided, only table or stream is accepted'],
  ['I_do_not_exist', "ARNs must start with 'arn:'"],
])('%s has no tags', async (arn, words) => {
  await expect(list(arn)).rejects.toThrow(words);
});

test('of a table that is deleted less is told', async () => {
  await client.send(new CreateTableCommand({ ...RIDERS, TableName: 'Short' }));

  const { TableDescription } = await client.send(new DeleteTableCommand({ TableName: 'Short' }));

  expect(TableDescription).toMatchObject({ TableName: 'Short', TableStatus: 'DELETING' });
  for (const member of ['AttributeDefinitions', 'KeySchema', 'CreationDateTime'])
    expect(TableDescription).not.toHaveProperty(member);
});
