// Threads in one child process, so that the laptop's own process stays small and outlives a function that brings down its host.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import type { ChildOrder, ChildReport, Exit, ThreadPlan, ThreadReport } from './messages.ts';
import { isEnd, type ThreadHost } from './thread.ts';

type OnReport = (report: ThreadReport) => void;

/**
 * A function runs a few dozen times on a laptop, and so does each line of it. V8 would interpret them all that time; so it watches
 * from the first call on what to compile, and compiles that at once, not when enough has gathered. (To compile simply all that is
 * loaded is no faster and takes 10 MB a function.)
 */
const SOON_FAST = ['--no-lazy-feedback-allocation', '--no-baseline-batch-compilation'];

interface Running {
  child: ChildProcess;
  /** By thread id: who hears of the threads that have not ended. */
  listeners: Map<number, OnReport>;
  /** What has not been sent yet: orders of one moment cost one message, as each wakes the other process. */
  unsent: ChildOrder[];
}

/**
 * The process starts with the first thread and ends with the last. If it crashes, all its threads end as it did, and the
 * next thread starts a new one.
 */
export function childProcessHost(): ThreadHost {
  let running: Running | undefined;
  let lastId = 0;

  const startProcess = ({ workerFile }: ThreadPlan): Running => {
    // Bundled beside the worker.
    const child = fork(join(dirname(workerFile), 'thread-process.js'), [], {
      serialization: 'advanced',
      // Neither the inspector of this process nor its variables: functions get their own.
      // A dozen small heaps are collected fastest by the threads that they belong to: threads that help cost a sixth of the throughput.
      execArgv: ['--disable-warning=ExperimentalWarning', '--single-threaded-gc', ...SOON_FAST],
      env: processVariables(),
      // Standard output belongs to the command; what native code prints there is still worth seeing.
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    const started: Running = { child, listeners: new Map(), unsent: [] };
    child.on('message', (reports: ChildReport[]) => {
      for (const [id, report] of reports) {
        const onReport = started.listeners.get(id);
        if (isEnd(report)) started.listeners.delete(id);
        onReport?.(report);
      }
    });
    const ended = (exit: Exit): void => {
      if (running === started) running = undefined;
      const listeners = [...started.listeners.values()];
      started.listeners.clear();
      for (const onReport of listeners) onReport({ type: 'ended', exit });
    };
    child.on('exit', (code, signal) => ended(signal === null ? { code: code ?? 1 } : { signal }));
    child.on('error', () => {
      // A process that could not be started has no exit; one that cannot be reached is of no use.
      if (child.pid === undefined) ended({ code: 1 });
      else child.kill('SIGKILL');
    });
    running = started;
    return started;
  };

  /** Resolves when the process is gone; the next thread gets a new one at once. */
  const endProcess = async (host: Running): Promise<void> => {
    if (running === host) running = undefined;
    if (host.child.pid === undefined) return;
    const gone = once(host.child, 'exit');
    host.child.kill('SIGKILL');
    await gone;
  };

  return {
    start: (plan, onReport) => {
      const host = running ?? startProcess(plan);
      const id = ++lastId;
      const sendAll = (): void => {
        const orders = host.unsent.splice(0);
        // Orders that do not arrive are answered by the end of the process. One that could not be started has nothing to send with.
        if (host.child.pid !== undefined) host.child.send(orders, () => undefined);
      };
      const tell = (order: ChildOrder): void => {
        // Behind the promises of this moment: of the tasks that one write has waited for, each gives its order in its own.
        if (host.listeners.has(id) && host.unsent.push(order) === 1) process.nextTick(sendAll);
      };
      const { promise: gone, resolve: isGone } = Promise.withResolvers<void>();
      host.listeners.set(id, (report) => {
        if (isEnd(report)) isGone();
        onReport(report);
      });
      tell(['start', id, plan]);
      return {
        send: (message) => tell(['send', id, message]),
        stop: async () => {
          tell(['stop', id]);
          await gone;
          // V8 keeps most of what ended threads had: some 250 MB after a dozen of them.
          if (host === running && host.listeners.size === 0) await endProcess(host);
        },
      };
    },
    close: async () => {
      if (running) await endProcess(running);
    },
  };
}

/** What a process needs to run at all, on any system. */
function processVariables(): NodeJS.ProcessEnv {
  const names = ['PATH', 'TZ', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot'];
  const own = names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  // Else the GNU C library gives each thread a heap of its own, which costs 3 MB a thread.
  return { ...Object.fromEntries(own), MALLOC_ARENA_MAX: '2' };
}
