// Runs in a worker thread, as a bundle of its own: one execution environment of one function. Loads the bundle once, then handles one event at a time.
import { parentPort, workerData } from 'node:worker_threads';
import { reportOf, unhandledRejectionReport } from './error-report.ts';
import { patchConsole } from './function-console.ts';
import { createContext } from './invocation-context.ts';
import { type Handler, loadHandler } from './load-handler.ts';
import type { InvokeMessage, WorkerMessage, WorkerSetup } from './messages.ts';

const port = parentPort;
if (!port) throw new Error('local/lambda/worker.ts runs in a worker thread only');
const setup = workerData as WorkerSetup;
let requestId: string | undefined;

const say = (message: WorkerMessage): void => port.postMessage(message);

// Through the same channel as results, so that no line can arrive after the answer it belongs before.
const capture = ((chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
  say({ type: 'log', text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString() });
  const callback = typeof encoding === 'function' ? encoding : done;
  if (typeof callback === 'function') queueMicrotask(() => callback());
  return true;
}) as typeof process.stdout.write;
process.stdout.write = capture;
process.stderr.write = capture;
patchConsole({ logFormat: setup.logFormat, requestId: () => requestId }, capture);

process.on('uncaughtException', (error) => {
  console.error('Uncaught Exception', JSON.stringify(reportOf(error)));
  say({ type: 'crash', report: reportOf(error) });
});
process.on('unhandledRejection', (reason) => {
  const report = unhandledRejectionReport(reason);
  console.error('Unhandled Promise Rejection', JSON.stringify(report));
  say({ type: 'crash', report });
});

const loading = loadHandler(setup.bundleFile, setup.handlerName, setup.handler);
loading.then(
  (handler) => {
    port.on('message', (message: InvokeMessage) => void handle(handler, message));
    say({ type: 'ready' });
  },
  (error: unknown) => {
    console.error('Uncaught Exception', JSON.stringify(reportOf(error)));
    say({ type: 'init-failed', report: reportOf(error) });
  },
);

async function handle(handler: Handler, message: InvokeMessage): Promise<void> {
  requestId = message.requestId;
  // Process-wide by Lambda's own design, which is why an environment handles one event at a time.
  process.env._X_AMZN_TRACE_ID = message.traceHeader;
  try {
    const context = createContext({ ...setup, ...message });
    const result: unknown = await handler(JSON.parse(message.payload), context);
    say({ type: 'result', payload: JSON.stringify(result) ?? 'null', memoryMb: memoryMb() });
  } catch (error) {
    console.error('Invoke Error', JSON.stringify(reportOf(error)));
    say({ type: 'error', report: reportOf(error), memoryMb: memoryMb() });
  }
}

function memoryMb(): number {
  const { heapTotal, external } = process.memoryUsage();
  return Math.ceil((heapTotal + external) / 2 ** 20);
}
