// Makes the template's tables, and makes those of an earlier run agree with it.

import { isDeepStrictEqual } from 'node:util';
import { create, type Store, type Table } from 'dynalite/db/index.js';
import { z } from 'zod';
import { Flag, readProperties } from '../template-values.ts';
import { act, checkInput } from './engine.ts';
import { writeTimeToLive } from './time-to-live.ts';
import { fillIndexes, writeTable } from './unfinished-tables.ts';

/**
 * Makes the table, or gives an existing one the wanted indexes and time to live; its items stay. Throws an Error
 * naming a property it cannot honour, or a key schema that differs from the one on disk.
 */
export async function ensureTable(
  store: Store,
  name: string,
  properties: Record<string, unknown>,
): Promise<void> {
  const { TimeToLiveSpecification: timeToLive, ...wanted } = tableProperties(properties);
  const existing = await readTable(store, name);
  if (existing) await agree(store, existing, wanted);
  else await make(store, { TableName: name, ...wanted });
  const attribute = timeToLive?.Enabled ? timeToLive.AttributeName : undefined;
  await writeTimeToLive(store, name, attribute);
}

/** Throws an Error naming a property that it cannot honour. */
export function tableProperties(properties: Record<string, unknown>): z.output<typeof Properties> {
  return readProperties(Properties, properties);
}

async function make(store: Store, input: Record<string, unknown>): Promise<void> {
  await act('CreateTable', checkInput('CreateTable', structuredClone(input), store), store);
  await untilActive(store, input['TableName'] as string);
}

/** The store makes tables ACTIVE in a timer of its own. */
export async function untilActive(store: Store, name: string): Promise<void> {
  while ((await readTable(store, name))?.TableStatus !== 'ACTIVE')
    await new Promise((resolve) => setTimeout(resolve, 1));
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

/** Gives a table other indexes; its items stay. */
export async function reindex(
  store: Store,
  existing: Table,
  wanted: Pick<Table, 'AttributeDefinitions'> & Record<string, unknown>,
): Promise<void> {
  const table = await imagined(store, existing, wanted);
  await writeTable(store, { ...table, TableStatus: 'UPDATING' });
  await fillIndexes(store, table);
}

// The description of a fresh table with the same name has everything DescribeTable shows. Made elsewhere, so that the table is never
// without one. Rejects where the definition is wrong, before anything is changed.
async function imagined(store: Store, existing: Table, wanted: Record<string, unknown>): Promise<Table> {
  const { TableName, TableId, CreationDateTime } = existing as Table & Record<string, unknown>;
  const elsewhere = create({ createTableMs: 0 });
  elsewhere.tableDb.awsAccountId = store.tableDb.awsAccountId;
  elsewhere.tableDb.awsRegion = store.tableDb.awsRegion;
  await elsewhere.db.open();
  try {
    await make(elsewhere, { TableName, ...wanted });
    const fresh = (await readTable(elsewhere, TableName as string)) as Table;
    return { ...fresh, TableId, CreationDateTime };
  } finally {
    await elsewhere.db.close();
  }
}

async function readTable(store: Store, name: string): Promise<Table | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Table | undefined>();
  store.tableDb.get(name, (error, table) => {
    if (error && error.name !== 'NotFoundError') reject(error);
    else resolve(table);
  });
  return promise;
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
