// One execution environment: a thread with its own variables and memory limit, handling one invocation at a time.
import { exitReport, outOfMemoryReport, timeoutReport } from './error-report.ts';
import type {
  ErrorReport,
  InvokeMessage,
  SentMessage,
  SentResult,
  ThreadPlan,
  ThreadReport,
} from './messages.ts';
import type { ThreadHost } from './thread.ts';

export interface InstanceOptions {
  plan: ThreadPlan;
  /** Where its thread runs. */
  host: ThreadHost;
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
  /** Whether the handler was loaded, or failed to. */
  isReady(): boolean;
  /** Whether it came to its end by itself, so that nobody can use it again. */
  hasExited(): boolean;
  /** Sends one event; the timeout counts from when the handler is loaded. Never rejects. */
  invoke(message: Omit<InvokeMessage, 'deadline'>, timeoutMs: number): Promise<Reply>;
  stop(): Promise<void>;
}

/** All but the answer. */
type Told = Exclude<ThreadReport, SentResult>;

export interface TimeoutRule {
  /** False while a debugger may hold the function. */
  isEnforced(): boolean;
}

/** Starts an environment; its handler begins to load at once. */
export function startInstance(options: InstanceOptions, timeouts: TimeoutRule): Instance {
  const startedAt = performance.now();
  let loaded: (ms: number) => void = () => {};
  const ready = new Promise<number>((resolve) => {
    loaded = resolve;
  });
  let isReady = false;
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
  const isLoaded = (): void => {
    isReady = true;
    loaded(performance.now() - startedAt);
  };

  const on: { [Type in Told['type']]: (report: Extract<Told, { type: Type }>) => void } = {
    ready: isLoaded,
    'init-failed': ({ report }) => {
      initFailure = report;
      isLoaded();
      failed(report, true);
    },
    log: ({ text }) => options.onOutput(text),
    error: ({ report, memoryMb }) => failed(report, false, memoryMb),
    crash: ({ report }) => {
      end = () => report;
      failed(report, true);
    },
    broken: ({ isOutOfMemory, stack }) => {
      end = isOutOfMemory ? outOfMemoryReport : (id) => ({ ...exitReport(id, { code: 1 }), trace: [stack] });
    },
    ended: ({ exit }) => {
      end ??= (id) => exitReport(id, exit);
      isLoaded();
      failed(end(requestId), true);
    },
  };
  const thread = options.host.start(options.plan, (report) => {
    if ('type' in report) return on[report.type](report as never);
    const [payload, memoryMb] = report;
    finish({ kind: 'result', payload, isSpent: false, memoryMb });
  });

  return {
    ready,
    isReady: () => isReady,
    hasExited: () => (end ?? initFailure) !== undefined,
    invoke: async (message, timeoutMs) => {
      requestId = message.requestId;
      await ready;
      const lost = initFailure ?? end?.(requestId);
      if (lost) return { kind: 'error', report: lost, isSpent: true, memoryMb: 0 };
      const { promise: reply, resolve } = Promise.withResolvers<Reply>();
      settle = resolve;
      const timer = setTimeout(() => {
        if (timeouts.isEnforced()) failed(timeoutReport(message.requestId, timeoutMs), true);
      }, timeoutMs);
      thread.send(sent(message, Date.now() + timeoutMs));
      const answer = await reply;
      clearTimeout(timer);
      return answer;
    },
    stop: () => thread.stop(),
  };
}

function sent(
  { requestId, payload, functionArn, traceHeader, clientContext }: Omit<InvokeMessage, 'deadline'>,
  deadline: number,
): SentMessage {
  return [requestId, payload, deadline, functionArn, traceHeader, clientContext];
}
