// Runs a handler in this very thread, where a breakpoint binds without attaching to a worker: `npm run step`.
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { reportOf } from './error-report.ts';
import { mirrored, patchConsole, printFailure } from './function-console.ts';
import type { Reply } from './instance.ts';
import { createContext } from './invocation-context.ts';
import { loadHandler } from './load-handler.ts';
import type { InvokeMessage, WorkerSetup } from './messages.ts';

export interface InProcessOptions {
  setup: WorkerSetup;
  environment: Record<string, string>;
  baseDir: string;
}

/** Far enough away for any debugging. */
const DEADLINE_MS = 15 * 60 * 1000;

/** Loads the bundle and handles one event with the function's own variables; its output goes to `write`. Never rejects. */
export async function runInProcess(
  { setup, environment, baseDir }: InProcessOptions,
  message: Omit<InvokeMessage, 'deadline'>,
  write: (text: string) => void,
): Promise<Reply> {
  const undo: (() => void)[] = [];
  const prefix = { ...setup, requestId: () => message.requestId };
  undo.push(resolveFrom(baseDir));
  undo.push(replaceEnvironment({ ...environment, _X_AMZN_TRACE_ID: message.traceHeader }));
  undo.push(captureStreams(mirrored(prefix, write)));
  undo.push(patchConsole(prefix, write));
  process.setSourceMapsEnabled(true);
  const answer = (): { isSpent: false; memoryMb: number } => ({
    isSpent: false,
    memoryMb: Math.ceil(process.memoryUsage().heapTotal / 2 ** 20),
  });
  try {
    // A bundle that was changed since is read anew.
    delete createRequire(setup.bundleFile).cache[setup.bundleFile];
    const handler = await loadHandler(setup);
    const context = createContext({ ...setup, ...message, deadline: Date.now() + DEADLINE_MS });
    const result: unknown = await handler(JSON.parse(message.payload), context);
    return { kind: 'result', payload: JSON.stringify(result) ?? 'null', ...answer() };
  } catch (error) {
    const report = reportOf(error);
    printFailure(prefix, write, 'Invoke Error', { error, report });
    return { kind: 'error', report, ...answer() };
  } finally {
    for (const step of undo.toReversed()) step();
  }
}

function replaceEnvironment(environment: Record<string, string>): () => void {
  const before = process.env;
  process.env = { ...environment };
  return () => {
    process.env = before;
  };
}

function captureStreams(write: (text: string) => void): () => void {
  const streams = [process.stdout, process.stderr];
  const before = streams.map((stream) => stream.write);
  for (const stream of streams)
    stream.write = ((chunk: string | Uint8Array) => {
      write(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
      return true;
    }) as typeof stream.write;
  return () => {
    for (const [index, stream] of streams.entries()) stream.write = before[index] as typeof stream.write;
  };
}

/** What a layer would bring is found in the project's node_modules, wherever the bundle lies. */
function resolveFrom(baseDir: string): () => void {
  const fromProject = createRequire(join(baseDir, 'package.json'));
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      try {
        return next(specifier, context);
      } catch (error) {
        if (/^[./]/.test(specifier)) throw error;
        // Not by another parentURL: require() does not ask the context for its parent.
        return { url: pathToFileURL(fromProject.resolve(specifier)).href, shortCircuit: true };
      }
    },
  });
  return () => hooks.deregister();
}
