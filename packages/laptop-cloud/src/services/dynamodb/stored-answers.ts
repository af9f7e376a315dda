// Answers to reads that ask for whole items and nothing more: an item lies on disk as the text that it is answered with, so that it is
// neither parsed nor written anew. All other reads are the engine's.

import type { Item, Store } from 'dynalite/db/index.js';
import { JsonText } from '../protocols/json.ts';
import { type Input, lookAtTable } from './engine.ts';
import { itemKeyOf, readStored } from './item-keys.ts';
import { type AskedRange, rangeOf } from './key-ranges.ts';
import { rememberedRangesOf } from './remembered-ranges.ts';
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
    let page: string[];
    do {
      page = (await iterator.nextv(MOST_VALUES)) as string[];
      for (const text of page) length += text.length;
      if (length > MOST_READ) return undefined;
      texts.push(...page);
    } while (page.length > 0);
  } finally {
    await iterator.close();
  }
  const read: ReadRange = { items: texts.join(','), count: texts.length, bytes: bytesOf(texts) };
  if (texts.length === range['limit']) read.last = keyText(texts.at(-1)!, keyNames);
  if (length <= MOST_REMEMBERED) remember(read);
  return read;
}

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
