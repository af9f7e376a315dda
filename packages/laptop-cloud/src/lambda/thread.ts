// One worker thread, and the wish to have it elsewhere: whoever starts threads is a ThreadHost, and all speak alike.
import { Worker } from 'node:worker_threads';
import type { SentMessage, ThreadPlan, ThreadReport, WorkerMessage, WorkerStart } from './messages.ts';
import { countUnread, takeCounted } from './unread-output.ts';

export interface Thread {
  send(message: SentMessage): void;
  /** Ends the thread and waits until it is gone. */
  stop(): Promise<void>;
}

export interface ThreadHost {
  /** Starts a thread; its handler begins to load at once. */
  start(plan: ThreadPlan, onReport: (report: ThreadReport) => void): Thread;
  /** Ends all threads and whatever was started for them; a later start is possible. */
  close(): Promise<void>;
}

/** Whether nothing more comes of a thread. */
export function isEnd(report: ThreadReport): boolean {
  return 'type' in report && report.type === 'ended';
}

/**
 * Threads of this very process: a debugger that is attached to it stops in them, too. `whenTaken` calls back once what was reported
 * before is out of this process's hands; at once by default.
 */
export function inProcessHost(whenTaken: (isTaken: () => void) => void = (isTaken) => isTaken()): ThreadHost {
  const running = new Set<Thread>();
  return {
    start: (plan, onReport) => {
      const thread = startThread(plan, whenTaken, (report) => {
        if (isEnd(report)) running.delete(thread);
        onReport(report);
      });
      running.add(thread);
      return thread;
    },
    close: async () => {
      await Promise.all([...running].map((thread) => thread.stop()));
    },
  };
}

/**
 * What a busy thread takes for objects that live for a moment only, whatever the function's memory. On a machine with much memory V8
 * would give each thread 200 MB of it, nearly all of that garbage that nobody collects while there is room.
 */
const MOST_YOUNG_MB = 12;

function startThread(
  { workerFile, setup, environment }: ThreadPlan,
  whenTaken: (isTaken: () => void) => void,
  onReport: (report: ThreadReport) => void,
): Thread {
  const unread = countUnread();
  const worker = new Worker(workerFile, {
    workerData: { setup, unread } satisfies WorkerStart,
    env: environment,
    // Stack traces name the .ts lines; the flags of the host process (its test runner, its inspector) stay out.
    execArgv: ['--enable-source-maps'],
    resourceLimits: {
      maxOldGenerationSizeMb: setup.memoryMb,
      maxYoungGenerationSizeMb: Math.min(MOST_YOUNG_MB, setup.memoryMb),
    },
    name: setup.functionName,
    stdout: true,
    stderr: true,
  });
  // What native code writes past process.stdout.
  for (const stream of [worker.stdout, worker.stderr])
    stream.on('data', (chunk: Buffer) => onReport({ type: 'log', text: chunk.toString() }));
  worker.on('message', (message: WorkerMessage) => {
    onReport(message);
    if ('type' in message && message.type === 'log') whenTaken(() => takeCounted(unread, message.text));
  });
  worker.on('error', (error: Error & { code?: string }) =>
    onReport({
      type: 'broken',
      isOutOfMemory: error.code === 'ERR_WORKER_OUT_OF_MEMORY',
      stack: String(error.stack),
    }),
  );
  worker.on('exit', (code) => onReport({ type: 'ended', exit: { code } }));
  return {
    send: (message) => worker.postMessage(message),
    stop: async () => {
      await worker.terminate();
    },
  };
}
