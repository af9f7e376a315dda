// What becomes of the executions that an earlier process has left under way: they go on, have ended, cannot go on, or cannot be read at
// the moment.
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
import { type ExecutionStore, isNote } from './execution-store.ts';
import { type MapRuns, recordsOf } from './map-runs.ts';

/** The error of an execution that cannot go on. */
export const INTERRUPTED = 'Local.Interrupted';

export type Left =
  | { record: ExecutionRecord; continued: Continued }
  /** As its history has ended it; `lost`: as it has to be ended now. */
  | { record: ExecutionRecord; ended: ExecutionRecord; lost?: HistoryEvent }
  /** A child that its parent knows nothing of: the process died while both were written, before anything came of it. */
  | { record: ExecutionRecord; isUnborn: true }
  /** Its files are there and are not to be read just now, and why. */
  | { record: ExecutionRecord; unread: string };

export interface LeftOptions {
  store: ExecutionStore;
  mapRuns: MapRuns;
  definitionOf(key: string): StateMachine;
  now(): number;
}

export class LeftExecutions {
  readonly #options: LeftOptions;
  /** Children and map runs that go on with their parents. */
  readonly #children = new Set<string>();
  /** Those that nothing can be said of yet, nor of their children. */
  readonly #unread = new Set<string>();
  readonly mapRuns = new Set<string>();

  constructor(options: LeftOptions) {
    this.#options = options;
  }

  /** Of these, oldest first: parents before the children that nobody goes on with. */
  *all(running: readonly ExecutionRecord[]): Iterable<Left> {
    for (const record of running) if (!record.mapRunArn) yield this.#left(record);
    for (const record of running)
      if (record.mapRunArn && !this.#children.has(record.executionArn) && !this.#isOfUnread(record))
        yield this.#orphan(record);
  }

  #isOfUnread({ mapRunArn = '' }: ExecutionRecord): boolean {
    return this.#unread.has(this.#options.mapRuns.get(mapRunArn)?.executionArn ?? '');
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
      return this.#unreadable(record, error);
    }
  }

  #orphan(record: ExecutionRecord): Left {
    try {
      if (!this.#isKnownToParent(record)) return { record, isUnborn: true };
      const ended = endedBy(record, this.#options.store.left(record.executionArn));
      return ended ? { record, ended } : this.#lost(record, 'its map run does not go on');
    } catch (error) {
      return this.#unreadable(record, error);
    }
  }

  #unreadable(record: ExecutionRecord, error: unknown): Left {
    if (!mayPass(error)) return this.#lost(record, reasonOf(error));
    const { executionArn } = record;
    this.#unread.add(executionArn);
    for (const { arn } of this.#options.mapRuns.of(executionArn)) this.mapRuns.add(arn);
    return { record, unread: (error as Error).message };
  }

  #isKnownToParent({ mapRunArn = '' }: ExecutionRecord): boolean {
    const { store, mapRuns } = this.#options;
    const history = store.history(mapRuns.get(mapRunArn)?.executionArn ?? '');
    return history.some((event) => event.mapRunStartedEventDetails?.mapRunArn === mapRunArn);
  }

  *#childrenIn(mapRunArn: string): Iterable<LeftChild> {
    const { store, now } = this.#options;
    this.mapRuns.add(mapRunArn);
    for (const record of recordsOf(store.records, mapRunArn)) {
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

/** An error of the machine (EIO, EMFILE, EACCES ...) says nothing of what is in a file. One that is gone does not come back. */
function mayPass(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall !== undefined && code !== 'ENOENT';
}

function reasonOf(error: unknown): string {
  if (error instanceof DamagedHistoryError) return error.message;
  if (error instanceof InvalidDefinitionError) return `its definition is refused: ${error.message}`;
  if ((error as NodeJS.ErrnoException).code === 'ENOENT')
    return `${(error as NodeJS.ErrnoException).path} is gone`;
  return error instanceof Error ? error.message : String(error);
}
