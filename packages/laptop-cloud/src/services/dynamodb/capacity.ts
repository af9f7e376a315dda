// What writes and transactions answer that they used, by table and by index. A write costs an index what it changes of what the index
// holds; a transaction costs its items twice, and its indexes once.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
import type { Index, Item, Table } from 'dynalite/db/index.js';
import { canonicalJson } from '../canonical-json.ts';
import { ServiceError } from '../service.ts';
import type { Input, Output } from './engine.ts';
import { VALIDATION } from './validation.ts';
import { sizeOf, unitsOf } from './whole-items.ts';

/** An item is prepared and committed. */
export const TRANSACTION_FACTOR = 2;

/** What is to be told: the sum, or each table and index as well. */
export type AskedCapacity = 'TOTAL' | 'INDEXES';

/** Units by the name of an index that a write cost something. */
export interface IndexUnits {
  GlobalSecondaryIndexes: Readonly<Record<string, number>>;
  LocalSecondaryIndexes: Readonly<Record<string, number>>;
}

/** Throws ValidationException for a value that is none. */
export function askedCapacity({ ReturnConsumedCapacity: asked }: Input): AskedCapacity | undefined {
  if (asked === undefined || asked === null || asked === 'NONE') return undefined;
  if (asked === 'TOTAL' || asked === 'INDEXES') return asked;
  throw new ServiceError(
    VALIDATION,
    `1 validation error detected: Value '${asked}' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]`,
  );
}

export function indexUnitsOf(table: Table, before: Item | undefined, after: Item | undefined): IndexUnits {
  const units = (indexes: readonly Index[] = []) =>
    Object.fromEntries(
      indexes
        .map(
          (index) =>
            [index.IndexName, unitsOfRow(rowIn(index, table, before), rowIn(index, table, after))] as const,
        )
        .filter(([, count]) => count > 0),
    );
  return {
    GlobalSecondaryIndexes: units(table.GlobalSecondaryIndexes),
    LocalSecondaryIndexes: units(table.LocalSecondaryIndexes),
  };
}

interface Row {
  key: Item;
  attributes: Item;
}

function rowIn(
  { KeySchema, Projection: { ProjectionType, NonKeyAttributes = [] } }: Index,
  table: Table,
  item: Item | undefined,
): Row | undefined {
  const names = KeySchema.map(({ AttributeName }) => AttributeName);
  if (!item || !names.every((name) => Object.hasOwn(item, name))) return undefined;
  const own = table.KeySchema.map(({ AttributeName }) => AttributeName);
  const pick = (wanted: readonly string[]) =>
    Object.fromEntries(wanted.filter((name) => Object.hasOwn(item, name)).map((name) => [name, item[name]!]));
  return {
    key: pick(names),
    attributes: ProjectionType === 'ALL' ? item : pick([...new Set([...names, ...own, ...NonKeyAttributes])]),
  };
}

/** A row whose key changes goes and comes. */
function unitsOfRow(before: Row | undefined, after: Row | undefined): number {
  const [gone, come] = [before, after].map((row) => (row ? unitsOf(sizeOf(row.attributes)) : 0)) as [
    number,
    number,
  ];
  if (!before || !after || !isSame(before.key, after.key)) return gone + come;
  return isSame(before.attributes, after.attributes) ? 0 : Math.max(gone, come);
}

function isSame(one: Item, other: Item): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

/** The answer of a single write, with what it cost the indexes of its table. */
export function withIndexUnits(answer: Output, indexes: IndexUnits | undefined): Output {
  const capacity = answer['ConsumedCapacity'] as { CapacityUnits: number; Table?: unknown } | undefined;
  if (!capacity || !indexes) return answer;
  return {
    ...answer,
    ConsumedCapacity: {
      ...capacity,
      CapacityUnits: capacity.CapacityUnits + sumOf(indexes),
      ...(capacity.Table ? detailsOf(indexes, (CapacityUnits) => ({ CapacityUnits })) : {}),
    },
  };
}

/** What one item of several used. */
export interface UsedUnits {
  table: string;
  /** Of the item, once. */
  units: number;
  indexes?: IndexUnits | undefined;
}

/** What a transaction answers: for each table its units, which are of one kind. */
export function transactionCapacity(
  used: readonly UsedUnits[],
  kind: 'ReadCapacityUnits' | 'WriteCapacityUnits',
  asked: AskedCapacity,
): Output[] {
  return byTable(used, asked, TRANSACTION_FACTOR, (units) => ({ CapacityUnits: units, [kind]: units }));
}

/** What a batch answers, for each table. */
export function batchCapacity(used: readonly UsedUnits[], asked: AskedCapacity): Output[] {
  return byTable(used, asked, 1, (CapacityUnits) => ({ CapacityUnits }));
}

/** `factor` is how many times its items cost a table. */
function byTable(
  used: readonly UsedUnits[],
  asked: AskedCapacity,
  factor: number,
  shown: (units: number) => Output,
): Output[] {
  return [...Map.groupBy(used, ({ table }) => table)].map(([TableName, ofTable]) => {
    const item = factor * ofTable.reduce((sum, { units }) => sum + units, 0);
    const indexes = ofTable.map((one) => one.indexes ?? NO_INDEXES).reduce(added);
    return {
      TableName,
      ...shown(item + sumOf(indexes)),
      ...(asked === 'INDEXES' ? { Table: shown(item), ...detailsOf(indexes, shown) } : {}),
    };
  });
}

const NO_INDEXES: IndexUnits = { GlobalSecondaryIndexes: {}, LocalSecondaryIndexes: {} };
const KINDS = ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'] as const;

function added(one: IndexUnits, other: IndexUnits): IndexUnits {
  const [GlobalSecondaryIndexes, LocalSecondaryIndexes] = KINDS.map((kind) => {
    const sums = { ...one[kind] };
    for (const [name, units] of Object.entries(other[kind])) sums[name] = (sums[name] ?? 0) + units;
    return sums;
  }) as [Record<string, number>, Record<string, number>];
  return { GlobalSecondaryIndexes, LocalSecondaryIndexes };
}

function sumOf(indexes: IndexUnits): number {
  const all = KINDS.flatMap((kind) => Object.values(indexes[kind]));
  return all.reduce((sum, units) => sum + units, 0);
}

/** Indexes that cost nothing are not told of. */
function detailsOf(indexes: IndexUnits, shown: (units: number) => Output): Output {
  const told = KINDS.filter((kind) => Object.keys(indexes[kind]).length > 0);
  return Object.fromEntries(
    told.map((kind) => [
      kind,
      Object.fromEntries(Object.entries(indexes[kind]).map(([name, units]) => [name, shown(units)])),
    ]),
  );
}
