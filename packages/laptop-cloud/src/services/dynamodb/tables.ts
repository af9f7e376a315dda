// Makes the template's tables, and makes those of an earlier run agree with it.

import { isDeepStrictEqual } from 'node:util';
import { type Index, type Item, type Store, type Table, updateIndexes } from 'dynalite/db/index.js';
import { z } from 'zod';
import { Flag, readProperties } from '../template-values.ts';
import { act, checkInput } from './engine.ts';
import { writeTimeToLive } from './time-to-live.ts';

/**
 * Makes the table, or gives an existing one the wanted indexes and time to live; its items stay. Throws an Error
 * naming a property it cannot honour, or a key schema that differs from the one on disk.
 */
export async function ensureTable(
  store: Store,
  name: string,
  properties: Record<string, unknown>,
): Promise<void> {
  const { TimeToLiveSpecification: timeToLive, ...wanted } = readProperties(Properties, properties);
  const existing = await readTable(store, name);
  if (existing) await agree(store, existing, wanted);
  else await make(store, { TableName: name, ...wanted });
  const attribute = timeToLive?.Enabled ? timeToLive.AttributeName : undefined;
  await writeTimeToLive(store, name, attribute);
}

async function make(store: Store, input: Record<string, unknown>): Promise<void> {
  await act('CreateTable', checkInput('CreateTable', structuredClone(input), store), store);
  // The store makes it ACTIVE in a timer of its own.
  while ((await readTable(store, input['TableName'] as string))?.TableStatus !== 'ACTIVE') {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function agree(store: Store, existing: Table, wanted: Definition): Promise<void> {
  if (!isDeepStrictEqual(existing.KeySchema, wanted.KeySchema)) {
    throw new Error(
      `table ${existing.TableName} is kept with another KeySchema; remove the kept state or name the table anew`,
    );
  }
  const shape = (indexes: readonly { [member: string]: unknown }[] = []) =>
    indexes.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }));
  const isSame =
    existing.TableStatus === 'ACTIVE' &&
    isDeepStrictEqual(existing.AttributeDefinitions, wanted.AttributeDefinitions) &&
    isDeepStrictEqual(shape(existing.GlobalSecondaryIndexes), shape(wanted.GlobalSecondaryIndexes)) &&
    isDeepStrictEqual(shape(existing.LocalSecondaryIndexes), shape(wanted.LocalSecondaryIndexes));
  if (!isSame) await reindex(store, existing, wanted);
}

// The description of a fresh table with the same name has everything DescribeTable shows.
async function reindex(store: Store, existing: Table, wanted: Definition): Promise<void> {
  const items = await readItems(store, existing.TableName);
  for (const [type, indexes] of INDEX_KINDS.map(
    (kind) => [kind, existing[`${kind}SecondaryIndexes`]] as const,
  )) {
    for (const index of (indexes as Index[] | undefined) ?? []) {
      await settle<void>((done) => store.deleteIndexDb(type, existing.TableName, index.IndexName, done));
    }
  }
  await settle<void>((done) => store.tableDb.del(existing.TableName, done));
  await make(store, { TableName: existing.TableName, ...wanted });
  const table = (await readTable(store, existing.TableName)) as Table;
  for (const item of items) await settle<void>((done) => updateIndexes(store, table, null, item, done));
}

const INDEX_KINDS = ['Global', 'Local'] as const;

async function readItems(store: Store, table: string): Promise<Item[]> {
  const items: Item[] = [];
  const prefix = `item-${table}~`;
  for await (const [, item] of store.db.iterator({ gte: prefix, lt: `${prefix}\xff` }))
    items.push(item as Item);
  return items;
}

async function readTable(store: Store, name: string): Promise<Table | undefined> {
  return settle<Table>((done) => store.tableDb.get(name, done)).catch((error: Error) => {
    if (error.name !== 'NotFoundError') throw error;
    return undefined;
  });
}

function settle<T>(run: (done: (error: Error | null, result?: T) => void) => void): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    run((error, result) => (error ? reject(error) : resolve(result)));
  });
}

const KeySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const Projection = z.strictObject({
  ProjectionType: z.enum(['ALL', 'INCLUDE', 'KEYS_ONLY']),
  NonKeyAttributes: z.array(z.string()).optional(),
});
// Parameters arrive as text.
const Units = z.coerce.number().int().min(1);
const Throughput = z.strictObject({ ReadCapacityUnits: Units, WriteCapacityUnits: Units });
const IndexProperties = z.strictObject({ IndexName: z.string(), KeySchema, Projection });

const Properties = z.strictObject({
  KeySchema,
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  GlobalSecondaryIndexes: z
    .array(IndexProperties.extend({ ProvisionedThroughput: Throughput.optional() }))
    .optional(),
  LocalSecondaryIndexes: z.array(IndexProperties).optional(),
  BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']).optional(),
  ProvisionedThroughput: Throughput.optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: Flag }).optional(),
});

type Definition = Omit<z.infer<typeof Properties>, 'TimeToLiveSpecification'>;
