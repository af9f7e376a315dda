// What a worker thread and its instance say to each other, and how it travels when a process lies between them.

import type { UnreadOutput } from './unread-output.ts';

/** What the function is, to the worker at its start. */
export interface WorkerSetup {
  bundleFile: string;
  handlerName: string;
  /** The Handler of the template, as error messages name it. */
  handler: string;
  /** Whether its runtime still calls handlers with a callback. */
  hasCallback?: boolean;
  functionName: string;
  functionVersion: string;
  memoryMb: number;
  logFormat: 'Text' | 'JSON';
  /** Whether a debugger may be attached. */
  isDebugged: boolean;
  logGroup: string;
  logStream: string;
  /** Where compiled code is kept for the next thread that runs this bundle. */
  compiledFolder?: string;
}

/** The same with what the thread around it adds. */
export interface WorkerStart {
  setup: WorkerSetup;
  unread: UnreadOutput;
}

/** One invocation, to the worker. */
export interface InvokeMessage {
  requestId: string;
  /** JSON text. */
  payload: string;
  /** Milliseconds since 1970. */
  deadline: number;
  functionArn: string;
  traceHeader: string;
  clientContext?: unknown;
}

/** The same on its way: names take longer to write and to read than what they name. */
export type SentMessage = readonly [
  requestId: string,
  payload: string,
  deadline: number,
  functionArn: string,
  traceHeader: string,
  clientContext: unknown,
];

/** The handler answered. Memory: megabytes that this thread holds. Without names, as an invocation is. */
export type SentResult = readonly [payload: string, memoryMb: number];

export type WorkerMessage =
  | SentResult
  | { type: 'ready' }
  /** Loading the handler failed; the worker is of no use. */
  | { type: 'init-failed'; report: ErrorReport }
  | { type: 'log'; text: string }
  /** The handler failed; the worker lives on. */
  | { type: 'error'; report: ErrorReport; memoryMb: number }
  /** An exception or rejection nobody caught: Lambda ends the process, too. */
  | { type: 'crash'; report: ErrorReport };

/** The payload of a failed invocation. */
export interface ErrorReport {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** What the process that holds the threads is told; `id` names a thread. */
export type ChildOrder =
  | readonly [order: 'start', id: number, plan: ThreadPlan]
  | readonly [order: 'send', id: number, message: SentMessage]
  | readonly [order: 'stop', id: number];

/** What it tells of a thread; several at once, in order. */
export type ChildReport = readonly [id: number, report: ThreadReport];

/** What a thread is made of. Plain values: it may have to travel to another process. */
export interface ThreadPlan {
  /** The bundle of worker.ts. */
  workerFile: string;
  setup: WorkerSetup;
  /** Everything the function sees in process.env. */
  environment: Record<string, string>;
}

/** What becomes known of a thread, in order; `ended` comes once, as the last. */
export type ThreadReport =
  | WorkerMessage
  /** V8 gave up: an exception outside any handler, or more memory than the thread may have. */
  | { type: 'broken'; isOutOfMemory: boolean; stack: string }
  | { type: 'ended'; exit: Exit };

/** How a thread, or the process around it, came to its end. */
export type Exit = { code: number } | { signal: string };
