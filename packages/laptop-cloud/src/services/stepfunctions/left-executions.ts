// What becomes of the executions that an earlier process has left under way: they go on, have ended, or cannot go on.
import {
  type Continued,
  continuationOf,
  DamagedHistoryError,
  type HistoryEntry,
  type HistoryEvent,
  InvalidDefinitionError,
  type LeftChild,
  type Outcome,
  type StateMachine,
} from 'states-language';
import { type ExecutionRecord, endedRecord, endOfChild, executionOf } from './execution-record.ts';
import type { ExecutionRecords } from './execution-records.ts';
import { type ExecutionStore, isNote } from './execution-store.ts';
import { type MapRuns, recordsOf } from './map-runs.ts';

/** The error of an execution that cannot go on. */
export const INTERRUPTED = 'Local.Interrupted';

export type Left =
  | { record: ExecutionRecord; continued: Continued }
  /** As its history has ended it; `lost`: as it has to be ended now. */
  | { record: ExecutionRecord; ended: ExecutionRecord; lost?: HistoryEvent }
  /** A child that its parent knows nothing of: the process died while both were written, before anything came of it. */
  | { record: ExecutionRecord; isUnborn: true };

export interface LeftOptions {
  store: ExecutionStore;
  records: ExecutionRecords;
  mapRuns: MapRuns;
  definitionOf(key: string): StateMachine;
  now(): number;
}

export class LeftExecutions {
  readonly #options: LeftOptions;
  /** Children and map runs that go on with their parents. */
  readonly #children = new Set<string>();
  readonly mapRuns = new Set<string>();

  constructor(options: LeftOptions) {
    this.#options = options;
  }

  /** All, parents before the children that nobody goes on with. */
  *all(): Iterable<Left> {
    const running = this.#options.records
      .select(({ status }) => status === 'RUNNING')
      .slice()
      .reverse();
    for (const record of running) if (!record.mapRunArn) yield this.#left(record);
    for (const record of running)
      if (record.mapRunArn && !this.#children.has(record.executionArn)) yield this.#orphan(record);
  }

  #left(record: ExecutionRecord): Left {
    const { store, definitionOf } = this.#options;
    try {
      const entries = store.left(record.executionArn);
      const ended = endedBy(record, entries);
      if (ended) return { record, ended };
      if (record.isSynchronous) return this.#lost(record, 'whoever waited for its answer has gone');
      const childrenIn = (mapRunArn: string) => this.#childrenIn(mapRunArn);
      return { record, continued: continuationOf(definitionOf(record.definitionKey), entries, childrenIn) };
    } catch (error) {
      return this.#lost(record, reasonOf(error));
    }
  }

  #orphan(record: ExecutionRecord): Left {
    if (!this.#isKnownToParent(record)) return { record, isUnborn: true };
    try {
      const ended = endedBy(record, this.#options.store.left(record.executionArn));
      return ended ? { record, ended } : this.#lost(record, 'its map run does not go on');
    } catch (error) {
      return this.#lost(record, reasonOf(error));
    }
  }

  #isKnownToParent({ mapRunArn = '' }: ExecutionRecord): boolean {
    const { store, mapRuns } = this.#options;
    const history = store.history(mapRuns.get(mapRunArn)?.executionArn ?? '');
    return history.some((event) => event.mapRunStartedEventDetails?.mapRunArn === mapRunArn);
  }

  *#childrenIn(mapRunArn: string): Iterable<LeftChild> {
    const { store, records, now } = this.#options;
    this.mapRuns.add(mapRunArn);
    for (const record of recordsOf(records, mapRunArn)) {
      const { executionArn, mapRunIndex: index = 0, status } = record;
      const entries = status === 'RUNNING' ? store.left(executionArn) : [];
      const known = status === 'RUNNING' ? endedBy(record, entries) : record;
      if (!known) this.#children.add(executionArn);
      const outcome = known && outcomeOf(known);
      yield {
        index,
        execution: executionOf(record),
        ...(outcome && { outcome }),
        stopTime: known?.stopMs ?? now(),
        history: () => entries,
      };
    }
  }

  #lost(record: ExecutionRecord, reason: string): Left {
    const { store, now } = this.#options;
    const fault = {
      error: INTERRUPTED,
      cause: `The laptop cloud stopped while this execution was running, and it cannot go on: ${reason}`,
    };
    const last = store.history(record.executionArn).at(-1)?.id ?? 0;
    const event: HistoryEvent = {
      id: last + 1,
      previousEventId: 0,
      timestamp: now(),
      type: 'ExecutionAborted',
      executionAbortedEventDetails: fault,
    };
    const end = { stopMs: event.timestamp, eventCount: event.id };
    return { record, ended: endedRecord(record, { status: 'ABORTED', ...fault }, end), lost: event };
  }
}

/** The execution as its last event ends it; undefined while it is under way. */
function endedBy(record: ExecutionRecord, entries: readonly HistoryEntry[]): ExecutionRecord | undefined {
  const last = entries.findLast((entry): entry is HistoryEvent => !isNote(entry));
  const end = last && endOfChild(last);
  return end && { ...record, ...end, stopMs: last.timestamp, eventCount: last.id };
}

function outcomeOf({ status, output = 'null', error, cause }: ExecutionRecord): Outcome | undefined {
  if (status === 'RUNNING') return undefined;
  if (status === 'SUCCEEDED') return { status, output: JSON.parse(output) as unknown };
  return { status, ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}

function reasonOf(error: unknown): string {
  if (error instanceof DamagedHistoryError) return error.message;
  if (error instanceof InvalidDefinitionError) return `its definition is refused: ${error.message}`;
  if ((error as NodeJS.ErrnoException).code === 'ENOENT')
    return `${(error as NodeJS.ErrnoException).path} is gone`;
  return error instanceof Error ? error.message : String(error);
}
