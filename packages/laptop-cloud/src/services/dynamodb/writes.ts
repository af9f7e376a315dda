// Writes that are whole or not at all: actions run against a store that records, under locks on their items, and what
// they recorded goes to disk as one batch, indexes included.
import type { BatchOperation, Callback, Item, Store, SubStore, Table } from 'dynalite/db/index.js';
import { ServiceError } from '../service.ts';
import { checkNumbers } from './attribute-values.ts';
import { type AskedCapacity, type IndexUnits, indexUnitsOf, type UsedUnits } from './capacity.ts';
import { type ActionName, actNow, type Input, type Output } from './engine.ts';
import { checkIndexKeys } from './index-keys.ts';
import { type ItemKey, itemKeyOf, itemPrefix, readStored } from './item-keys.ts';
import { unitsOf } from './metering.ts';
import { updatePlainly } from './plain-updates.ts';
import { isTakingAlone, oneByOne, type Updates } from './update-sections.ts';
import { type Written, writeWhole } from './whole-items.ts';

/** One checked write of one item. */
export interface Write {
  action: Extract<ActionName, 'PutItem' | 'UpdateItem' | 'DeleteItem'>;
  /** Only its condition counts. */
  isCheckOnly?: boolean;
  input: Input;
  /** Whether a failed condition shows the item it failed on. */
  returnsItemOnFailure?: boolean;
  /** What is to be told of the units that it used. */
  capacity?: AskedCapacity | undefined;
}

/** What became of one write: its output, or the error it would be refused with. */
export type WriteResult = ({ output: Output } | { error: ServiceError; item?: Item }) & {
  /** Write units: of the item, a refused write's too, and of the indexes it changed. */
  units: { item: number; indexes: number };
  /** Of each index, where capacity is asked for. */
  indexUnits?: IndexUnits;
};

/**
 * Tries all writes under their locks. Commits them in one batch if every one succeeds, otherwise none; the results
 * are in the order of the writes either way. `known` is where their items lie, as itemKeyOf has it; what `alongWith` gives is
 * committed with them.
 */
export async function writeAll(
  store: Store,
  writes: readonly Write[],
  known?: readonly ItemKey[],
  alongWith?: (results: readonly WriteResult[]) => readonly BatchOperation[],
): Promise<WriteResult[]> {
  const keys = known ?? (await Promise.all(writes.map(({ input }) => itemKeyOf(store, input))));
  return locked(store, keys, async () => {
    const batch: BatchOperation[] = [];
    const results = writes.map((write, index) => tryWrite(store, write, keys[index]!, batch));
    if (!results.every((result) => 'output' in result)) return results;
    if (alongWith) batch.push(...alongWith(results));
    if (batch.length > 0) await store.db.batch(batch);
    return results;
  });
}

/** What each of some writes used; their items lie at these keys. */
export function usedBy(itemKeys: readonly ItemKey[], results: readonly WriteResult[]): UsedUnits[] {
  return results.map(({ units, indexUnits }, at) => ({
    table: itemKeys[at]!.table.TableName,
    units: units.item,
    indexes: indexUnits,
  }));
}

/** In one go: nothing waits, as long as there is something to answer at once. */
function tryWrite(store: Store, write: Write, itemKey: ItemKey, batch: BatchOperation[]): WriteResult {
  const recorded: BatchOperation[] = [];
  const stored = readStored(store, itemKey);
  try {
    const { output, units } = run(store, write, itemKey, stored, recorded);
    if (hasIndexes(itemKey.table)) checkIndexes(recorded, itemKey.table);
    if (write.isCheckOnly) return { output, units: { item: units, indexes: 0 } };
    batch.push(...recorded);
    const indexes = recorded.filter(({ key }) => key.startsWith('index-global')).length;
    const result = { output, units: { item: units, indexes } };
    if (!write.capacity || !hasIndexes(itemKey.table)) return result;
    const indexUnits = indexUnitsOf(itemKey.table, parsed(stored), itemIn(recorded, itemKey));
    return { ...result, indexUnits };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const isCondition = error.code.endsWith('#ConditionalCheckFailedException');
    const item = isCondition && write.returnsItemOnFailure ? parsed(stored) : undefined;
    return { error, ...(item ? { item } : {}), units: { item: 1, indexes: 0 } };
  }
}

function run(
  store: Store,
  { action, input }: Write,
  itemKey: ItemKey,
  stored: string | undefined,
  recorded: BatchOperation[],
): Written {
  if (action !== 'UpdateItem') return writeWhole(input, itemKey, stored, recorded);
  const { output, units } =
    updatePlainly(store, input, itemKey, stored, recorded) ??
    updateByEngine(store, input, itemKey, stored, recorded);
  const isNothingMade = stored === undefined && isTakingAlone(input);
  if (isNothingMade) recorded.length = 0;
  // Of nothing there is nothing to show.
  if (isNothingMade || (output['Attributes'] && Object.keys(output['Attributes']).length === 0))
    delete output['Attributes'];
  return { output, units };
}

function updateByEngine(
  store: Store,
  input: Input,
  itemKey: ItemKey,
  stored: string | undefined,
  recorded: BatchOperation[],
): Written {
  const wasAsked = ['TOTAL', 'INDEXES'].includes(input['ReturnConsumedCapacity'] as string);
  const updates = input['_updates'] as Updates | undefined;
  const asked = {
    ...input,
    ...(wasAsked ? {} : { ReturnConsumedCapacity: 'TOTAL' }),
    ...(updates && { _updates: oneByOne(updates, () => parsed(stored), input['Key'] as Item) }),
  };
  const answer = actNow('UpdateItem', asked, recordingStore(store, itemKey, stored, recorded));
  for (const operation of recorded)
    if (operation.type === 'put' && operation.key === itemKey.place) checkNumbers(operation.value);
  const { ConsumedCapacity, ...output } = answer;
  return { output: wasAsked ? answer : output, units: unitsOf(ConsumedCapacity) };
}

function hasIndexes({ GlobalSecondaryIndexes, LocalSecondaryIndexes }: Table): boolean {
  return GlobalSecondaryIndexes !== undefined || LocalSecondaryIndexes !== undefined;
}

function checkIndexes(recorded: readonly BatchOperation[], table: Table): void {
  for (const operation of recorded)
    if (operation.type === 'put' && operation.key.startsWith('item-'))
      checkIndexKeys(operation.value as Item, table);
}

/** What becomes of the item. */
function itemIn(recorded: readonly BatchOperation[], { place }: ItemKey): Item | undefined {
  const written = recorded.find(({ key }) => key === place);
  return written?.type === 'put' ? (written.value as Item) : undefined;
}

function parsed(stored: string | undefined): Item | undefined {
  return stored === undefined ? undefined : (JSON.parse(stored) as Item);
}

/** Runs a task while no one else writes the given items. */
export async function locked<T>(store: Store, keys: readonly ItemKey[], task: () => Promise<T>): Promise<T> {
  const releases: Release[] = [];
  try {
    for (const itemKey of inOrder(keys)) {
      const taken = take(store, itemKey);
      // Where nobody has it, it is there at once.
      releases.push(taken instanceof Promise ? await taken : taken);
    }
    return await task();
  } finally {
    for (const release of releases) release();
  }
}

type Release = () => void;

function take(store: Store, { table, key }: ItemKey): Release | Promise<Release> {
  let taken: Release | undefined;
  let tell: ((release: Release) => void) | undefined;
  store.getItemDb(table.TableName).lock(key, (release) => {
    taken = release();
    tell?.(taken);
  });
  return (
    taken ??
    new Promise((resolve) => {
      tell = resolve;
    })
  );
}

/** Everyone locks in the same order, so no two wait for each other. */
function inOrder(keys: readonly ItemKey[]): Iterable<ItemKey> {
  if (keys.length < 2) return keys;
  const byPlace = new Map(keys.map((itemKey) => [itemKey.place, itemKey]));
  return [...byPlace.values()].sort((one, other) => (one.place < other.place ? -1 : 1));
}

// The one item is there already; writes are noted with the key prefixes dynalite gives them.
function recordingStore(
  store: Store,
  { table: found }: ItemKey,
  stored: string | undefined,
  batch: BatchOperation[],
): Store {
  return {
    ...store,
    getTable: (_name, ...rest) => (rest.at(-1) as Callback<Table>)(null, found),
    getItemDb: (table) => recorder(itemPrefix(table), batch, () => parsed(stored)),
    getIndexDb: (type, table, index) => recorder(`index-${type.toLowerCase()}~${table}~${index}~`, batch),
  };
}

function recorder<T>(prefix: string, batch: BatchOperation[], read?: () => T | undefined): SubStore<T> {
  return {
    get: (_key, callback) => callback(null, read?.()),
    put: (key, value, callback) => {
      batch.push({ type: 'put', key: prefix + key, value });
      callback(null);
    },
    del: (key, callback) => {
      batch.push({ type: 'del', key: prefix + key });
      callback(null);
    },
    // The caller holds the lock already.
    lock: (_key, exec) => exec((done) => done ?? (() => undefined)),
  };
}
