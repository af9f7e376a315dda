// Client request tokens of transactions: each is done once in ten minutes, whatever happens to the process meanwhile.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { create } from 'dynalite/db/index.js';
import { createDynamoDb } from '../../../src/services/dynamodb/dynamodb.ts';
import { openRequestTokens } from '../../../src/services/dynamodb/request-tokens.ts';
import { ACCOUNT_ID, REGION, startGateway } from '../../support/gateway.ts';

const TableName = 'Counts';
const Key = { pk: { S: 'one' } };
const TABLE = {
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
};

let folder: string;
let nowMs: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'request-tokens-'));
  nowMs = Date.UTC(2026, 0, 1);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** One process: adds to the count with each of the tokens; gives what it is then, or the name of the refusal. */
async function add(...calls: [token: string, n: string][]): Promise<(string | undefined)[]> {
  const place = { folder, region: REGION, accountId: ACCOUNT_ID, clock: { now: () => nowMs } };
  const db = await createDynamoDb(place);
  await db.resourceTypes['AWS::DynamoDB::Table']?.provision?.(
    {
      logicalId: 'T',
      type: 'AWS::DynamoDB::Table',
      physicalName: TableName,
      properties: TABLE,
      metadata: {},
    },
    { accountId: ACCOUNT_ID, region: REGION, partition: 'aws', stackName: 'test' },
  );
  const gateway = await startGateway([db.service]);
  const client = new DynamoDBClient(gateway.clientConfig);
  const told: (string | undefined)[] = [];
  for (const [ClientRequestToken, n] of calls) {
    const Update = {
      TableName,
      Key,
      UpdateExpression: 'ADD n :n',
      ExpressionAttributeValues: { ':n': { N: n } },
    };
    told.push(
      await client
        .send(new TransactWriteItemsCommand({ ClientRequestToken, TransactItems: [{ Update }] }))
        .then(
          async () => (await client.send(new GetItemCommand({ TableName, Key }))).Item?.['n']?.N,
          ({ name }: Error) => name,
        ),
    );
  }
  client.destroy();
  await gateway.close();
  await db.close();
  return told;
}

it('knows after a restart what was done before it, for as long as is left of the ten minutes', async () => {
  await add(['a', '1'], ['b', '10']);

  nowMs += 600_000;
  expect(await add(['a', '1'], ['b', '20'])).toEqual(['11', 'IdempotentParameterMismatchException']);

  nowMs += 1;
  expect(await add(['a', '1'])).toEqual(['12']);
});

it('counts no longer than ten minutes where the clock was put back meanwhile', async () => {
  await add(['a', '1']);

  nowMs -= 3_600_000;
  const during = await add(['a', '1']);
  nowMs += 600_001;

  expect([during, await add(['a', '1'])]).toEqual([['1'], ['2']]);
});

it('leaves no token behind that is outdated', async () => {
  await add(['a', '1'], ['b', '1']);
  nowMs += 600_001;
  await add(['c', '1']);

  const { db } = create({ path: folder });
  await db.open();
  const keys: string[] = [];
  for await (const [key] of db.iterator({ gte: 'request-token', lt: 'request-tokeo' })) keys.push(key);
  await db.close();
  expect(keys).toEqual(['request-token~c']);
});

it('is done again after it failed, and not while it is under way', async () => {
  const { db } = create({});
  await db.open();
  const tokens = await openRequestTokens(db, () => nowMs);
  let fail: (reason: Error) => void = () => undefined;
  const first = tokens.once('a', 'r', () => new Promise((_, reject) => (fail = reject)));

  await expect(tokens.once('a', 'r', async () => undefined)).rejects.toMatchObject({
    code: 'TransactionInProgressException',
  });
  await expect(tokens.once('a', 'other', async () => undefined)).rejects.toMatchObject({
    code: 'IdempotentParameterMismatchException',
  });
  fail(new Error('a condition'));
  await expect(first).rejects.toThrow('a condition');
  const again = jest.fn(async () => undefined);
  await tokens.once('a', 'r', again);
  await tokens.once('a', 'r', again);

  expect(again).toHaveBeenCalledTimes(1);
});
