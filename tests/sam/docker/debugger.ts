// `sam local invoke -d`: a debugger attaches to the container and execution stops at a line of the TypeScript source.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { connect } from '../../debug/inspector.ts';
import { generatedPlace, originalOf, readSourceMap, urlOf } from '../../debug/source-map.ts';
import { freePort } from '../free-port.ts';
import { bundleOf, ROOT } from '../project.ts';
import { type ContainerCall, samArguments } from './invoke.ts';

const START_TIMEOUT_MS = 90_000;
/** Where the function lies in the container: what VS Code calls remoteRoot. */
const REMOTE_ROOT = '/var/task';

/** Invokes with a debugger and expects it to stop in `findingsOf` of the step, and the invocation to end well afterwards. */
export async function stopsAtSource(call: ContainerCall): Promise<string[]> {
  const source = path.join(ROOT, 'src', call.fn.entryPoint);
  const lines = (await readFile(source, 'utf8')).split('\n');
  const line = lines.findIndex((text) => text.includes('...inspection.findings')) + 1;
  const bundle = bundleOf(call.fn);
  const map = readSourceMap(urlOf(bundle), `${path.basename(bundle)}.map`);
  const place = map && generatedPlace(map, source, line);
  if (!place) return [`${bundle} has no code for ${source}:${line}`];

  const port = await freePort();
  const sam = spawn(
    path.join(call.sam.programs, 'sam'),
    [...samArguments(call), '--debug-port', String(port)],
    {
      cwd: ROOT,
      env: call.sam.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = once(sam, 'exit') as Promise<[number | null]>;
  let output = '';
  for (const stream of [sam.stdout, sam.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  try {
    const url = await inspectorAt(port);
    const { main, close } = await connect(url, async () => {});
    const stopped = Promise.withResolvers<{ line: number; column: number }>();
    main.on<Paused>('Debugger.paused', ({ hitBreakpoints = [], callFrames }) => {
      const { lineNumber, columnNumber } = callFrames[0]!.location;
      if (hitBreakpoints.length > 0) stopped.resolve({ line: lineNumber, column: columnNumber });
      else void main.send('Debugger.resume');
    });
    await main.send('Debugger.enable');
    await main.send('Debugger.setBreakpointByUrl', {
      url: urlOf(path.posix.join(REMOTE_ROOT, path.basename(bundle))),
      lineNumber: place.line,
      columnNumber: place.column,
    });
    await main.send('Runtime.runIfWaitingForDebugger');
    const at = originalOf(map, await within(stopped.promise, 'the breakpoint was not reached'));
    await main.send('Debugger.resume');
    close();
    const [exitCode] = await within(ended, 'the invocation did not end after the breakpoint');
    console.log(
      `  debugger stopped at ${path.relative(ROOT, at?.source ?? '')}:${(at?.original.line ?? 0) + 1}`,
    );
    return at?.source === source && at.original.line + 1 === line && exitCode === 0
      ? []
      : [`the debugger should stop at ${source}:${line} and the step end well:\n${output.slice(-1_500)}`];
  } catch (error) {
    return [`sam local invoke -d: ${(error as Error).message}\n${output.slice(-1_500)}`];
  } finally {
    if (sam.exitCode === null) sam.kill('SIGINT');
    await ended;
  }
}

interface Paused {
  hitBreakpoints?: string[];
  callFrames: { location: { lineNumber: number; columnNumber: number } }[];
}

/** The WebSocket of the container's inspector, once it listens. */
async function inspectorAt(port: number): Promise<string> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline) {
    try {
      const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
        webSocketDebuggerUrl: string;
      }[];
      if (targets[0]) return targets[0].webSocketDebuggerUrl;
    } catch {
      // Docker opens the port before Node listens behind it.
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error(`no inspector at port ${port}`);
}

async function within<Value>(promise: Promise<Value>, otherwise: string): Promise<Value> {
  const cancel = new AbortController();
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error(otherwise)), START_TIMEOUT_MS);
    cancel.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  return Promise.race([promise, late]).finally(() => cancel.abort());
}
