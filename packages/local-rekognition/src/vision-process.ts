// The parent's side of the one child process that holds the models. The main process never holds a pixel.

import { type ChildProcess, fork } from 'node:child_process';
import { channel } from 'node:diagnostics_channel';
import { getCompileCacheDir } from 'node:module';
import { dirname, extname, join } from 'node:path';
import type {
  VisionAnswers,
  VisionFailure,
  VisionRefusal,
  VisionReply,
  VisionTask,
} from './vision/protocol.ts';

export interface Vision {
  /** Asks one question; starts the process if there is none. Rejects with VisionRefusedError or VisionFailedError. */
  ask<T extends VisionTask>(task: T): Promise<VisionAnswers[T['task']]>;
  /** Ends the process and waits until it is gone. A later question starts a new one. */
  close(): Promise<void>;
  /** The child's process id while it runs. */
  pid(): number | undefined;
}

/** The picture is not one the models may look at. */
export class VisionRefusedError extends Error {
  override readonly name = 'VisionRefusedError';
  readonly reason: VisionRefusal['reason'];
  constructor({ reason, message }: VisionRefusal) {
    super(message);
    this.reason = reason;
  }
}

/** The models failed, or their process died. */
export class VisionFailedError extends Error {
  override readonly name = 'VisionFailedError';
}

interface Pending {
  resolve(answer: VisionAnswers[keyof VisionAnswers]): void;
  reject(error: Error): void;
}

interface Running {
  child: ChildProcess;
  pending: Map<number, Pending>;
  ended: Promise<void>;
}

/** Where who measures can listen: a VisionSpan for each question that was answered. */
export const VISION_CHANNEL = 'local-rekognition:vision';

/** From question to answer. Milliseconds since 1970, with fractions. */
export interface VisionSpan {
  task: VisionTask['task'];
  startMs: number;
  endMs: number;
}

const ENTRY = join(import.meta.dirname, 'vision', `process${extname(import.meta.filename)}`);

// The same Node, without the parent's debugger port and loaders. Short-lived results of nets fill the young generation in
// no time: a small one is emptied before it costs 100 MB.
const NODE_FLAGS = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=4'];

// Linux (glibc) keeps freed memory for each thread; pictures and tensors come and go on many. Others know no such name.
const MALLOC = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '131072' };

/** `log` receives what the process writes to its standard error; `moreFlags` go to its Node. */
export function createVision(
  log: (line: string) => void = () => undefined,
  moreFlags: readonly string[] = [],
): Vision {
  let running: Running | undefined;
  let lastId = 0;

  function start(): Running {
    const child = fork(ENTRY, [], {
      serialization: 'advanced',
      execArgv: [...NODE_FLAGS, ...moreFlags],
      env: { ...MALLOC, ...process.env, ...compileCache() },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const pending = new Map<number, Pending>();
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    const started: Running = { child, pending, ended };
    child.stderr?.setEncoding('utf8').on('data', (text: string) => log(text.trimEnd()));
    child.on('message', (message: VisionReply | VisionFailure) => {
      if ('failure' in message) giveUp(started, message.failure);
      else settle(pending, message);
    });
    void ended.then(() => giveUp(started, 'the vision process ended'));
    running = started;
    return started;
  }

  /** Nothing more comes from this process: its questions fail, the next one starts another. */
  function giveUp(failed: Running, why: string): void {
    if (running === failed) running = undefined;
    for (const { reject } of failed.pending.values()) reject(new VisionFailedError(why));
    failed.pending.clear();
  }

  const spans = channel(VISION_CHANNEL);

  return {
    ask: <T extends VisionTask>(task: T) => {
      const { child, pending } = running ?? start();
      const id = ++lastId;
      const startMs = nowMs();
      return new Promise<VisionAnswers[T['task']]>((resolve, reject) => {
        const answered = (answer: VisionAnswers[T['task']]): void => {
          spans.publish({ task: task.task, startMs, endMs: nowMs() } satisfies VisionSpan);
          resolve(answer);
        };
        pending.set(id, { resolve: answered as Pending['resolve'], reject });
        const unreachable = (cause?: Error) =>
          reject(new VisionFailedError('the vision process cannot be reached', { cause }));
        // Where no more files may be open it could not be started, and has nothing to send with.
        if (child.pid === undefined) unreachable();
        else child.send({ id, ...task }, (error) => error && unreachable(error));
      });
    },
    close: async () => {
      const { child, ended } = running ?? {};
      child?.kill('SIGKILL');
      await ended;
    },
    pid: () => running?.child.pid,
  };
}

function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

function settle(pending: Map<number, Pending>, reply: VisionReply): void {
  const waiting = pending.get(reply.id);
  pending.delete(reply.id);
  if (!waiting) return;
  if ('answer' in reply) waiting.resolve(reply.answer);
  else if ('refusal' in reply) waiting.reject(new VisionRefusedError(reply.refusal));
  else waiting.reject(new VisionFailedError(reply.fault));
}

/** The libraries are compiled once where this process keeps what it compiles: loading takes a seventh less. */
function compileCache(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  // Each version of Node has a folder of its own in there.
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
}
