// Puts and deletions, which write or remove an item as a whole: as the engine does them, in one go. What is there already is looked
// into where that makes a difference alone.
import {
  type BatchOperation,
  checkConditional,
  getIndexActions,
  type Item,
  itemSize,
  type Table,
} from 'dynalite/db/index.js';
import { type Input, type Output, toServiceError } from './engine.ts';
import type { ItemKey } from './item-keys.ts';
import { NOT_PLAIN, plainItemSize } from './plain-values.ts';

/** What an action answers, and what it uses of the table. */
export interface Written {
  output: Output;
  /** Write units. */
  units: number;
}

/** What the action answers; what it writes goes to `record`. `stored` is the item that is there, as it lies on disk. Throws what DynamoDB would answer. */
export function writeWhole(
  input: Input,
  { table, place }: ItemKey,
  stored: string | undefined,
  record: BatchOperation[],
): Written {
  const after = input['Item'] as Item | undefined;
  const before =
    isBeforeAsked(input, table) && stored !== undefined ? (JSON.parse(stored) as Item) : undefined;
  const refusal = checkConditional(input, before);
  if (refusal) throw toServiceError(refusal);
  recordIndexRows(table, before, after, record);
  record.push(after ? { type: 'put', key: place, value: after } : { type: 'del', key: place });
  const units = Math.max(after ? unitsOf(sizeOf(after)) : 1, unitsOfStored(stored));
  return written(input, before && input['ReturnValues'] === 'ALL_OLD' ? before : undefined, units);
}

/** The answer to a write that used so many units. */
export function written(input: Input, attributes: Item | undefined, units: number): Written {
  const capacity = consumedCapacity(input, units);
  const output: Output = attributes ? { Attributes: attributes } : {};
  if (capacity) output['ConsumedCapacity'] = capacity;
  return { output, units };
}

function isBeforeAsked(input: Input, table: Table): boolean {
  return (
    input['_condition'] !== undefined ||
    input['Expected'] !== undefined ||
    input['ReturnValues'] === 'ALL_OLD' ||
    table.GlobalSecondaryIndexes !== undefined ||
    table.LocalSecondaryIndexes !== undefined
  );
}

/** What changes in the indexes of a table. */
export function recordIndexRows(
  table: Table,
  before: Item | undefined,
  after: Item | undefined,
  record: BatchOperation[],
): void {
  const put: BatchOperation[] = [];
  for (const kind of ['Local', 'Global'] as const) {
    const indexes = table[`${kind}SecondaryIndexes`];
    if (!indexes || !(before || after)) continue;
    const place = `index-${kind.toLowerCase()}~${table.TableName}~`;
    const { puts, deletes } = getIndexActions(indexes, before, after, table);
    for (const { index, key } of deletes) record.push({ type: 'del', key: `${place}${index}~${key}` });
    for (const { index, key, item } of puts)
      put.push({ type: 'put', key: `${place}${index}~${key}`, value: item });
  }
  record.push(...put);
}

function consumedCapacity(
  { ReturnConsumedCapacity: asked, TableName }: Input,
  units: number,
): Output | undefined {
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return undefined;
  return {
    CapacityUnits: units,
    TableName,
    ...(asked === 'INDEXES' && { Table: { CapacityUnits: units } }),
  };
}

const UNIT_BYTES = 1024;

export function unitsOf(bytes: number): number {
  return Math.ceil(bytes / UNIT_BYTES);
}

/** Nothing is larger than the text that it is kept as. */
export function unitsOfStored(stored: string | undefined): number {
  if (stored === undefined || stored.length <= UNIT_BYTES) return 1;
  return unitsOf(sizeOf(JSON.parse(stored) as Item));
}

/** Bytes, as the engine reckons them. */
export function sizeOf(item: Item): number {
  const bytes = plainItemSize(item);
  return bytes === NOT_PLAIN ? itemSize(item) : bytes;
}
