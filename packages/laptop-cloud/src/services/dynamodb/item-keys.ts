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
  /** Among the items of its table. */
  key: string;
  /** In the database. */
  place: string;
}

/** Where the item of a checked input lies. Rejects when the table is missing, and for a key or item that is none of the table's. */
export async function itemKeyOf(store: Store, input: Input): Promise<ItemKey> {
  return itemKeyIn(await lookAtTable(store, input['TableName'] as string), input);
}

/** The same of one whose table is known. Throws for a key or item that is none of the table's. */
export function itemKeyIn(table: Table, { Key, Item }: Input): ItemKey {
  const fault = Key ? validateKey(Key as Item, table) : validateItem(Item as Item, table);
  if (fault) throw toServiceError(fault);
  const key = keyOf((Key ?? Item) as Item, table);
  return { table, key, place: `${itemPrefix(table.TableName)}${key}` };
}

/** What the places of all items of a table begin with. */
export function itemPrefix(table: string): string {
  return `item-${table}~`;
}

/** The item as it lies on disk; undefined where there is none. */
export function readStored({ db }: Store, { place }: ItemKey): string | undefined {
  return db.getSync(place, AS_STORED) as string | undefined;
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
