// Where an item lies.

import { hash } from 'node:crypto';
import {
  createKey,
  type Item,
  type Store,
  type Table,
  toRangeStr,
  validateItem,
  validateKey,
} from 'dynalite/db/index.js';
import { type Input, lookAtTable, toServiceError } from './engine.ts';

export interface ItemKey {
  table: Table;
  key: string;
}

/** Where the item of a checked input lies. Rejects when the table is missing, and for a key or item that is none of the table's. */
export async function itemKeyOf(store: Store, { TableName, Key, Item }: Input): Promise<ItemKey> {
  const table = await lookAtTable(store, TableName as string);
  const fault = Key ? validateKey(Key as Item, table) : validateItem(Item as Item, table);
  if (fault) throw toServiceError(fault);
  return { table, key: keyOf((Key ?? Item) as Item, table) };
}

/** The item as it lies on disk; undefined where there is none. */
export function readStored({ db }: Store, { table, key }: ItemKey): string | undefined {
  return db.getSync(`item-${table.TableName}~${key}`, AS_STORED) as string | undefined;
}

const AS_STORED = { valueEncoding: 'utf8' } as const;

/** The engine's own key, which it makes in twice the time where the partition is named by a text, as it nearly always is. */
export function keyOf(item: Item, table: Table): string {
  const [partition, sort] = table.KeySchema;
  const name = item[partition!.AttributeName]!['S'];
  if (typeof name !== 'string' || typeOf(table, partition!.AttributeName) !== 'S')
    return createKey(item, table);
  const start = partitionPrefix(name);
  if (!sort) return start;
  const type = typeOf(table, sort.AttributeName)!;
  return `${start}${toRangeStr(item[sort.AttributeName]![type], type)}/`;
}

/** What the keys of all items of a partition begin with. */
export function partitionPrefix(name: string): string {
  return `${hash('md5', `Outliers${name}`).slice(0, 6)}/${Buffer.from(name).toString('hex')}/`;
}

export function typeOf({ AttributeDefinitions }: Table, attribute: string): string | undefined {
  return AttributeDefinitions.find(({ AttributeName }) => AttributeName === attribute)?.AttributeType;
}
