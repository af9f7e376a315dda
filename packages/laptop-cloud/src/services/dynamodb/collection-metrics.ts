// How large the collections are that a write has changed: the items of one partition key, of a table with local indexes. What shares a
// key here is far from a gigabyte, so the estimate is the lowest.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ItemCollectionMetrics.html
import type { Item, Table } from 'dynalite/db/index.js';
import { ServiceError } from '../service.ts';
import type { Input, Output } from './engine.ts';
import type { ItemKey } from './item-keys.ts';
import { VALIDATION } from './validation.ts';
import type { Write } from './writes.ts';

/** Throws ValidationException for a value that is none. */
export function areMetricsAsked({ ReturnItemCollectionMetrics: asked }: Input): boolean {
  if (asked === undefined || asked === null || asked === 'NONE') return false;
  if (asked === 'SIZE') return true;
  throw new ServiceError(
    VALIDATION,
    `1 validation error detected: Value '${asked}' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum value set: [SIZE, NONE]`,
  );
}

/** Undefined for a table without local indexes, which has none. */
export function collectionMetrics(table: Readonly<Table>, { Key, Item }: Input): Output | undefined {
  const [hash] = table.KeySchema;
  if (!table.LocalSecondaryIndexes || !hash) return undefined;
  const { AttributeName: name } = hash;
  return { ItemCollectionKey: { [name]: ((Key ?? Item) as Item)[name] }, SizeEstimateRangeGB: [0, 1] };
}

/** Of several writes, by table; empty where none has a collection. */
export function metricsByTable(writes: readonly Write[], itemKeys: readonly ItemKey[]): Output {
  const byTable: Record<string, Output[]> = {};
  for (const [at, { input, isCheckOnly }] of writes.entries()) {
    const { table } = itemKeys[at]!;
    const metrics = isCheckOnly ? undefined : collectionMetrics(table, input);
    if (metrics) byTable[table.TableName] = [...(byTable[table.TableName] ?? []), metrics];
  }
  return Object.keys(byTable).length > 0 ? { ItemCollectionMetrics: byTable } : {};
}
