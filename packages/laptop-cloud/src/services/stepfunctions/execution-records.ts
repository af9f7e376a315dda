// The records of executions, as those who look for them see them: in memory here, or in a file (filed-records.ts).
import type { ExecutionRecord } from './execution-record.ts';

/** What a list is filtered by. */
export type Facets = Pick<
  ExecutionRecord,
  | 'stateMachineArn'
  | 'stateMachineVersionArn'
  | 'stateMachineAliasArn'
  | 'mapRunArn'
  | 'status'
  | 'redriveCount'
>;

/** Records in order, read when they are asked for. */
export interface RecordList {
  readonly length: number;
  slice(start?: number, end?: number): ExecutionRecord[];
}

export interface ExecutionRecords {
  /** The record as it was last saved. */
  get(executionArn: string): ExecutionRecord | undefined;
  save(record: ExecutionRecord): void;
  /** It is as if it had never been. */
  forget(executionArn: string): void;
  /** Those that match, the one that began last first. Of `redriveCount`, only whether it is 0 can be relied on. */
  select(matches: (facets: Facets) => boolean): RecordList;
}

export class RecordsInMemory implements ExecutionRecords {
  readonly #records = new Map<string, ExecutionRecord>();

  get(executionArn: string): ExecutionRecord | undefined {
    return this.#records.get(executionArn);
  }

  save(record: ExecutionRecord): void {
    this.#records.set(record.executionArn, record);
  }

  forget(executionArn: string): void {
    this.#records.delete(executionArn);
  }

  select(matches: (facets: Facets) => boolean): RecordList {
    return [...this.#records.values()].filter(matches).reverse();
  }
}
