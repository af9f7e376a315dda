// Where the items of a query lie in the store, as the engine has it: each part of a key ends with a slash, and a tilde comes behind all
// that keys hold.

import { type Index, type Table, toRangeStr } from 'dynalite/db/index.js';
import type { Input } from './engine.ts';
import { itemPrefix, partitionPrefix, typeOf } from './item-keys.ts';
import type { Range } from './remembered-ranges.ts';

export interface AskedRange {
  /** Of values as they lie on disk. */
  range: Range;
  /** Of what tells where to go on. */
  keyNames: readonly string[];
}

/** Where the items lie that a query asks for. Undefined where the engine has to look at it, or to say what is wrong with it. */
export function rangeOf(input: Input, table: Table): AskedRange | undefined {
  const { KeyConditions, IndexName, ConsistentRead, ScanIndexForward, Limit } = input;
  const conditions = KeyConditions as Readonly<Record<string, Condition>>;
  const place = IndexName === undefined ? itemsOf(table) : rowsOf(table, IndexName, ConsistentRead === true);
  const [partition, sort] = place?.keySchema ?? [];
  if (!place || !partition || typeOf(table, partition.AttributeName) !== 'S') return undefined;
  const { [partition.AttributeName]: hash, ...others } = conditions;
  const name = hash?.ComparisonOperator === 'EQ' ? hash.AttributeValueList[0]?.['S'] : undefined;
  if (typeof name !== 'string') return undefined;
  const start = place.prefix + partitionPrefix(name);
  const bounds = sortBounds(start, others, sort?.AttributeName, table);
  if (!bounds) return undefined;
  const order = { reverse: ScanIndexForward === false, ...(Limit === undefined ? {} : { limit: Limit }) };
  return {
    range: { ...bounds, ...order, valueEncoding: 'utf8' },
    keyNames: [...table.KeySchema, ...place.keySchema].map(({ AttributeName }) => AttributeName),
  };
}

interface Condition {
  ComparisonOperator: string;
  AttributeValueList: Readonly<Record<string, unknown>>[];
}

interface Place {
  prefix: string;
  keySchema: Table['KeySchema'];
}

function itemsOf({ TableName, KeySchema }: Table): Place {
  return { prefix: itemPrefix(TableName), keySchema: KeySchema };
}

function rowsOf(table: Table, name: unknown, isConsistent: boolean): Place | undefined {
  for (const kind of isConsistent ? (['Local'] as const) : (['Global', 'Local'] as const)) {
    const indexes: Index[] = table[`${kind}SecondaryIndexes`] ?? [];
    const index = indexes.find(({ IndexName }) => IndexName === name);
    const prefix = `index-${kind.toLowerCase()}~${table.TableName}~${name}~`;
    if (index) return { prefix, keySchema: index.KeySchema };
  }
  return undefined;
}

function sortBounds(
  start: string,
  conditions: Readonly<Record<string, Condition>>,
  sort: string | undefined,
  table: Table,
): Range | undefined {
  const [name, ...more] = Object.keys(conditions);
  if (name === undefined) return { gte: start, lt: `${start}~` };
  const type = sort === undefined ? undefined : typeOf(table, sort);
  if (name !== sort || more.length > 0 || type === undefined) return undefined;
  const { ComparisonOperator, AttributeValueList } = conditions[name]!;
  const values = AttributeValueList.map((value) => value[type]);
  if (values.includes(undefined)) return undefined;
  const [from, to] = values.map((value) => start + toRangeStr(value, type));
  return BOUNDS[ComparisonOperator]?.(start, from!, to!);
}

const BOUNDS: Readonly<Record<string, (start: string, from: string, to: string) => Range>> = {
  EQ: (_start, from) => ({ gte: `${from}/`, lte: `${from}/~` }),
  LT: (start, from) => ({ gte: start, lt: `${from}/` }),
  LE: (start, from) => ({ gte: start, lte: `${from}/~` }),
  GT: (start, from) => ({ gt: `${from}/~`, lt: `${start}~` }),
  GE: (start, from) => ({ gte: `${from}/`, lt: `${start}~` }),
  BEGINS_WITH: (_start, from) => ({ gte: `${from}/`, lt: `${from}~` }),
  BETWEEN: (_start, from, to) => ({ gte: `${from}/`, lte: `${to}/~` }),
};
