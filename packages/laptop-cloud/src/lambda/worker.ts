// Runs in a worker thread, as a bundle of its own: one execution environment of one function. Loads the bundle once, then handles one event at a time.
import { enableCompileCache, flushCompileCache } from 'node:module';
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { reportOf, unhandledRejectionReport } from './error-report.ts';
import { mirrored, patchConsole, printFailure } from './function-console.ts';
import { createContext } from './invocation-context.ts';
import { lightenHttp } from './light-http.ts';
import { type Handler, loadHandler } from './load-handler.ts';
import type { ErrorReport, SentMessage, WorkerMessage, WorkerStart } from './messages.ts';
import { beyondLimit, PAYLOAD_LIMIT_BYTES } from './payload-limit.ts';
import { writeCounted } from './unread-output.ts';

const port = parentPort;
if (!port) throw new Error('packages/laptop-cloud/src/lambda/worker.ts runs in a worker thread only');
const { setup, unread } = workerData as WorkerStart;
let requestId: string | undefined;
if (setup.compiledFolder !== undefined) enableCompileCache(setup.compiledFolder);
const prefix = { ...setup, requestId: () => requestId };

/** By then the first event has often been handled, and what it needs is compiled, too. */
const KEEP_AFTER_MS = 1000;

const say = (message: WorkerMessage): void => port.postMessage(message);

// Through the same channel as results, so that no line can arrive after the answer it belongs before.
const log = (text: string): void => writeCounted(unread, text, (piece) => say({ type: 'log', text: piece }));
const logStream = mirrored(prefix, log);
const capture = ((chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
  logStream(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
  const callback = typeof encoding === 'function' ? encoding : done;
  if (typeof callback === 'function') queueMicrotask(() => callback());
  return true;
}) as typeof process.stdout.write;
process.stdout.write = capture;
process.stderr.write = capture;
patchConsole(prefix, log);

const printed = (what: string, error: unknown, report = reportOf(error)): ErrorReport => {
  printFailure(prefix, log, what, { error, report });
  return report;
};

process.on('uncaughtException', (error) => {
  say({ type: 'crash', report: printed('Uncaught Exception', error) });
});
process.on('unhandledRejection', (reason) => {
  const report = unhandledRejectionReport(reason);
  say({ type: 'crash', report: printed('Unhandled Promise Rejection', reason, report) });
});

// The SDK imports node:http for endpoints without TLS.
const loading = lightenHttp().then(() => loadHandler(setup));
loading.then(
  (handler) => {
    port.on('message', (message: SentMessage) => void handle(handler, message));
    say({ type: 'ready' });
    // The thread will be stopped, without a chance to keep what it compiled. Nobody waits for that.
    setTimeout(flushCompileCache, KEEP_AFTER_MS).unref();
  },
  (error: unknown) => {
    say({ type: 'init-failed', report: printed('Uncaught Exception', error) });
  },
);

async function handle(handler: Handler, message: SentMessage): Promise<void> {
  const [invocation, payload, deadline, functionArn, traceHeader, clientContext] = message;
  requestId = invocation;
  // Process-wide by Lambda's own design, which is why an environment handles one event at a time.
  process.env._X_AMZN_TRACE_ID = traceHeader;
  try {
    const context = createContext({
      ...setup,
      requestId: invocation,
      deadline,
      functionArn,
      ...(clientContext === undefined ? {} : { clientContext }),
    });
    const result: unknown = await handler(JSON.parse(payload), context);
    const answer = JSON.stringify(result) ?? 'null';
    // Looked at here, too, so that it need not travel; a character is three bytes at most.
    const report = answer.length > PAYLOAD_LIMIT_BYTES / 3 ? beyondLimit(answer) : undefined;
    if (report) say({ type: 'error', report, memoryMb: memoryMb() });
    else say([answer, memoryMb()]);
  } catch (error) {
    say({ type: 'error', report: printed('Invoke Error', error), memoryMb: memoryMb() });
  }
}

/** To look takes as long as a small handler; one that is called again at once has grown by little. */
const LOOK_EVERY_MS = 10;
let lookedAt = Number.NEGATIVE_INFINITY;
let lastMemoryMb = 0;

function memoryMb(): number {
  const now = performance.now();
  if (now - lookedAt < LOOK_EVERY_MS) return lastMemoryMb;
  lookedAt = now;
  // process.memoryUsage() would read a file of the system, too, before each answer.
  const { total_heap_size, external_memory } = getHeapStatistics();
  lastMemoryMb = Math.ceil((total_heap_size + external_memory) / 2 ** 20);
  return lastMemoryMb;
}
