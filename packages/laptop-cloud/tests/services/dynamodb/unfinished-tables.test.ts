// What a process that died has left of its tables.
import type { Item, Store, Table } from 'dynalite/db/index.js';
import { act, checkInput, findTable } from '../../../src/services/dynamodb/engine.ts';
import { readSettings, writeSettings } from '../../../src/services/dynamodb/table-settings.ts';
import { readTimeToLive, writeTimeToLive } from '../../../src/services/dynamodb/time-to-live.ts';
import { fillIndexes, finishTables, writeTable } from '../../../src/services/dynamodb/unfinished-tables.ts';
import { writeAll } from '../../../src/services/dynamodb/writes.ts';
import { kept, storeWithTable, TableName } from './generated.ts';

let store: Store;
beforeEach(async () => {
  store = await storeWithTable();
});
afterEach(() => store.db.close());

const numbered = (at: number, more: Item = {}): Item => ({
  pk: { S: 'a' },
  sk: { S: `${at}` },
  status: { S: 'new' },
  score: { N: `${at}` },
  ...more,
});
const put = (Item: Item) => writeAll(store, [{ action: 'PutItem', input: { TableName, Item } }]);

async function become(TableStatus: string): Promise<Table> {
  const table = { ...(await findTable(store, TableName)), TableStatus };
  await writeTable(store, table);
  return table;
}

it('one that was being made is there', async () => {
  await become('CREATING');

  await finishTables(store);

  const { TableStatus, GlobalSecondaryIndexes } = await findTable(store, TableName);
  expect({ TableStatus, IndexStatus: GlobalSecondaryIndexes?.[0]?.['IndexStatus'] }).toEqual({
    TableStatus: 'ACTIVE',
    IndexStatus: 'ACTIVE',
  });
});

it('one that was being given indexes has all rows, and no others', async () => {
  for (let at = 0; at < 250; at++) await put(numbered(at));
  const whole = await kept(store);
  const rows = Object.keys(whole).filter((key) => key.startsWith('index-'));
  for (const key of rows.slice(0, 100)) await store.db.del(key);
  await store.db.put(`${rows[0]}0`, numbered(1000));
  await become('UPDATING');

  await finishTables(store);

  expect(await kept(store)).toEqual(whole);
  expect((await findTable(store, TableName)).TableStatus).toBe('ACTIVE');
});

it('one that was being deleted is gone, with all that it had', async () => {
  await put(numbered(1));
  await writeTimeToLive(store, TableName, 'end');
  await writeSettings(store, TableName, { tags: { a: 'b' }, isProtected: false });
  await become('DELETING');

  await finishTables(store);

  expect(await kept(store)).toEqual({});
  await expect(findTable(store, TableName)).rejects.toThrow('not found');
  expect(await readTimeToLive(store, TableName)).toBeUndefined();
  expect(await readSettings(store, TableName)).toEqual({ tags: {}, isProtected: false });
});

it('what others write while indexes are filled is in them as well', async () => {
  for (let at = 0; at < 300; at++) await put(numbered(at));
  const table = await become('UPDATING');
  const remove = (at: number) => {
    const { pk, sk } = numbered(at);
    const input = checkInput('DeleteItem', { TableName, Key: { pk, sk } }, store);
    return writeAll(store, [{ action: 'DeleteItem', input }]);
  };

  await Promise.all([
    fillIndexes(store, table),
    ...Array.from({ length: 100 }, (_, at) => remove(at * 2)),
    ...Array.from({ length: 100 }, (_, at) => put(numbered(at * 2 + 1, { status: { S: 'seen' } }))),
  ]);

  const query = { TableName, IndexName: 'byStatus', KeyConditionExpression: '#status = :status' };
  const countOf = async (status: string) => {
    const input = checkInput(
      'Query',
      {
        ...query,
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':status': { S: status } },
      },
      store,
    );
    return (await act('Query', input, store))['Count'];
  };
  expect([await countOf('seen'), await countOf('new')]).toEqual([100, 100]);
});
