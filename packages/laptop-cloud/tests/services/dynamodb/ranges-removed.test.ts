import type { Store } from 'dynalite/db/index.js';
import { act, checkInput } from '../../../src/services/dynamodb/engine.ts';
import { removeByRange } from '../../../src/services/dynamodb/ranges-removed.ts';
import { finishTables } from '../../../src/services/dynamodb/unfinished-tables.ts';
import { writeAll } from '../../../src/services/dynamodb/writes.ts';
import { kept, storeWithTable, TableName } from './generated.ts';

let store: Store;
beforeEach(async () => {
  store = await storeWithTable();
  removeByRange(store);
  const Item = { pk: { S: 'a' }, sk: { S: '1' }, status: { S: 'new' }, score: { N: '1' } };
  await writeAll(store, [{ action: 'PutItem', input: { TableName, Item } }]);
});
const deleted = () => act('DeleteTable', checkInput('DeleteTable', { TableName }, store), store);

it('a table is deleted with its items and rows, and nothing of another whose name begins as its own', async () => {
  await store.db.put(`item-${TableName}s~x`, { of: 'another' });

  await deleted();

  expect(Object.keys(await kept(store))).toEqual([`item-${TableName}s~x`]);
  await store.db.close();
});

it('whoever deletes a table hears of a database that fails or was closed, and the next start finishes it', async () => {
  const { clear } = store.db;
  store.db.clear = () => Promise.reject(new Error('the disk is ill'));

  await expect(deleted()).rejects.toThrow('the disk is ill');

  expect(store.db.getSync(`table~${TableName}`)).toMatchObject({ TableStatus: 'DELETING' });
  expect(await kept(store)).not.toEqual({});
  store.db.clear = clear;
  await finishTables(store);
  expect(await kept(store)).toEqual({});
  await store.db.close();
});

it('a database may be closed while a table is deleted', async () => {
  const deleting = deleted().catch((error: Error) => error);

  await store.db.close();

  await expect(deleting).resolves.toBeDefined();
});
