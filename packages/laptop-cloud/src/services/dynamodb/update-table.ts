// UpdateTable: throughput and billing by the engine, and indexes that come and go.
import type { Index, Store, Table } from 'dynalite/db/index.js';
import { ServiceError } from '../service.ts';
import { act, checkInput, findTable, type Input } from './engine.ts';
import { reindex, untilActive } from './tables.ts';
import { VALIDATION } from './validation.ts';

interface IndexUpdate {
  Create?: Index;
  Delete?: { IndexName: string };
  Update?: object;
}

/** The table as it is then. Rejects with what DynamoDB would refuse. */
export async function updateTable(store: Store, name: string, engine: Input): Promise<Table> {
  const table = await findTable(store, name);
  refuseRedefined(table, engine);
  const { TableName: _name, AttributeDefinitions, GlobalSecondaryIndexUpdates, ...others } = engine;
  const updates = (GlobalSecondaryIndexUpdates ?? []) as IndexUpdate[];
  refuseShapeless(updates);
  const changes = updates.filter(({ Create, Delete }) => Create || Delete);
  if (changes.length > 1)
    throw new ServiceError(
      'LimitExceededException',
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    );
  const throughput = updates.filter(({ Update }) => Update);
  if (Object.keys(others).length > 0 || throughput.length > 0) {
    const asked = {
      TableName: name,
      ...others,
      ...(throughput.length > 0 ? { GlobalSecondaryIndexUpdates: throughput } : {}),
    };
    await act('UpdateTable', checkInput('UpdateTable', asked, store), store);
    await untilActive(store, name);
  }
  const [change] = changes;
  if (change) {
    const indexes = changed((table.GlobalSecondaryIndexes ?? []).map(asGiven), change);
    const keys = [table, ...indexes, ...(table.LocalSecondaryIndexes ?? [])].flatMap((one) => one.KeySchema);
    await reindex(store, await findTable(store, name), {
      ...definitionOf(await findTable(store, name)),
      // What no key uses any more goes with its index.
      AttributeDefinitions: withDefinitions(table, AttributeDefinitions).filter(({ AttributeName }) =>
        keys.some((key) => key.AttributeName === AttributeName),
      ),
      ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes } : {}),
    });
  }
  return findTable(store, name);
}

function refuseShapeless(updates: readonly IndexUpdate[]): void {
  for (const update of updates)
    if (Object.values(update).filter(Boolean).length !== 1)
      throw new ServiceError(
        VALIDATION,
        'One or more parameter values were invalid: One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null',
      );
}

/** What is a key already cannot become one of another type. */
function refuseRedefined(table: Table, { AttributeDefinitions }: Input): void {
  const given = (AttributeDefinitions ?? []) as Table['AttributeDefinitions'];
  for (const { AttributeName: name, AttributeType: type } of given) {
    const known = table.AttributeDefinitions.find((one) => one.AttributeName === name)?.AttributeType;
    if (known === undefined || known === type) continue;
    const schema = (of: string) => `Schema:[SchemaElement: key{${name}:${of}:HASH}]`;
    throw new ServiceError(
      VALIDATION,
      `One or more parameter values were invalid: Attributes cannot be redefined. Please check that your attribute has the same type as previously defined. Existing schema: ${schema(known)} New schema: ${schema(type)}`,
    );
  }
}

function changed(indexes: readonly Index[], { Create, Delete }: IndexUpdate): Index[] {
  const has = (name: string | undefined) => indexes.some(({ IndexName }) => IndexName === name);
  if (Create) {
    if (has(Create.IndexName))
      throw new ServiceError(
        VALIDATION,
        `One or more parameter values were invalid: Attempting to create an index which already exists`,
      );
    return [...indexes, Create];
  }
  const name = Delete?.IndexName;
  if (!has(name))
    throw new ServiceError('ResourceNotFoundException', `Requested resource not found: Index: ${name}`);
  return indexes.filter(({ IndexName }) => IndexName !== name);
}

function withDefinitions(table: Table, given: unknown): Table['AttributeDefinitions'] {
  const added = (given ?? []) as Table['AttributeDefinitions'];
  const kept = table.AttributeDefinitions.filter(
    ({ AttributeName }) => !added.some((one) => one.AttributeName === AttributeName),
  );
  return [...kept, ...added];
}

/** An index as it was given, without what a description adds to it. */
function asGiven(index: Index): Index {
  const { IndexName, KeySchema, Projection, ProvisionedThroughput } = index as Index &
    Record<'Projection' | 'ProvisionedThroughput', Record<string, unknown> | undefined>;
  const { ReadCapacityUnits, WriteCapacityUnits } = ProvisionedThroughput ?? {};
  return {
    IndexName,
    KeySchema,
    Projection,
    ...(ReadCapacityUnits ? { ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits } } : {}),
  } as Index;
}

/** What CreateTable would take to make it. */
function definitionOf(
  table: Table,
): Record<string, unknown> & { AttributeDefinitions: Table['AttributeDefinitions'] } {
  const { KeySchema, AttributeDefinitions, LocalSecondaryIndexes } = table;
  const billing = table['BillingModeSummary'] as { BillingMode?: string } | undefined;
  const mode = billing?.BillingMode ?? 'PROVISIONED';
  const throughput = table['ProvisionedThroughput'] as Record<string, unknown> | undefined;
  return {
    KeySchema,
    AttributeDefinitions,
    ...(LocalSecondaryIndexes ? { LocalSecondaryIndexes: LocalSecondaryIndexes.map(asGiven) } : {}),
    BillingMode: mode,
    ...(mode === 'PROVISIONED'
      ? {
          ProvisionedThroughput: {
            ReadCapacityUnits: throughput?.['ReadCapacityUnits'],
            WriteCapacityUnits: throughput?.['WriteCapacityUnits'],
          },
        }
      : {}),
  };
}
