// What keeps executions and their histories: memory (execution-memory.ts), or files that survive a restart (execution-files.ts).
import { hash, randomBytes } from 'node:crypto';
import type { HistoryEntry, HistoryEvent, MapRun, StateNote } from 'states-language';
import type { ExecutionRecords } from './execution-records.ts';

export interface ExecutionStore {
  /** All executions. */
  readonly records: ExecutionRecords;
  /** All map runs as they were last saved, oldest first. */
  loadMapRuns(): MapRun[];
  saveMapRun(run: MapRun): void;
  /** The execution of this ARN is new. */
  begin(executionArn: string): void;
  append(executionArn: string, entry: HistoryEntry): void;
  history(executionArn: string): readonly HistoryEvent[];
  /** How many events the history has. */
  eventCount(executionArn: string): number;
  /** Events and notes of an execution that an earlier process has left. Throws DamagedHistoryError. */
  left(executionArn: string): readonly HistoryEntry[];
  /** The execution has ended: nothing is added to its history. */
  evict(executionArn: string): void;
  saveDefinition(definition: string): string;
  /** Throws when it is gone. */
  definition(key: string): string;
  /** Resolves when what was recorded in this turn of the event loop is kept; undefined where nothing has to be waited for. */
  written(): Promise<void> | undefined;
  /** The key of task tokens. */
  tokenKey(): Buffer;
  close(): void;
}

export const TOKEN_KEY_BYTES = 48;

export function newTokenKey(): Buffer {
  return randomBytes(TOKEN_KEY_BYTES);
}

export function isNote(entry: HistoryEntry): entry is StateNote {
  return 'dueTime' in entry;
}

/** A short name for a text. */
export function keyOf(text: string): string {
  return hash('sha256', text).slice(0, 32);
}
