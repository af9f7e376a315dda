// Runs executions: starts, stops and redrives them on the engine, keeps what happened and tells those who listen.
import { randomUUID } from 'node:crypto';
import type { HistoryEvent } from 'states-language';
import {
  type Execution,
  type Host,
  type ObjectStore,
  type Outcome,
  parseStateMachine,
  QUOTAS,
  resumePoint,
  runStateMachine,
  type StateMachine,
} from 'states-language';
import { ServiceError } from '../service.ts';
import { executionArn } from './arns.ts';
import {
  contextOf,
  type ExecutionRecord,
  endedRecord,
  endOfChild,
  executionOf,
  newTraceHeader,
  sameExecution,
} from './execution-record.ts';
import { redrivenRecord, redriveRefusal, rememberedRedrive } from './execution-redrive.ts';
import type { ExecutionStore } from './execution-store.ts';
import { childRecord, childrenOf, createMapRuns, type MapRuns } from './map-runs.ts';
import type { StateMachineRecord } from './state-machines.ts';
import type { MockedTestCase } from './tasks/mock-configuration.ts';
import { withMocks } from './tasks/mocked.ts';
import { readParquet } from './tasks/parquet.ts';
import type { TaskContext, TaskStep } from './tasks/task.ts';

/** The error of an execution that was under way when the laptop cloud stopped. */
export const INTERRUPTED = {
  error: 'Local.Interrupted',
  cause: 'The laptop cloud stopped while this execution was running; RedriveExecution goes on with it',
} as const;

export interface StartRequest {
  /** Given by the caller, or made. */
  name?: string | undefined;
  /** JSON text. */
  input: string;
  traceHeader?: string | undefined;
  testCase?: string | undefined;
  /** Whose machine it is, when it was started by a version or an alias. */
  versionArn?: string | undefined;
  aliasArn?: string | undefined;
}

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
}

export interface Executions {
  /** Starts one. The same name and input again, while it runs, give the same execution; otherwise ExecutionAlreadyExists. */
  start(machine: StateMachineRecord, request: StartRequest): ExecutionRecord;
  /** Ends one as ABORTED, if it runs; gives it once it has ended. */
  stop(arn: string, error: string | undefined, cause: string | undefined): Promise<ExecutionRecord>;
  /**
   * Goes on with one that failed, timed out or was aborted, at the state where it stopped; gives the time. The same
   * client token again gives the same time and does nothing. Throws ExecutionNotRedrivable.
   */
  redrive(arn: string, clientToken?: string): number;
  /** Why one cannot be redriven at this time; undefined when it can, by itself or by its map run. */
  redriveRefusal(arn: string): string | undefined;
  /** Throws ExecutionDoesNotExist. */
  required(arn: string): ExecutionRecord;
  /** Newest first. */
  list(): ExecutionRecord[];
  history(arn: string): readonly HistoryEvent[];
  /** The definition an execution runs, as it was when it started. */
  definition(arn: string): string;
  mapRuns: MapRuns;
  /** Resolves with the record once the execution is over; stops it when the signal aborts first. */
  ended(arn: string, signal?: AbortSignal): Promise<ExecutionRecord>;
  /** Interrupts what still runs. */
  close(): Promise<void>;
}

interface Running {
  abort: AbortController;
  over: Promise<ExecutionRecord>;
}

/** As a text in one piece: V8 keeps that of randomUUID in fifteen, which ten thousand waiting executions would carry. */
function newName(): string {
  return Buffer.from(randomUUID()).toString('latin1');
}

export function createExecutions(options: ExecutionsOptions): Executions {
  const { store, clock } = options;
  const records = new Map(store.load().map((record) => [record.executionArn, record]));
  const running = new Map<string, Running>();
  const mapRuns = createMapRuns(store, clock.now());
  const parsed = new Map<string, StateMachine>();
  let isClosing = false;
  for (const record of records.values()) if (record.status === 'RUNNING') interrupt(record);

  function save(record: ExecutionRecord): void {
    records.set(record.executionArn, record);
    store.save(record);
    options.onStatus(record);
  }

  function emit(arn: string, event: HistoryEvent): void {
    if (isClosing) return;
    store.append(arn, event);
    options.onHistory(arn, event);
  }

  function interrupt(record: ExecutionRecord): void {
    const last = store.history(record.executionArn).at(-1)?.id ?? 0;
    const event: HistoryEvent = {
      id: last + 1,
      previousEventId: last,
      timestamp: clock.now(),
      type: 'ExecutionAborted',
      executionAbortedEventDetails: { ...INTERRUPTED },
    };
    store.append(record.executionArn, event);
    const end = { stopMs: clock.now(), eventCount: event.id };
    const ended = endedRecord(record, { status: 'ABORTED', ...INTERRUPTED }, end);
    records.set(record.executionArn, ended);
    store.save(ended);
  }

  function definitionOf(key: string): StateMachine {
    const known = parsed.get(key) ?? parseStateMachine(store.definition(key));
    parsed.set(key, known);
    return known;
  }

  function run(record: ExecutionRecord, resume?: Execution['resume']): void {
    const abort = new AbortController();
    const context = contextOf(record);
    const objects = options.objectsOf?.(context);
    const testCase = options.testCaseOf(record);
    const perform = testCase ? withMocks(options.performTask, testCase) : options.performTask;
    const host: Host = {
      clock,
      invoke: (task) => perform(task, context),
      emit: (event) => emit(record.executionArn, event),
      signal: abort.signal,
      child: (execution, mapRun, index) => startChild(record, { execution, run: mapRun, index }),
      mapRun: mapRuns.note,
      ...(objects ? { objects } : {}),
      readParquet,
      quotas: QUOTAS[record.type],
      stopAt: options.stopAt,
    };
    const execution = { ...executionOf(record), ...(resume ? { resume } : {}) };
    const over = runStateMachine(definitionOf(record.definitionKey), execution, host).then((outcome) =>
      finish(record, outcome),
    );
    running.set(record.executionArn, { abort, over });
  }

  function finish(record: ExecutionRecord, outcome: Outcome): ExecutionRecord {
    running.delete(record.executionArn);
    if (isClosing) return record;
    const eventCount = store.history(record.executionArn).length;
    const ended = endedRecord(record, outcome, { stopMs: clock.now(), eventCount });
    save(ended);
    store.evict(record.executionArn);
    return ended;
  }

  function startChild(parent: ExecutionRecord, started: Parameters<typeof childRecord>[2]) {
    const child = childRecord(parent, records.get(started.execution.id), started);
    save(child);
    return {
      emit: (event: HistoryEvent) => {
        emit(child.executionArn, event);
        const end = endOfChild(event);
        if (end && !isClosing) save({ ...child, ...end, stopMs: event.timestamp, eventCount: event.id });
      },
    };
  }

  return {
    start(machine, request) {
      const name = request.name ?? newName();
      const isExpress = machine.type === 'EXPRESS';
      const arn = executionArn(machine.stateMachineArn, name, isExpress ? randomUUID() : undefined);
      const known = records.get(arn);
      if (known) return sameExecution(known, request.input);
      const definitionKey = store.saveDefinition(machine.definition);
      // What cannot be run is refused before it is recorded as running.
      definitionOf(definitionKey);
      const traceHeader = request.traceHeader ?? (machine.isTraced ? newTraceHeader(clock.now()) : undefined);
      const record: ExecutionRecord = {
        executionArn: arn,
        name,
        stateMachineArn: machine.stateMachineArn,
        type: machine.type,
        roleArn: machine.roleArn,
        definitionKey,
        input: request.input,
        status: 'RUNNING',
        startMs: clock.now(),
        redriveCount: 0,
        ...(traceHeader ? { traceHeader } : {}),
        ...(request.testCase === undefined ? {} : { testCase: request.testCase }),
        ...(request.versionArn === undefined ? {} : { stateMachineVersionArn: request.versionArn }),
        ...(request.aliasArn === undefined ? {} : { stateMachineAliasArn: request.aliasArn }),
      };
      save(record);
      run(record);
      return record;
    },
    async stop(arn, error, cause) {
      const record = required(arn);
      const under = running.get(arn);
      if (!under) return record;
      under.abort.abort({
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      });
      return under.over;
    },
    redrive(arn, clientToken) {
      const record = required(arn);
      const now = clock.now();
      const known = rememberedRedrive(record, clientToken, now);
      if (known) return known.redriveMs;
      const refusal = refusalOf(record);
      const resume = refusal
        ? undefined
        : resumePoint(definitionOf(record.definitionKey), store.history(arn), now, (mapRunArn) =>
            childrenOf(records.values(), mapRunArn, store),
          );
      // A child of a map run goes on with its parent only.
      if (!resume || record.mapRunArn) {
        throw new ServiceError(
          'ExecutionNotRedrivable',
          refusal ?? `Execution is ${record.status} and cannot be redriven`,
        );
      }
      const redriven = redrivenRecord(record, now, clientToken);
      save(redriven);
      run(redriven, resume);
      return now;
    },
    redriveRefusal: (arn) => refusalOf(required(arn)),
    required,
    list: () => [...records.values()].reverse(),
    history: (arn) => store.history(arn),
    definition: (arn) => store.definition(required(arn).definitionKey),
    mapRuns,
    async ended(arn, signal) {
      const under = running.get(arn);
      if (!under) return required(arn);
      if (!signal) return under.over;
      const stop = () => under.abort.abort({});
      signal.addEventListener('abort', stop);
      return under.over.finally(() => signal.removeEventListener('abort', stop));
    },
    async close() {
      isClosing = true;
      const left = [...running.entries()];
      for (const [, { abort }] of left) abort.abort({ ...INTERRUPTED });
      await Promise.allSettled(left.map(([, { over }]) => over));
      for (const [arn] of left) interrupt(required(arn));
      store.flush();
    },
  };

  function refusalOf(record: ExecutionRecord): string | undefined {
    // A child of a map run names its machine as `machine/label`.
    if (!options.hasMachine(record.stateMachineArn.replace(/\/.*$/, '')))
      return 'State machine is in DELETING status';
    return redriveRefusal(record, clock.now());
  }

  function required(arn: string): ExecutionRecord {
    const record = records.get(arn);
    if (!record) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return record;
  }
}
