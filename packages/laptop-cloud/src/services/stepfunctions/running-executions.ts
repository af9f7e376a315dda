// The executions that this process has under way: each runs on the engine; what happens is kept and told, and so are its children.
import {
  type Execution,
  type HistoryEvent,
  type Host,
  type ObjectStore,
  type Outcome,
  parseStateMachine,
  QUOTAS,
  runStateMachine,
  type StateMachine,
  type StateNote,
} from 'states-language';
import { PassingMap } from '../passing-map.ts';
import { contextOf, type ExecutionRecord, endedRecord, endOfChild, executionOf } from './execution-record.ts';
import type { ExecutionStore } from './execution-store.ts';
import { performKept, tokensOf } from './kept-tasks.ts';
import { childRecord, type MapRuns } from './map-runs.ts';
import type { MockedTestCase } from './tasks/mock-configuration.ts';
import { withMocks } from './tasks/mocked.ts';
import { readParquet } from './tasks/parquet.ts';
import type { TaskContext, TaskStep } from './tasks/task.ts';
import type { ComplaintsOf } from './tasks/usable-input.ts';

export interface RunningOptions {
  store: ExecutionStore;
  clock: Host['clock'];
  stopAt?: string | undefined;
  /** Carries out tasks. */
  performTask: TaskStep;
  complaintsOf?: ComplaintsOf;
  hasActivity(arn: string): boolean;
  /** The case of the mock configuration that an execution runs. */
  testCaseOf(record: ExecutionRecord): MockedTestCase | undefined;
  objectsOf?(context: TaskContext): ObjectStore;
  onHistory(executionArn: string, event: HistoryEvent): void;
  onStatus(record: ExecutionRecord): void;
}

interface Running {
  abort: AbortController;
  over: Promise<ExecutionRecord>;
}

export class RunningExecutions {
  readonly #options: RunningOptions;
  readonly #mapRuns: MapRuns;
  readonly #running = new PassingMap<string, Running>();
  readonly #parsed = new Map<string, StateMachine>();
  readonly #tokenOf: Required<Host>['tokenOf'];
  #isClosing = false;

  constructor(options: RunningOptions, mapRuns: MapRuns) {
    this.#options = options;
    this.#mapRuns = mapRuns;
    this.#tokenOf = tokensOf(options.store.tokenKey());
  }

  get(arn: string): Running | undefined {
    return this.#running.get(arn);
  }

  /** Keeps an execution as it is now and tells it. */
  save(record: ExecutionRecord): void {
    this.#options.store.records.save(record);
    this.#options.onStatus(record);
  }

  /** Keeps what has happened and tells it. */
  emit(arn: string, event: HistoryEvent): void {
    if (this.#isClosing) return;
    this.#options.store.append(arn, event);
    this.#options.onHistory(arn, event);
  }

  definitionOf(key: string): StateMachine {
    const known = this.#parsed.get(key) ?? parseStateMachine(this.#options.store.definition(key));
    this.#parsed.set(key, known);
    return known;
  }

  run(record: ExecutionRecord, from: Pick<Execution, 'resume' | 'continued'> = {}): void {
    const { clock, stopAt, performTask, complaintsOf, hasActivity } = this.#options;
    const abort = new AbortController();
    const context = contextOf(record);
    const testCase = this.#options.testCaseOf(record);
    const perform = testCase ? withMocks(performTask, testCase) : performTask;
    const objects = this.#options.objectsOf?.(context);
    // Thousands may wait for days: what each holds is kept small.
    const host: Host = {
      clock,
      invoke: (task) => performKept(perform, task, context, this.#options),
      ...(testCase ? {} : { hasActivity, ...(complaintsOf ? { complaintsOf } : {}) }),
      emit: (event) => this.emit(record.executionArn, event),
      note: (note) => this.#note(record.executionArn, note),
      tokenOf: this.#tokenOf,
      signal: abort.signal,
      child: (execution, run, index) => this.#startChild(record, { execution, run, index }),
      mapRun: this.#mapRuns.note,
      ...(objects ? { objects } : {}),
      readParquet,
      quotas: QUOTAS[record.type],
      stopAt,
    };
    const execution: Execution = executionOf(record);
    Object.assign(execution, from);
    const over = runStateMachine(this.definitionOf(record.definitionKey), execution, host).then((outcome) =>
      this.#finish(record, outcome),
    );
    this.#running.set(record.executionArn, { abort, over });
  }

  get isClosing(): boolean {
    return this.#isClosing;
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

  #note(arn: string, note: StateNote): void {
    if (!this.#isClosing) this.#options.store.append(arn, note);
  }

  #finish(record: ExecutionRecord, outcome: Outcome): ExecutionRecord {
    const { store, clock } = this.#options;
    this.#running.delete(record.executionArn);
    if (this.#isClosing) return record;
    const eventCount = store.eventCount(record.executionArn);
    const ended = endedRecord(record, outcome, { stopMs: clock.now(), eventCount });
    this.save(ended);
    store.evict(record.executionArn);
    return ended;
  }

  #startChild(
    parent: ExecutionRecord,
    started: Parameters<typeof childRecord>[2],
  ): Pick<Host, 'emit' | 'note'> {
    const { store } = this.#options;
    const { execution } = started;
    const child = childRecord(parent, this.#options.store.records.get(execution.id), started);
    if (!execution.resume && !execution.continued) store.begin(child.executionArn);
    if (!execution.continued) this.save(child);
    return {
      note: (note) => this.#note(child.executionArn, note),
      emit: (event) => {
        this.emit(child.executionArn, event);
        const end = endOfChild(event);
        if (!end || this.#isClosing) return;
        this.save({ ...child, ...end, stopMs: event.timestamp, eventCount: event.id });
        store.evict(child.executionArn);
      },
    };
  }
}
