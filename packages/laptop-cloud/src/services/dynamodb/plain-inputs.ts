// Inputs of the operations that a program lives of, where all about them is as it should be: they are ready to be run after one look. The
// engine's own check goes over an input several times, by descriptions of its members, and is left to all others: it has the words for
// what is wrong.

import type { Store } from 'dynalite/db/index.js';
import { convertKeyCondition, validateConditions, validateExpressions } from 'dynalite/validations/index.js';
import { SHORT_NAME } from './attribute-names.ts';
import { refuseHeavyExpressions } from './expression-bounds.ts';
import { NOT_PLAIN, plainItemSize } from './plain-values.ts';

type Input = Record<string, unknown>;
type Look = (member: unknown, store: Store) => boolean;

const isText: Look = (member) => typeof member === 'string';
const isFlag: Look = (member) => typeof member === 'boolean';
const isName: Look = (member) => typeof member === 'string' && /^[a-zA-Z0-9_.-]{3,255}$/.test(member);
const isPlainMap: Look = (member) => plainItemSize(member) !== NOT_PLAIN;
const oneOf =
  (...words: string[]): Look =>
  (member) =>
    words.includes(member as string);

const CAPACITY = { ReturnConsumedCapacity: oneOf('INDEXES', 'TOTAL', 'NONE') };
const METRICS = { ReturnItemCollectionMetrics: oneOf('SIZE', 'NONE') };
const NAMES = { ExpressionAttributeNames: isPlainNames };
const VALUES = { ExpressionAttributeValues: isPlainMap };
const OF_A_WRITE = {
  TableName: isName,
  ConditionExpression: isText,
  ...CAPACITY,
  ...METRICS,
  ...NAMES,
  ...VALUES,
};

/** The members of each operation; what else there may be is not plain. */
const PLAIN: Readonly<Record<string, Readonly<Record<string, Look>>>> = {
  PutItem: {
    Item: isPlainItem,
    ReturnValues: oneOf('ALL_OLD', 'NONE'),
    ...OF_A_WRITE,
  },
  UpdateItem: {
    Key: isPlainMap,
    UpdateExpression: isText,
    ReturnValues: oneOf('ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'),
    ...OF_A_WRITE,
  },
  DeleteItem: {
    Key: isPlainMap,
    ReturnValues: oneOf('ALL_OLD', 'NONE'),
    ...OF_A_WRITE,
  },
  GetItem: {
    Key: isPlainMap,
    TableName: isName,
    ConsistentRead: isFlag,
    ProjectionExpression: isText,
    ...CAPACITY,
    ...NAMES,
  },
  Query: {
    KeyConditionExpression: isText,
    TableName: isName,
    IndexName: isName,
    FilterExpression: isText,
    ProjectionExpression: isText,
    ConsistentRead: isFlag,
    ScanIndexForward: isFlag,
    Limit: (member) => Number.isInteger(member) && (member as number) >= 1,
    Select: oneOf('ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES', 'COUNT'),
    ...CAPACITY,
    ...NAMES,
    ...VALUES,
  },
  BatchGetItem: {
    RequestItems: arePlainReads,
    ...CAPACITY,
  },
};

/** Of those that it has. */
const NEEDED = ['TableName', 'Item', 'Key', 'KeyConditionExpression', 'RequestItems'];

/** The input as the engine's check would give it; undefined where that has to look at it itself. */
export function plainInput(name: string, input: Input, store: Store): Input | undefined {
  const looks = PLAIN[name];
  if (!looks) return undefined;
  for (const member in input) {
    const look = Object.hasOwn(looks, member) ? looks[member] : undefined;
    if (!look?.(input[member], store)) return undefined;
  }
  const isWhole = NEEDED.every((member) => !Object.hasOwn(looks, member) || input[member] !== undefined);
  return isWhole ? withExpressions(input) : undefined;
}

/** What says a condition, a filter or an update, and so may say values. */
const OF_VALUES = ['ConditionExpression', 'FilterExpression', 'KeyConditionExpression', 'UpdateExpression'];

function withExpressions(input: Input): Input | undefined {
  const isOfValues = OF_VALUES.some((member) => input[member] !== undefined);
  if (!isOfValues && input['ExpressionAttributeValues'] !== undefined) return undefined;
  if (!isOfValues && input['ProjectionExpression'] === undefined)
    return input['ExpressionAttributeNames'] === undefined ? input : undefined;
  refuseHeavyExpressions(input);
  // Refused or not, it is left as it was to whoever looks at it next.
  const parsed: Input = { ...input };
  if (validateExpressions(parsed) !== undefined) return undefined;
  const { _keyCondition: keys } = parsed as { _keyCondition?: { expression: unknown } };
  return keys ? withKeyConditions(parsed, keys.expression) : parsed;
}

function withKeyConditions(parsed: Input, expression: unknown): Input | undefined {
  const conditions = convertKeyCondition(expression);
  if (typeof conditions === 'string' || validateConditions(conditions) !== undefined) return undefined;
  const count = Object.keys(conditions).length;
  if (count !== 1 && count !== 2) return undefined;
  parsed['KeyConditions'] = conditions;
  return parsed;
}

function isPlainItem(item: unknown, { options }: Store): boolean {
  const bytes = plainItemSize(item);
  return bytes !== NOT_PLAIN && bytes <= (options['maxItemSize'] as number);
}

function isPlainNames(names: unknown): boolean {
  return isObject(names) && Object.values(names).every((name) => isShortName(name));
}

function isShortName(name: unknown): boolean {
  return typeof name === 'string' && name !== '' && name.length <= SHORT_NAME;
}

/** Keys that a batch asks for, in all tables. */
const MOST_KEYS = 100;

/** Whole items by keys that are texts, from each table. */
function arePlainReads(requested: unknown, store: Store): boolean {
  if (!isObject(requested)) return false;
  let count = 0;
  for (const table in requested) {
    const { Keys, ConsistentRead, ...others } = Object(requested[table]) as Input;
    if (!isName(table, store) || !Array.isArray(Keys) || Object.keys(others).length > 0) return false;
    if (ConsistentRead !== undefined && typeof ConsistentRead !== 'boolean') return false;
    const texts = new Set(Keys.map(textOfKey));
    if (texts.size < Keys.length || texts.has(undefined)) return false;
    count += Keys.length;
    if (Keys.length === 0 || count > MOST_KEYS) return false;
  }
  return count > 0;
}

/** The same of two keys that the engine takes for one; undefined unless it is of well-formed texts. */
function textOfKey(key: unknown): string | undefined {
  if (plainItemSize(key) === NOT_PLAIN) return undefined;
  const members = key as Readonly<Record<string, { S?: string }>>;
  const texts = Object.keys(members)
    .sort()
    .map((name) => members[name]?.S);
  return texts.every((text) => text?.isWellFormed()) ? JSON.stringify(texts) : undefined;
}

function isObject(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
