// What a worker thread and its instance say to each other, and how it travels when a process lies between them.
import type { ThreadPlan, ThreadReport } from './thread.ts';

/** Given to the worker at its start. */
export interface WorkerSetup {
  bundleFile: string;
  handlerName: string;
  /** The Handler of the template, as error messages name it. */
  handler: string;
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

export type WorkerMessage =
  | { type: 'ready' }
  /** Loading the handler failed; the worker is of no use. */
  | { type: 'init-failed'; report: ErrorReport }
  | { type: 'log'; text: string }
  /** The handler answered. Memory: megabytes that this thread holds. */
  | { type: 'result'; payload: string; memoryMb: number }
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
  | { order: 'start'; id: number; plan: ThreadPlan }
  | { order: 'send'; id: number; message: InvokeMessage }
  | { order: 'stop'; id: number };

/** What it tells of a thread. */
export interface ChildReport {
  id: number;
  report: ThreadReport;
}
