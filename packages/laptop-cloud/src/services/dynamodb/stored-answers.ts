// Answers to reads that ask for whole items and nothing more: an item lies on disk as the text that it is answered with, so that it is
// neither parsed nor written anew. All other reads are the engine's.

import { type Index, type Item, type Store, type Table, toRangeStr } from 'dynalite/db/index.js';
import { JsonText } from '../protocols/json.ts';
import { type Input, lookAtTable } from './engine.ts';
import { itemKeyOf, partitionPrefix, readStored, typeOf } from './item-keys.ts';
import { type Range, rememberedRangesOf } from './remembered-ranges.ts';
import { sizeOf } from './whole-items.ts';

/** What was read, as it is answered. */
export interface StoredAnswer {
  answer: JsonText;
  units: number;
}

/** GetItem, of checked input; undefined where it asks for more than the item. */
export async function storedItem(store: Store, input: Input): Promise<StoredAnswer | undefined> {
  if (asksForMore(input)) return undefined;
  const text = readStored(store, await itemKeyOf(store, input));
  return {
    answer: new JsonText(text === undefined ? '{}' : `{"Item":${text}}`),
    units: unitsOf(text === undefined ? 1 : bytesOf([text]), input),
  };
}

/** Query, of checked input; undefined where it asks for more than the items of a range, or for more than one answer takes. */
export async function storedRange(store: Store, input: Input): Promise<StoredAnswer | undefined> {
  if (asksForMore(input)) return undefined;
  const asked = rangeOf(input, await lookAtTable(store, input['TableName'] as string));
  const read = asked && (await readRange(store, asked));
  if (!read) return undefined;
  const { items, count, bytes, last } = read;
  const goesOn = last === undefined ? '' : `,"LastEvaluatedKey":${last}`;
  return {
    answer: new JsonText(`{"Count":${count},"Items":[${items}],"ScannedCount":${count}${goesOn}}`),
    units: unitsOf(bytes, input),
  };
}

const MORE = [
  '_filter',
  '_projection',
  'AttributesToGet',
  'ExclusiveStartKey',
  'QueryFilter',
  'ReturnConsumedCapacity',
  'Select',
];

function asksForMore(input: Input): boolean {
  return MORE.some((member) => input[member] !== undefined);
}

interface ReadRange {
  /** Their texts with commas between. */
  items: string;
  count: number;
  bytes: number;
  /** The key of the last one, where no more were asked for. */
  last?: string;
}

/** Of characters of all texts together. However the engine reckons, that is less than the megabyte with which an answer ends. */
const MOST_READ = 128 * 1024;
const MOST_REMEMBERED = 16 * 1024;
/** In one turn. The database gives fewer where they are large. */
const MOST_VALUES = 100;

async function readRange(store: Store, { range, keyNames }: AskedRange): Promise<ReadRange | undefined> {
  const remembered = rememberedRangesOf<ReadRange>(store);
  const known = remembered.get(range);
  if (known) return known;
  const remember = remembered.reading(range);
  const texts: string[] = [];
  let length = 0;
  const iterator = store.db.values(range);
  try {
    for (let page = NONE; page === NONE || page.length > 0; ) {
      page = (await iterator.nextv(MOST_VALUES)) as string[];
      for (const text of page) length += text.length;
      if (length > MOST_READ) return undefined;
      texts.push(...page);
    }
  } finally {
    await iterator.close();
  }
  const read: ReadRange = { items: texts.join(','), count: texts.length, bytes: bytesOf(texts) };
  if (texts.length === range['limit']) read.last = keyText(texts.at(-1)!, keyNames);
  if (length <= MOST_REMEMBERED) remember(read);
  return read;
}

const NONE: string[] = [];

function keyText(item: string, names: readonly string[]): string {
  const values = JSON.parse(item) as Item;
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, values[name]])));
}

const UNIT_BYTES = 4096;

function unitsOf(bytes: number, { ConsistentRead: isConsistent }: Input): number {
  return Math.ceil(bytes / UNIT_BYTES) * (isConsistent ? 1 : 0.5);
}

/** At least what the items take; exactly, where that may be more than a unit: nothing is larger than its text. */
function bytesOf(texts: readonly string[]): number {
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  if (length <= UNIT_BYTES) return length;
  return texts.reduce((sum, text) => sum + sizeOf(JSON.parse(text) as Item), 0);
}

interface Condition {
  ComparisonOperator: string;
  AttributeValueList: Readonly<Record<string, unknown>>[];
}

interface AskedRange {
  range: Range;
  /** Of what tells where to go on. */
  keyNames: readonly string[];
}

/** Where the items lie that a query asks for. Undefined where the engine has to look at it, or to say what is wrong with it. */
function rangeOf(input: Input, table: Table): AskedRange | undefined {
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

interface Place {
  prefix: string;
  keySchema: Table['KeySchema'];
}

function itemsOf({ TableName, KeySchema }: Table): Place {
  return { prefix: `item-${TableName}~`, keySchema: KeySchema };
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

/** A slash ends each part of a key, and a tilde comes behind all that they hold. */
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
