// The engine changes a table in steps of its own: it is CREATING, UPDATING or DELETING on disk until the last of them is done. What a
// process that died has left that way is finished here.
import type { BatchOperation, Item, Store, Table } from 'dynalite/db/index.js';
import { withIndexesFor } from './index-keys.ts';
import { itemPrefix } from './item-keys.ts';
import { forgetSettings, tablesWithSettings } from './table-settings.ts';
import { tablesWithTimeToLive, writeTimeToLive } from './time-to-live.ts';
import { recordIndexRows } from './whole-items.ts';
import { locked } from './writes.ts';

const TABLES = 'table~';
/** Items whose rows are made beside each other. */
const AT_ONCE = 100;

/** Finishes every table that is not ACTIVE, and forgets what is kept beside tables that are gone. */
export async function finishTables(store: Store): Promise<void> {
  const names = new Set<string>();
  for await (const [, value] of store.db.iterator({ gte: TABLES, lt: `${TABLES}\xff` })) {
    const table = value as Table;
    if (table.TableStatus === 'DELETING') await removeTable(store, table.TableName);
    else names.add(table.TableName);
    if (table.TableStatus === 'UPDATING') await fillIndexes(store, table);
    else if (table.TableStatus === 'CREATING') await makeActive(store, table);
  }
  const isGone = (name: string) => !names.has(name);
  for (const name of (await tablesWithSettings(store)).filter(isGone)) await forgetSettings(store, name);
  for (const [name] of await tablesWithTimeToLive(store))
    if (isGone(name)) await writeTimeToLive(store, name, undefined);
}

/**
 * Makes all rows of a table's indexes anew, while others may write its items, and the table ACTIVE. It has to be UPDATING on disk
 * with these indexes already: after a crash in between the next start begins anew.
 */
export async function fillIndexes(store: Store, table: Table): Promise<void> {
  const { TableName: name } = table;
  await removeRows(store, name);
  const prefix = itemPrefix(name);
  let places: string[] = [];
  const fill = async () => {
    await Promise.all(places.map((place) => fillRows(store, table, place.slice(prefix.length), place)));
    places = [];
  };
  for await (const place of store.db.keys({ gte: prefix, lt: `${prefix}\xff` }))
    if (places.push(place) === AT_ONCE) await fill();
  await fill();
  await makeActive(store, table);
}

/** The item is looked at under its lock: it may be another by now, or gone. */
async function fillRows(store: Store, table: Table, key: string, place: string): Promise<void> {
  await locked(store, [{ table, key, place }], async () => {
    const rows: BatchOperation[] = [];
    const item = store.db.getSync(place) as Item | undefined;
    if (item) recordIndexRows(withIndexesFor(item, table), undefined, item, rows);
    if (rows.length > 0) await store.db.batch(rows);
  });
}

async function removeTable(store: Store, name: string): Promise<void> {
  for (const prefix of [itemPrefix(name), `tag-${name}~`])
    await store.db.clear({ gte: prefix, lt: `${prefix}\xff` });
  await removeRows(store, name);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  store.tableDb.del(name, (error) => (error ? reject(error) : resolve()));
  await promise;
}

async function removeRows(store: Store, table: string): Promise<void> {
  for (const kind of ['local', 'global']) {
    const prefix = `index-${kind}~${table}~`;
    await store.db.clear({ gte: prefix, lt: `${prefix}\xff` });
  }
}

function makeActive(store: Store, table: Table): Promise<void> {
  const { GlobalSecondaryIndexes: indexes } = table;
  const active = indexes?.map((index) => ({ ...index, IndexStatus: 'ACTIVE' }));
  return writeTable(store, {
    ...table,
    TableStatus: 'ACTIVE',
    ...(active ? { GlobalSecondaryIndexes: active } : {}),
  });
}

export function writeTable(store: Store, table: Table): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  store.tableDb.put(table.TableName, table, (error) => (error ? reject(error) : resolve()));
  return promise;
}
