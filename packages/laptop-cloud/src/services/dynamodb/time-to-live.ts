// Time to live: which attribute of a table tells when an item ends, and the sweep that removes what has ended.
import type { Item, Store } from 'dynalite/db/index.js';
import { complaint, detected } from '../constraint-words.ts';
import { ServiceError } from '../service.ts';
import { act, checkInput, findTable, type Output } from './engine.ts';
import { writeAll } from './writes.ts';

const PREFIX = 'ttl~';
const FIVE_YEARS_SECONDS = 5 * 365 * 86_400;

/** The attribute that tells when an item ends (epoch seconds); undefined where none does. */
export async function readTimeToLive(store: Store, table: string): Promise<string | undefined> {
  const attribute = await store.db.get(PREFIX + table).catch((error: { code?: string }) => {
    if (error.code !== 'LEVEL_NOT_FOUND') throw error;
  });
  return typeof attribute === 'string' ? attribute : undefined;
}

/** Sets or, without an attribute, clears it. */
export async function writeTimeToLive(
  store: Store,
  table: string,
  attribute: string | undefined,
): Promise<void> {
  if (attribute === undefined) await store.db.del(PREFIX + table);
  else await store.db.put(PREFIX + table, attribute);
}

/** UpdateTimeToLive. Throws ValidationException when nothing would change. */
export async function updateTimeToLive(store: Store, table: string, specification: unknown): Promise<Output> {
  await findTable(store, table);
  const { Enabled: isEnabled, AttributeName: attribute } = (specification ?? {}) as Record<string, unknown>;
  if (typeof isEnabled !== 'boolean' || typeof attribute !== 'string')
    invalid('TimeToLiveSpecification needs Enabled and AttributeName');
  checkAttribute(attribute);
  const current = await readTimeToLive(store, table);
  if (isEnabled === (current !== undefined)) {
    invalid(`TimeToLive is already ${isEnabled ? 'enabled' : 'disabled'}`);
  }
  if (current !== undefined && current !== attribute) {
    invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
  }
  await writeTimeToLive(store, table, isEnabled ? attribute : undefined);
  return { TimeToLiveSpecification: { Enabled: isEnabled, AttributeName: attribute } };
}

const MOST_LETTERS = 255;

function checkAttribute(name: string): void {
  const bound =
    name === ''
      ? 'greater than or equal to 1'
      : name.length > MOST_LETTERS && `less than or equal to ${MOST_LETTERS}`;
  const path = 'timeToLiveSpecification.attributeName';
  if (bound) invalid(detected(1, complaint(`'${name}'`, path, `Member must have length ${bound}`)));
}

/** DescribeTimeToLive. */
export async function describeTimeToLive(store: Store, table: string): Promise<Output> {
  await findTable(store, table);
  const attribute = await readTimeToLive(store, table);
  return {
    TimeToLiveDescription:
      attribute === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: attribute },
  };
}

/** Names of tables, each with its attribute. */
export async function tablesWithTimeToLive(store: Store): Promise<[table: string, attribute: string][]> {
  const tables: [string, string][] = [];
  for await (const [name, attribute] of store.db.iterator({ gte: PREFIX, lt: `${PREFIX}\xff` }))
    tables.push([name.slice(PREFIX.length), String(attribute)]);
  return tables;
}

/**
 * Deletes every item whose time has come; like DynamoDB it spares values that are no number or more than five years
 * past.
 */
export async function sweepExpired(store: Store, nowMs: number): Promise<void> {
  for (const [table, attribute] of await tablesWithTimeToLive(store))
    await sweepTable(store, table, attribute, nowMs / 1000);
}

async function sweepTable(store: Store, name: string, attribute: string, nowSeconds: number): Promise<void> {
  const table = await findTable(store, name);
  const keyNames = table.KeySchema.map((one) => one.AttributeName);
  let from: unknown;
  do {
    const page = await act(
      'Scan',
      checkInput('Scan', { TableName: name, ...(from ? { ExclusiveStartKey: from } : {}) }, store),
      store,
    );
    for (const item of page['Items'] as Item[]) {
      const end = Number(item[attribute]?.['N'] ?? Number.NaN);
      if (!(end <= nowSeconds && end > nowSeconds - FIVE_YEARS_SECONDS)) continue;
      await deleteUnchanged(store, name, item, keyNames, attribute);
    }
    from = page['LastEvaluatedKey'];
  } while (from);
}

// The item may have been given more time since it was read; then the condition fails and it stays.
async function deleteUnchanged(
  store: Store,
  table: string,
  item: Item,
  keyNames: string[],
  attribute: string,
): Promise<void> {
  const input = checkInput(
    'DeleteItem',
    {
      TableName: table,
      Key: Object.fromEntries(keyNames.map((name) => [name, item[name]])),
      ConditionExpression: '#end = :end',
      ExpressionAttributeNames: { '#end': attribute },
      ExpressionAttributeValues: { ':end': item[attribute] },
    },
    store,
  );
  await writeAll(store, [{ action: 'DeleteItem', input }]);
}

function invalid(message: string): never {
  throw new ServiceError('com.amazon.coral.validate#ValidationException', message);
}
