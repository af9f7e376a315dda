// Executions that end with the process.
import type { HistoryEntry, HistoryEvent, MapRun } from 'states-language';
import { RecordsInMemory } from './execution-records.ts';
import { type ExecutionStore, isNote, keyOf, newTokenKey } from './execution-store.ts';

export class ExecutionMemory implements ExecutionStore {
  readonly records = new RecordsInMemory();
  readonly #histories = new Map<string, HistoryEvent[]>();
  readonly #definitions = new Map<string, string>();
  readonly #tokenKey = newTokenKey();

  loadMapRuns(): MapRun[] {
    return [];
  }

  saveMapRun(): void {}

  begin(arn: string): void {
    this.#histories.set(arn, []);
  }

  append(arn: string, entry: HistoryEntry): void {
    if (!isNote(entry)) this.#histories.get(arn)?.push(entry);
  }

  history(arn: string): readonly HistoryEvent[] {
    return this.#histories.get(arn) ?? [];
  }

  eventCount(arn: string): number {
    return this.history(arn).length;
  }

  left(arn: string): readonly HistoryEntry[] {
    return this.history(arn);
  }

  evict(): void {}

  saveDefinition(definition: string): string {
    const key = keyOf(definition);
    this.#definitions.set(key, definition);
    return key;
  }

  definition(key: string): string {
    return this.#definitions.get(key) ?? '';
  }

  written(): undefined {}

  tokenKey(): Buffer {
    return this.#tokenKey;
  }

  close(): void {}
}
