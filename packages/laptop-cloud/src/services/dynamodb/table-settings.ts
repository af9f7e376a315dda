// What a table has beside what its engine knows: tags, protection, class and encryption. They lie in the same database.
import { createHash } from 'node:crypto';
import type { Store, Table } from 'dynalite/db/index.js';
import * as z from 'zod';
import type { KeyRefusal } from '../key-refusal.ts';
import { parseInput } from '../parse-input.ts';
import { ServiceError } from '../service.ts';
import type { Input, Output } from './engine.ts';
import { VALIDATION } from './validation.ts';

const PREFIX = 'settings~';

const Tag = z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) });
const GIVEN = {
  DeletionProtectionEnabled: z.boolean().nullish(),
  SSESpecification: z
    .strictObject({
      Enabled: z.boolean().optional(),
      SSEType: z.enum(['AES256', 'KMS']).optional(),
      KMSMasterKeyId: z.string().optional(),
    })
    .nullish(),
  TableClass: z.enum(['STANDARD', 'STANDARD_INFREQUENT_ACCESS']).nullish(),
};
const Given = z.strictObject({ ...GIVEN, Tags: z.array(Tag).nullish() });
type Given = z.infer<typeof Given>;

export interface TableSettings {
  tags: Record<string, string>;
  isProtected: boolean;
  tableClass?: string;
  encryption?: { SSEType: string; KMSMasterKeyArn?: string };
}

const NONE: TableSettings = { tags: {}, isProtected: false };

export async function readSettings(store: Store, table: string): Promise<TableSettings> {
  const kept = await store.db.get(PREFIX + table).catch((error: { code?: string }) => {
    if (error.code !== 'LEVEL_NOT_FOUND') throw error;
  });
  return (kept as TableSettings | undefined) ?? NONE;
}

export async function writeSettings(store: Store, table: string, settings: TableSettings): Promise<void> {
  await store.db.put(PREFIX + table, settings);
}

/** What is being changed of each table. */
const underWay = new WeakMap<Store, Map<string, Promise<void>>>();

/** Changes what the change before it has left, so that of two that come together none is lost. Rejects as `change` throws. */
export async function changeSettings(
  store: Store,
  table: string,
  change: (settings: TableSettings) => TableSettings,
): Promise<void> {
  const waiting = underWay.get(store) ?? new Map<string, Promise<void>>();
  underWay.set(store, waiting);
  const before = waiting.get(table) ?? Promise.resolve();
  const mine = before
    .catch(() => undefined)
    .then(async () => writeSettings(store, table, change(await readSettings(store, table))));
  waiting.set(table, mine);
  try {
    await mine;
  } finally {
    if (waiting.get(table) === mine) waiting.delete(table);
  }
}

export async function forgetSettings(store: Store, table: string): Promise<void> {
  await store.db.del(PREFIX + table);
}

/** Names of tables that have some. */
export async function tablesWithSettings({ db }: Store): Promise<string[]> {
  const names: string[] = [];
  for await (const key of db.keys({ gte: PREFIX, lt: `${PREFIX}\xff` })) names.push(key.slice(PREFIX.length));
  return names;
}

/** Takes from an input what the engine does not know; throws ValidationException for what is malformed. */
export function takeSettings(input: Input): { engine: Input; given: Given } {
  const names = Object.keys(Given.shape);
  const pick = (wanted: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(input).filter(([name]) => wanted(name)));
  return {
    engine: pick((name) => !names.includes(name)),
    given: parseInput(
      Given,
      pick((name) => names.includes(name)),
      VALIDATION,
    ),
  };
}

/** A table's key has to be there when the table is told of it. */
export function refuseMissingKey(
  { SSESpecification: sse }: Given,
  keyRefusal: KeyRefusal = () => undefined,
): void {
  const refusal =
    sse?.Enabled && sse.KMSMasterKeyId !== undefined ? keyRefusal(sse.KMSMasterKeyId) : undefined;
  if (refusal !== undefined)
    throw new ServiceError(
      VALIDATION,
      `KMS validation error: com.amazonaws.services.kms.model.NotFoundException: ${refusal}`,
    );
}

export function withGiven(current: TableSettings, given: Given): TableSettings {
  const { DeletionProtectionEnabled, SSESpecification: sse, TableClass, Tags } = given;
  const { encryption, ...rest } = current;
  const kept = sse ? undefined : encryption;
  const wanted = sse?.Enabled
    ? {
        SSEType: sse.SSEType ?? 'KMS',
        ...(sse.KMSMasterKeyId === undefined ? {} : { KMSMasterKeyArn: sse.KMSMasterKeyId }),
      }
    : kept;
  return {
    ...rest,
    tags: { ...current.tags, ...Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key, Value])) },
    isProtected: DeletionProtectionEnabled ?? current.isProtected,
    ...(TableClass ? { tableClass: TableClass } : {}),
    ...(wanted ? { encryption: wanted } : {}),
  };
}

/** A description with its settings, and an id of the form that AWS gives: the engine's lacks four digits. */
export function described(table: Table | Output, settings: TableSettings): Output {
  const { isProtected, tableClass, encryption } = settings;
  const id = String(table['TableId'] ?? '');
  const last = createHash('sha256').update(id).digest('hex').slice(0, 12);
  return {
    ...table,
    TableId: `${id.slice(0, 24)}${last}`,
    DeletionProtectionEnabled: isProtected,
    ...(tableClass ? { TableClassSummary: { TableClass: tableClass } } : {}),
    ...(encryption ? { SSEDescription: { Status: 'ENABLED', ...encryption } } : {}),
  };
}
