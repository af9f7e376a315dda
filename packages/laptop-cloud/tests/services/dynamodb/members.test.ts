// The engine drops what it does not know; nothing gets that far.
import { createDynamoDb, type LocalDynamoDb } from '../../../src/services/dynamodb/dynamodb.ts';
import { ACCOUNT_ID, REGION, ROOT } from '../../support/gateway.ts';

let local: LocalDynamoDb;
beforeAll(async () => {
  local = await createDynamoDb({ folder: null, region: REGION, accountId: ACCOUNT_ID });
  const made = await call('CreateTable', {
    TableName: 'things',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
  expect(made).toMatch(/^CreateTable 200/);
  // It is made a moment later.
  while (!(await call('DescribeTable', { TableName: 'things' })).includes('"ACTIVE"'))
    await new Promise(setImmediate);
});
afterAll(() => local.close());

async function call(name: string, input: object): Promise<string> {
  const { status, body } = await local.service.handle({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': `DynamoDB_20120810.${name}` },
    body: Buffer.from(JSON.stringify(input)),
    principal: ROOT,
    endpoint: 'http://127.0.0.1',
    requestId: 'r',
  });
  return `${name} ${status} ${body}`;
}

const Get = { TableName: 'things', Key: { id: { S: 'a' } } };
const Put = { TableName: 'things', Item: { id: { S: 'a' } } };
/** What is looked at before members are: the parts of a transaction. */
const FIRST: Readonly<Record<string, object>> = {
  TransactGetItems: { TransactItems: [{ Get }] },
  TransactWriteItems: { TransactItems: [{ Put }] },
};

it('refuses a member that it does not know by its name, in every operation', async () => {
  const { operations = [] } = local.service;
  for (const { name } of operations) {
    const answer = await call(name, { Nonsense: 1, ...(FIRST[name] ?? { TableName: 'things' }) });

    expect(answer).toMatch(/ 400 .*(does not support Nonsense|Nonsense(, \w+)? is not supported here)/);
  }
  expect(operations.length).toBeGreaterThan(15);
  expect(await call('DescribeTable', { TableName: 'things' })).toContain('ACTIVE');
});

it.each([
  [
    'BatchWriteItem',
    { RequestItems: { things: [null] } },
    'must contain exactly one of the supported datatypes',
  ],
  ['Scan', { TableName: 'things', ScanFilter: { n: null } }, "Value null at 'scanFilter.n.member'"],
  [
    'CreateTable',
    { TableName: 'other', GlobalSecondaryIndexes: [null] },
    "Value null at 'globalSecondaryIndexes.1.member'",
  ],
  ['UpdateTable', { TableName: 'things', GlobalSecondaryIndexUpdates: null }, 'At least one of Provisioned'],
])('refuses nothing where something has to be: %s', async (name, input, words) => {
  const answer = await call(name, input);

  expect(answer).toMatch(/ 400 .*ValidationException/);
  expect(answer).toContain(words);
});
