// Runs executions: starts, stops and redrives them on the engine, keeps what happened and tells those who listen. What an
// earlier process has left under way goes on.
import { randomUUID } from 'node:crypto';
import {
  type Execution,
  type HistoryEvent,
  type Host,
  type ObjectStore,
  type Outcome,
  parseStateMachine,
  QUOTAS,
  resumePoint,
  runStateMachine,
  type StateMachine,
  type StateNote,
} from 'states-language';
import { ServiceError } from '../service.ts';
import { executionArn } from './arns.ts';
import {
  contextOf,
  type ExecutionRecord,
  endedRecord,
  endOfChild,
  executionOf,
  sameExecution,
} from './execution-record.ts';
import type { ExecutionRecords, Facets, RecordList } from './execution-records.ts';
import { redrivenRecord, redriveRefusal, rememberedRedrive } from './execution-redrive.ts';
import type { ExecutionStore } from './execution-store.ts';
import { performKept, tokensOf } from './kept-tasks.ts';
import { LeftExecutions } from './left-executions.ts';
import { childRecord, childrenOf, MapRuns } from './map-runs.ts';
import { newRecord, type StartRequest } from './new-execution.ts';
import type { StateMachineRecord } from './state-machines.ts';
import type { MockedTestCase } from './tasks/mock-configuration.ts';
import { withMocks } from './tasks/mocked.ts';
import { readParquet } from './tasks/parquet.ts';
import type { TaskContext, TaskStep } from './tasks/task.ts';

export interface ExecutionsOptions {
  store: ExecutionStore;
  clock: Host['clock'];
  stopAt?: string | undefined;
  /** Carries out tasks. */
  performTask: TaskStep;
  /** The case of the mock configuration that an execution runs. */
  testCaseOf(record: ExecutionRecord): MockedTestCase | undefined;
  objectsOf?(context: TaskContext): ObjectStore;
  hasMachine(stateMachineArn: string): boolean;
  onHistory(executionArn: string, event: HistoryEvent): void;
  onStatus(record: ExecutionRecord): void;
  /** One that an earlier process has left goes on. */
  onResumed(record: ExecutionRecord): void;
}

/** What became of the executions that an earlier process has left under way. */
export interface Resumed {
  goingOn: ExecutionRecord[];
  /** Those that could not go on, and say why. */
  lost: ExecutionRecord[];
}

interface Running {
  abort: AbortController;
  over: Promise<ExecutionRecord>;
}

export class Executions {
  readonly mapRuns: MapRuns;
  readonly #options: ExecutionsOptions;
  readonly #records: ExecutionRecords;
  readonly #running = new Map<string, Running>();
  readonly #parsed = new Map<string, StateMachine>();
  readonly #tokenOf: Required<Host>['tokenOf'];
  readonly #resumed = Promise.withResolvers<void>();
  #isClosing = false;

  constructor(options: ExecutionsOptions) {
    const { store } = options;
    this.#options = options;
    this.#records = store.records;
    this.#tokenOf = tokensOf(store.tokenKey());
    this.mapRuns = new MapRuns(store);
    if (this.#records.select(({ status }) => status === 'RUNNING').length === 0) this.#resumed.resolve();
  }

  /** Starts one. The same name and input again, while it runs, give the same execution; otherwise ExecutionAlreadyExists. */
  start(machine: StateMachineRecord, request: StartRequest): ExecutionRecord {
    const { store, clock } = this.#options;
    const name = request.name ?? newName();
    const isExpress = machine.type === 'EXPRESS';
    const arn = executionArn(machine.stateMachineArn, name, isExpress ? randomUUID() : undefined);
    const known = this.#records.get(arn);
    if (known) return sameExecution(known, request.input);
    const definitionKey = store.saveDefinition(machine.definition);
    // What cannot be run is refused before it is recorded as running.
    this.#definitionOf(definitionKey);
    const record = newRecord({ arn, name, machine, definitionKey, request, nowMs: clock.now() });
    store.begin(arn);
    this.#save(record);
    this.#run(record);
    return record;
  }

  /** Ends one as ABORTED, if it runs; gives it once it has ended. */
  async stop(arn: string, error: string | undefined, cause: string | undefined): Promise<ExecutionRecord> {
    const record = await this.#here(arn);
    const under = this.#running.get(arn);
    if (!under) return record;
    under.abort.abort({
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
    return under.over;
  }

  /**
   * Goes on with one that failed, timed out or was aborted, at the state where it stopped; gives the time. The same
   * client token again gives the same time and does nothing. Throws ExecutionNotRedrivable.
   */
  redrive(arn: string, clientToken?: string): number {
    const { store, clock } = this.#options;
    const record = this.required(arn);
    const now = clock.now();
    const known = rememberedRedrive(record, clientToken, now);
    if (known) return known.redriveMs;
    const refusal = this.#refusalOf(record);
    const resume = refusal
      ? undefined
      : resumePoint(this.#definitionOf(record.definitionKey), store.history(arn), now, (mapRunArn) =>
          childrenOf(this.#records, mapRunArn, store),
        );
    // A child of a map run goes on with its parent only.
    if (!resume || record.mapRunArn) {
      throw new ServiceError(
        'ExecutionNotRedrivable',
        refusal ?? `Execution is ${record.status} and cannot be redriven`,
      );
    }
    const redriven = redrivenRecord(record, now, clientToken);
    this.#save(redriven);
    this.#run(redriven, { resume });
    return now;
  }

  /** Why one cannot be redriven at this time; undefined when it can, by itself or by its map run. */
  redriveRefusal(arn: string): string | undefined {
    return this.#refusalOf(this.required(arn));
  }

  find(arn: string): ExecutionRecord | undefined {
    return this.#records.get(arn);
  }

  /** Throws ExecutionDoesNotExist. */
  required(arn: string): ExecutionRecord {
    const record = this.find(arn);
    if (!record) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return record;
  }

  /** Those that match, newest first. */
  list(matches: (facets: Facets) => boolean = () => true): RecordList {
    return this.#records.select(matches);
  }

  history(arn: string): readonly HistoryEvent[] {
    return this.#options.store.history(arn);
  }

  /** The definition an execution runs, as it was when it started. */
  definition(arn: string): string {
    return this.#options.store.definition(this.required(arn).definitionKey);
  }

  /** Resolves with the record once the execution is over; stops it when the signal aborts first. */
  async ended(arn: string, signal?: AbortSignal): Promise<ExecutionRecord> {
    const record = await this.#here(arn);
    const under = this.#running.get(arn);
    if (!under) return record;
    if (!signal) return under.over;
    const stop = () => under.abort.abort({});
    signal.addEventListener('abort', stop);
    return under.over.finally(() => signal.removeEventListener('abort', stop));
  }

  /** Resolves when all that was recorded in this turn of the event loop will survive the process. */
  async written(): Promise<void> {
    await this.#options.store.written();
  }

  /** Resolves when those that an earlier process has left go on. */
  whenResumed(): Promise<void> {
    return this.#resumed.promise;
  }

  /** Goes on with what an earlier process has left under way; what tasks need must be there. */
  resume(): Resumed {
    const { store, clock } = this.#options;
    const resumed: Resumed = { goingOn: [], lost: [] };
    const left = new LeftExecutions({
      store,
      records: this.#records,
      mapRuns: this.mapRuns,
      definitionOf: (key) => this.#definitionOf(key),
      now: () => clock.now(),
    });
    // All are read before one runs: each finds the others as the earlier process has left them.
    for (const one of [...left.all()]) {
      if ('continued' in one) {
        resumed.goingOn.push(one.record);
        this.#options.onResumed(one.record);
        this.#run(one.record, { continued: one.continued });
        continue;
      }
      if ('isUnborn' in one) {
        this.#records.forget(one.record.executionArn);
        continue;
      }
      if (one.lost) {
        resumed.lost.push(one.ended);
        this.#emit(one.ended.executionArn, one.lost);
      }
      this.#save(one.ended);
      store.evict(one.ended.executionArn);
    }
    this.mapRuns.abandon(left.mapRuns, clock.now());
    this.#resumed.resolve();
    return resumed;
  }

  /** Leaves what still runs to the next process. */
  async close(): Promise<void> {
    // Between two turns, so that what has happened together is kept together.
    await new Promise(setImmediate);
    this.#isClosing = true;
    this.#options.store.close();
    const left = [...this.#running.values()];
    for (const { abort } of left) abort.abort();
    await Promise.allSettled(left.map(({ over }) => over));
  }

  #save(record: ExecutionRecord): void {
    this.#records.save(record);
    this.#options.onStatus(record);
  }

  #emit(arn: string, event: HistoryEvent): void {
    if (this.#isClosing) return;
    this.#options.store.append(arn, event);
    this.#options.onHistory(arn, event);
  }

  #definitionOf(key: string): StateMachine {
    const known = this.#parsed.get(key) ?? parseStateMachine(this.#options.store.definition(key));
    this.#parsed.set(key, known);
    return known;
  }

  #run(record: ExecutionRecord, from: Pick<Execution, 'resume' | 'continued'> = {}): void {
    const { clock, stopAt, performTask } = this.#options;
    const abort = new AbortController();
    const context = contextOf(record);
    const testCase = this.#options.testCaseOf(record);
    const perform = testCase ? withMocks(performTask, testCase) : performTask;
    const objects = this.#options.objectsOf?.(context);
    // Thousands may wait for days: what each holds is kept small.
    const host: Host = {
      clock,
      invoke: (task) => performKept(perform, task, context, this.#options),
      emit: (event) => this.#emit(record.executionArn, event),
      note: (note) => this.#note(record.executionArn, note),
      tokenOf: this.#tokenOf,
      signal: abort.signal,
      child: (execution, run, index) => this.#startChild(record, { execution, run, index }),
      mapRun: this.mapRuns.note,
      ...(objects ? { objects } : {}),
      readParquet,
      quotas: QUOTAS[record.type],
      stopAt,
    };
    const execution: Execution = executionOf(record);
    Object.assign(execution, from);
    const over = runStateMachine(this.#definitionOf(record.definitionKey), execution, host).then((outcome) =>
      this.#finish(record, outcome),
    );
    this.#running.set(record.executionArn, { abort, over });
  }

  #note(arn: string, note: StateNote): void {
    if (!this.#isClosing) this.#options.store.append(arn, note);
  }

  #finish(record: ExecutionRecord, outcome: Outcome): ExecutionRecord {
    const { store, clock } = this.#options;
    this.#running.delete(record.executionArn);
    if (this.#isClosing) return record;
    const eventCount = store.history(record.executionArn).length;
    const ended = endedRecord(record, outcome, { stopMs: clock.now(), eventCount });
    this.#save(ended);
    store.evict(record.executionArn);
    return ended;
  }

  #startChild(
    parent: ExecutionRecord,
    started: Parameters<typeof childRecord>[2],
  ): Pick<Host, 'emit' | 'note'> {
    const { store } = this.#options;
    const { execution } = started;
    const child = childRecord(parent, this.#records.get(execution.id), started);
    if (!execution.resume && !execution.continued) store.begin(child.executionArn);
    if (!execution.continued) this.#save(child);
    return {
      note: (note) => this.#note(child.executionArn, note),
      emit: (event) => {
        this.#emit(child.executionArn, event);
        const end = endOfChild(event);
        if (!end || this.#isClosing) return;
        this.#save({ ...child, ...end, stopMs: event.timestamp, eventCount: event.id });
        store.evict(child.executionArn);
      },
    };
  }

  /** Once it is known whether it goes on. */
  async #here(arn: string): Promise<ExecutionRecord> {
    const isLeft = this.required(arn).status === 'RUNNING' && !this.#running.has(arn);
    if (isLeft) await this.#resumed.promise;
    return this.required(arn);
  }

  #refusalOf(record: ExecutionRecord): string | undefined {
    // A child of a map run names its machine as `machine/label`.
    if (!this.#options.hasMachine(record.stateMachineArn.replace(/\/.*$/, '')))
      return 'State machine is in DELETING status';
    return redriveRefusal(record, this.#options.clock.now());
  }
}

/** As a text in one piece: V8 keeps that of randomUUID in fifteen, which ten thousand waiting executions would carry. */
function newName(): string {
  return Buffer.from(randomUUID()).toString('latin1');
}
