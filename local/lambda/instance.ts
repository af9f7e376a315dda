// One execution environment: a worker thread with its own variables and memory limit, handling one invocation at a time.
import { Worker } from 'node:worker_threads';
import { exitReport, outOfMemoryReport, timeoutReport } from './error-report.ts';
import type { ErrorReport, InvokeMessage, WorkerMessage, WorkerSetup } from './messages.ts';

export interface InstanceOptions {
  /** The bundle of worker.ts. */
  workerFile: string;
  setup: WorkerSetup;
  /** Everything the function sees in process.env. */
  environment: Record<string, string>;
  /** Gets each piece of text that the function writes, in order. */
  onOutput(text: string): void;
}

/** How an invocation ended. `isSpent`: Lambda would not use this environment again. */
export type Reply =
  | { kind: 'result'; payload: string; isSpent: false; memoryMb: number }
  | { kind: 'error'; report: ErrorReport; isSpent: boolean; memoryMb: number };

export interface Instance {
  /** Milliseconds until the handler was loaded; failing to load counts, too. */
  readonly ready: Promise<number>;
  /** Sends one event; the timeout counts from when the handler is loaded. Never rejects. */
  invoke(message: Omit<InvokeMessage, 'deadline'>, timeoutMs: number): Promise<Reply>;
  stop(): Promise<void>;
}

export interface TimeoutRule {
  /** False while a debugger may hold the function. */
  isEnforced(): boolean;
}

/** Starts an environment; its handler begins to load at once. */
export function startInstance(options: InstanceOptions, timeouts: TimeoutRule): Instance {
  const startedAt = performance.now();
  const { setup } = options;
  const worker = new Worker(options.workerFile, {
    workerData: setup,
    env: options.environment,
    // Stack traces name the .ts lines; the flags of the host process (its test runner, its inspector) stay out.
    execArgv: ['--enable-source-maps'],
    // Young generation and stack keep V8's own sizes: what is limited is what grows.
    resourceLimits: { maxOldGenerationSizeMb: setup.memoryMb },
    name: setup.functionName,
    stdout: true,
    stderr: true,
  });
  // What native code writes past process.stdout.
  for (const stream of [worker.stdout, worker.stderr])
    stream.on('data', (chunk: Buffer) => options.onOutput(chunk.toString()));

  let loaded: (ms: number) => void = () => {};
  const ready = new Promise<number>((resolve) => {
    loaded = resolve;
  });
  let settle: ((reply: Reply) => void) | undefined;
  let requestId = '';
  let initFailure: ErrorReport | undefined;
  let end: ((requestId: string) => ErrorReport) | undefined;

  const finish = (reply: Reply): void => {
    settle?.(reply);
    settle = undefined;
  };
  const failed = (report: ErrorReport, isSpent: boolean, memoryMb = 0): void =>
    finish({ kind: 'error', report, isSpent, memoryMb });
  const isLoaded = (): void => loaded(performance.now() - startedAt);

  const on: { [Type in WorkerMessage['type']]: (message: Extract<WorkerMessage, { type: Type }>) => void } = {
    ready: isLoaded,
    'init-failed': ({ report }) => {
      initFailure = report;
      isLoaded();
      failed(report, true);
    },
    log: ({ text }) => options.onOutput(text),
    result: ({ payload, memoryMb }) => finish({ kind: 'result', payload, isSpent: false, memoryMb }),
    error: ({ report, memoryMb }) => failed(report, false, memoryMb),
    crash: ({ report }) => {
      end = () => report;
      failed(report, true);
    },
  };
  worker.on('message', (message: WorkerMessage) => on[message.type](message as never));
  worker.on('error', (error: Error & { code?: string }) => {
    const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    end = isMemory ? outOfMemoryReport : (id) => ({ ...exitReport(id, 1), trace: [String(error.stack)] });
  });
  worker.on('exit', (exitCode) => {
    end ??= (id) => exitReport(id, exitCode);
    isLoaded();
    failed(end(requestId), true);
  });

  return {
    ready,
    invoke: async (message, timeoutMs) => {
      requestId = message.requestId;
      await ready;
      const lost = initFailure ?? end?.(requestId);
      if (lost) return { kind: 'error', report: lost, isSpent: true, memoryMb: 0 };
      const reply = new Promise<Reply>((resolve) => {
        settle = resolve;
      });
      const timer = setTimeout(() => {
        if (timeouts.isEnforced()) failed(timeoutReport(message.requestId, timeoutMs), true);
      }, timeoutMs);
      worker.postMessage({ ...message, deadline: Date.now() + timeoutMs } satisfies InvokeMessage);
      return reply.finally(() => clearTimeout(timer));
    },
    stop: async () => {
      await worker.terminate();
    },
  };
}
