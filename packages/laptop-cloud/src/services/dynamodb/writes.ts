// Writes that are whole or not at all: actions run against a store that records, under locks on their items, and what
// they recorded goes to disk as one batch, indexes included.
import {
  type BatchOperation,
  createKey,
  type Item,
  type Store,
  type SubStore,
  type Table,
} from 'dynalite/db/index.js';
import { ServiceError } from '../service.ts';
import { checkIndexKeys, checkNumbers } from './attribute-values.ts';
import { type ActionName, act, type Input, lookAtTable, type Output } from './engine.ts';
import { unitsOf } from './metering.ts';

/** One checked write of one item. */
export interface Write {
  action: Extract<ActionName, 'PutItem' | 'UpdateItem' | 'DeleteItem'>;
  /** Only its condition counts. */
  isCheckOnly?: boolean;
  input: Input;
  /** Whether a failed condition shows the item it failed on. */
  returnsItemOnFailure?: boolean;
}

export interface ItemKey {
  table: Table;
  key: string;
}

/** What became of one write: its output, or the error it would be refused with. */
export type WriteResult = ({ output: Output } | { error: ServiceError; item?: Item }) & {
  /** Write units: of the item, a refused write's too, and of the indexes it changed. */
  units?: { item: number; indexes: number };
};

/** Where the item of a checked input lies. Rejects when the table is missing; undefined when the key is malformed. */
export async function itemKeyOf(store: Store, input: Input): Promise<ItemKey | undefined> {
  const table = await lookAtTable(store, input['TableName'] as string);
  const item = (input['Key'] ?? input['Item']) as Item;
  const isWhole = table.KeySchema.every(({ AttributeName }) => {
    const type = table.AttributeDefinitions.find((one) => one.AttributeName === AttributeName)?.AttributeType;
    return type !== undefined && item[AttributeName]?.[type] !== undefined;
  });
  return isWhole ? { table, key: createKey(item, table) } : undefined;
}

/**
 * Tries all writes under their locks. Commits them in one batch if every one succeeds, otherwise none; the results
 * are in the order of the writes either way. `known` is where their items lie, as itemKeyOf has it; `alongWith` is committed with them.
 */
export async function writeAll(
  store: Store,
  writes: readonly Write[],
  known?: readonly (ItemKey | undefined)[],
  alongWith: readonly BatchOperation[] = [],
): Promise<WriteResult[]> {
  const keys = known ?? (await Promise.all(writes.map(({ input }) => itemKeyOf(store, input))));
  return locked(store, keys, async () => {
    const batch: BatchOperation[] = [];
    const results: WriteResult[] = [];
    for (const [index, write] of writes.entries()) {
      results.push(await tryWrite(store, write, keys[index], batch));
    }
    batch.push(...alongWith);
    if (results.every((result) => 'output' in result) && batch.length > 0) await store.db.batch(batch);
    return results;
  });
}

async function tryWrite(
  store: Store,
  write: Write,
  itemKey: ItemKey | undefined,
  batch: BatchOperation[],
): Promise<WriteResult> {
  const recorded: BatchOperation[] = [];
  try {
    const wasAsked = write.input['ReturnConsumedCapacity'] !== undefined;
    if (!wasAsked) write.input['ReturnConsumedCapacity'] = 'TOTAL';
    const { ConsumedCapacity, ...output } = await act(
      write.action,
      write.input,
      recordingStore(store, recorded),
    );
    checkWritten(recorded, write, itemKey?.table);
    if (!write.isCheckOnly) batch.push(...recorded);
    const indexes = write.isCheckOnly
      ? 0
      : recorded.filter(({ key }) => key.startsWith('index-global')).length;
    const units = { item: unitsOf(ConsumedCapacity), indexes };
    return { output: wasAsked ? { ...output, ConsumedCapacity } : output, units };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const isCondition = error.code.endsWith('#ConditionalCheckFailedException');
    const item =
      isCondition && write.returnsItemOnFailure && itemKey ? await readItem(store, itemKey) : undefined;
    return { error, ...(item ? { item } : {}), units: { item: 1, indexes: 0 } };
  }
}

function checkWritten(
  recorded: readonly BatchOperation[],
  { action }: Write,
  table: Table | undefined,
): void {
  for (const operation of recorded) {
    if (operation.type !== 'put' || !operation.key.startsWith('item-')) continue;
    if (table) checkIndexKeys(operation.value as Item, table);
    if (action === 'UpdateItem') checkNumbers(operation.value);
  }
}

export function readItem(store: Store, { table, key }: ItemKey): Promise<Item | undefined> {
  return new Promise((resolve, reject) => {
    store.getItemDb(table.TableName).get(key, (error, item) => {
      if (error && error.name !== 'NotFoundError') reject(error);
      else resolve(item);
    });
  });
}

/** Runs a task while no one else writes the given items. */
export async function locked<T>(
  store: Store,
  keys: readonly (ItemKey | undefined)[],
  task: () => Promise<T>,
): Promise<T> {
  const wanted = keys.filter((itemKey) => itemKey !== undefined);
  // Everyone locks in the same order, so no two wait for each other.
  const name = ({ table, key }: ItemKey) => `${table.TableName}~${key}`;
  const ordered = [...new Map(wanted.map((itemKey) => [name(itemKey), itemKey]))].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const releases: (() => void)[] = [];
  try {
    for (const [, { table, key }] of ordered) {
      await new Promise<void>((resolve) => {
        store.getItemDb(table.TableName).lock(key, (release) => {
          releases.push(release());
          resolve();
        });
      });
    }
    return await task();
  } finally {
    for (const release of releases) release();
  }
}

// Reads see the real store; writes are noted with the key prefixes dynalite gives them.
function recordingStore(store: Store, batch: BatchOperation[]): Store {
  return {
    ...store,
    getItemDb: (table) => recorder(store.getItemDb(table), `item-${table}~`, batch),
    getIndexDb: (type, table, index) =>
      recorder(store.getIndexDb(type, table, index), `index-${type.toLowerCase()}~${table}~${index}~`, batch),
  };
}

function recorder<T>(real: SubStore<T>, prefix: string, batch: BatchOperation[]): SubStore<T> {
  return {
    get: (key, callback) => real.get(key, callback),
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
