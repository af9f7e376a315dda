// The contract between the States Language engine and whoever runs it: every effect goes through a Host.
import type { Fault, HistoryEvent } from './history.ts';

/** One execution of a state machine. Times are milliseconds since the epoch. */
export interface Execution {
  input: unknown;
  /** The text that the input was given as, which the history keeps as it is. Written anew without it. */
  inputText?: string;
  /** Execution ARN. */
  id: string;
  name: string;
  roleArn: string;
  startTime: number;
  redriveCount: number;
  /** Started by StartSyncExecution: its context object tells nothing of redrives. */
  isSynchronous?: boolean;
  stateMachine: { id: string; name: string };
  /** Redrive: where to go on instead of starting at StartAt. See `resumePoint` in redrive.ts. */
  resume?: ResumePoint & { redriveTime: number };
  /** The execution was under way when its process died, and goes on. See `continuationOf` in continuation.ts. */
  continued?: Continued;
}

/** What the history of an execution under way tells. */
export interface Continued {
  eventCount: number;
  /** Undefined when no state was entered. */
  point: ResumePoint | undefined;
  /** When the time that it may take began; undefined when not even its start was recorded. */
  sinceTime: number | undefined;
  /** When it was redriven, if it was. */
  redriveTime: number | undefined;
}

/** Where a sequence of states goes on: at a state that was entered before and is attempted again. */
export interface ResumePoint {
  state: string;
  input: unknown;
  variables: Readonly<Record<string, unknown>>;
  /** The event that recorded the entry of the state, and the last event of this sequence so far. */
  enteredEventId: number;
  lastEventId: number;
  /** The event that the entry follows. */
  enteredAfterId: number;
  /** Parallel and Map: what lies behind. */
  branches?: ResumedBranches;
  /** Distributed Map: the run that goes on. */
  mapRun?: ResumedMapRun;
  /** Continuation: the attempt that goes on. Without it the state is attempted anew. */
  attempt?: ResumedAttempt;
}

/** How far an attempt of a state had come when its process died. */
export interface ResumedAttempt {
  enteredTime: number;
  /** Of a task under way. */
  task?: ResumedTask;
  /** A task that succeeded; the state was not left yet. */
  result?: { output: unknown };
  /** A task, or an evaluation, that failed; the state was not left or retried yet. */
  failure?: Fault;
  note?: StateNote;
}

/** A task under way when its process died. */
export interface ResumedTask {
  /** When the attempt began; after that it may have been made again by more than one process. */
  attemptTime: number;
  /** When it was made last. */
  scheduledTime: number;
  /** Activities: a worker has taken it. */
  isStarted: boolean;
  /** `.sync` and `.waitForTaskToken`: the answer of the service, which has accepted the call. */
  submitted?: { output: unknown };
}

/** What a continuation needs and a history does not tell: until when a state sleeps, and after which retry. */
export interface StateNote {
  /** The event that recorded the entry of the state. */
  enteredEventId: number;
  dueTime: number;
  /** When it fell asleep. */
  sinceTime?: number;
  retry?: {
    /** Of the attempt that is due. */
    count: number;
    /** How often each retrier has answered. */
    used: readonly number[];
    /** The event that the attempt follows. */
    previousEventId: number;
  };
}

/** Branches and iterations by their index: those that ended keep their outputs, the others go on; one that is missing starts. */
export interface ResumedBranches {
  /** The event that they all follow. */
  startedEventId: number;
  ended: ReadonlyMap<number, unknown>;
  open: ReadonlyMap<number, ResumePoint>;
}

/** Child executions by their index, as far as they were started. */
export interface ResumedMapRun {
  arn: string;
  redriveCount: number;
  /** Continuation: it is neither started nor redriven, but goes on. */
  isUnderWay?: boolean;
  children: ReadonlyMap<number, ResumedChild>;
}

/** A child execution: one that is not attempted again has an outcome; another goes on at its `resume`, or starts anew without one. */
export interface ResumedChild {
  execution: Execution;
  outcome?: Outcome;
  /** When it ended. */
  stopTime: number;
}

export interface Host {
  clock: Clock;
  /** Does the work of a Task. Throws StatesTaskError when the task fails; anything else thrown is a bug of the host. */
  invoke(task: TaskCall): Promise<unknown>;
  /**
   * Why the input of a task cannot be used for its resource: such a task is not even scheduled. Empty where it can. Without it,
   * `invoke` alone tells.
   */
  complaintsOf?(resource: string, input: unknown): readonly string[] | Promise<readonly string[]>;
  /** Whether an activity of this ARN is there. Without it, `invoke` alone tells. */
  hasActivity?(arn: string): boolean;
  /** Receives every history event, in order. */
  emit?(event: HistoryEvent): void;
  /** Receives what a continuation needs beside the events, in order with them. */
  note?(note: StateNote): void;
  /** Makes the token of an attempt: the same again for the same attempt, so that it outlives the process. Random without it. */
  tokenOf?(attempt: AttemptKey): string;
  /** Aborting it aborts the execution; a reason of `{ error, cause }` is reported in the outcome. */
  signal?: AbortSignal;
  /** Objects for ItemReader and ResultWriter. Without it, a Map that needs them fails. */
  objects?: ObjectStore;
  /** The rows of a Parquet file as JSON objects, for ItemReader. Without it, PARQUET fails. */
  readParquet?(content: Uint8Array): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Distributed Map: called when a child execution starts or goes on; its events and notes go to what is returned. */
  child?(execution: Execution, mapRun: MapRun, index: number): Pick<Host, 'emit' | 'note'>;
  /** Distributed Map: called when a map run starts and when it ends. The counts of the object are kept current. */
  mapRun?(run: MapRun, adjust: (limits: Partial<MapRunLimits>) => void): void;
  /** An attached debugger stops when a state of this name is entered. */
  stopAt?: string | undefined;
  /** What the execution may use up. Unlimited unless given. */
  quotas?: Quotas;
}

export interface Quotas {
  maxHistoryEvents?: number;
  /** AWS counts a year for Standard executions, which nobody waits for here. */
  maxSeconds?: number;
}

/** Of AWS. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-state-machine-executions */
export const QUOTAS: Readonly<Record<'STANDARD' | 'EXPRESS', Quotas>> = {
  STANDARD: { maxHistoryEvents: 25_000 },
  EXPRESS: { maxSeconds: 300 },
};

/** Time as an execution sees it: real, or virtual. See clock.ts. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it is aborted first. */
  sleep: Sleep;
  /** Resolves when a task, or an execution, has had its `ms`: TimeoutSeconds, HeartbeatSeconds. `sleep` unless given. */
  deadline?: Sleep;
  /** Keeps a virtual clock from jumping while real work is under way, until the returned function is called. */
  hold?(): () => void;
}

export interface Sleep {
  (ms: number, signal?: AbortSignal): Promise<void>;
  /** The same for who mostly gives it up, which needs no signal: rings in the end, unless what it gives is called before. */
  alarm?(ms: number, ring: () => void): () => void;
}

/** What names one attempt of a state, also when it is made again because its process died. */
export interface AttemptKey {
  execution: Execution;
  enteredEventId: number;
  /** Retries so far of this visit of the state. */
  retryCount: number;
}

/** One attempt of a Task state. */
export interface TaskCall extends AttemptKey {
  state: string;
  /** As in the definition: a Lambda or activity ARN, or `arn:aws:states:::service:action[.sync|.waitForTaskToken]`. */
  resource: string;
  input: unknown;
  /** Activities, `.sync` and `.waitForTaskToken`: the token that `invoke` waits for, or beside the end of what it has started. */
  token?: string;
  timeoutMs?: number;
  heartbeatMs?: number;
  credentials?: unknown;
  /** Aborted when nobody waits for the result any more: timeout, failure of a sibling, end of the execution or of a timed call. */
  signal: AbortSignal;
  /** Continuation: the attempt was under way before. Whoever can goes on with it; otherwise it is made again. */
  resumed?: ResumedTask;
  /** `.sync` and `.waitForTaskToken`: tells that the service accepted the call, with its answer (TaskSubmitted). */
  submitted(output: unknown): void;
  /** Activities: tells that a worker took the task (ActivityStarted). */
  started(workerName?: string): void;
  /** Starts the heartbeat period anew; before the task is waited for, only once something else has ended. */
  heartbeat(after?: Promise<unknown>): void;
}

export type Outcome =
  | { status: 'SUCCEEDED'; output: unknown }
  | { status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'; error?: string; cause?: string };

/** What ItemReader and ResultWriter need of S3; parameters under the names of its API. Errors are thrown as they come. */
export interface ObjectStore {
  getObject(parameters: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Uint8Array | string>;
  /** All pages; each entry as in `Contents` of ListObjectsV2. */
  listObjects(
    parameters: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, unknown>>[]>;
  putObject(
    parameters: Readonly<Record<string, unknown>> & { Body: string },
    signal: AbortSignal,
  ): Promise<void>;
}

/** What UpdateMapRun may change while a map run is under way. */
export interface MapRunLimits {
  /** 0 for as many as there may be. */
  maxConcurrency: number;
  toleratedFailureCount: number;
  toleratedFailurePercentage: number;
}

/** The run of a distributed Map, as DescribeMapRun shows it. Times are milliseconds since the epoch. */
export interface MapRun extends MapRunLimits {
  arn: string;
  executionArn: string;
  state: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  startTime: number;
  stopTime?: number;
  /** The type of its child executions. */
  childType: 'STANDARD' | 'EXPRESS';
  redriveCount: number;
  redriveTime?: number;
  itemCounts: MapRunCounts;
  executionCounts: MapRunCounts;
}

export interface MapRunCounts {
  pending: number;
  running: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  aborted: number;
  total: number;
  resultsWritten: number;
}
