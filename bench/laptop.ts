// `npm start` as a process of its own, for benchmarks that look at it from outside.

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

export const ROOT = path.join(import.meta.dirname, '..');

export interface Laptop {
  child: ChildProcess;
  /** Milliseconds from here to the line that says it is ready. */
  readyMs: number;
  /** The value behind a name in what it prints, e.g. of `AWS endpoint`. */
  printed(name: string): string;
  /** Milliseconds, from ready, until the face models were loaded. */
  modelsLoaded: Promise<number>;
  /** Milliseconds, from ready, until every model has run, or stands ready to, and every function is bundled. */
  warm: Promise<number>;
  /** As Ctrl-C does. */
  stop(): Promise<void>;
}

const IS_WINDOWS = process.platform === 'win32';

/** As a user types it. Both resolve when the laptop is ready, and reject with what it printed if it ends before. */
export function startByNpm(stateFolder: string, more: readonly string[] = []): Promise<Laptop> {
  // npm is a script of the shell on Windows.
  const options: SpawnOptions = { stdio: ['ignore', 'pipe', 'inherit'], shell: IS_WINDOWS };
  return start('npm', ['start', '--', ...laptopOptions(stateFolder), ...more], options);
}

/** What the npm script runs, without npm around it, and with a module loaded before it that talks to `child`. */
export function startTapped(stateFolder: string, tap: string): Promise<Laptop> {
  const launch = path.join('packages', 'laptop-cloud', 'bin', 'laptop-cloud.mjs');
  // As it starts itself anew where nobody talks to it.
  const flags = ['--max-semi-space-size=16', '--import', pathToFileURL(tap).href];
  const words = [...flags, launch, 'start', ...laptopOptions(stateFolder)];
  return start(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
}

function laptopOptions(stateFolder: string): string[] {
  return ['--port', '0', '--state', stateFolder];
}

async function start(command: string, words: string[], options: SpawnOptions): Promise<Laptop> {
  const startedAt = performance.now();
  // A group of its own, as a terminal gives: Ctrl-C reaches all of it.
  const child = spawn(command, words, { cwd: ROOT, detached: !IS_WINDOWS, ...options });
  const lines: string[] = [];
  const { promise: ready, resolve: isReady, reject: isDead } = Promise.withResolvers<number>();
  const { promise: modelsLoaded, resolve: areModelsLoaded } = Promise.withResolvers<number>();
  const { promise: warm, resolve: isWarm } = Promise.withResolvers<number>();
  let readyAt = 0;
  createInterface(child.stdout!).on('line', (line) => {
    lines.push(line);
    if (line.includes(' is ready after ')) readyAt = performance.now();
    // Names and addresses follow the first line; this is the last of them.
    if (line.includes('aws s3 cp')) isReady(readyAt - startedAt);
    if (line.startsWith('face models loaded')) areModelsLoaded(performance.now() - readyAt);
    if (line.startsWith('face models ready, functions bundled')) isWarm(performance.now() - readyAt);
  });
  child.once('exit', () => isDead(new Error(`the laptop ended before it was ready:\n${lines.join('\n')}`)));
  const readyMs = await ready;
  return {
    child,
    readyMs,
    printed: (name) => {
      const line = lines.find((each) => each.trimStart().startsWith(`${name} `));
      if (!line) throw new Error(`the laptop did not print its ${name}:\n${lines.join('\n')}`);
      return line.trim().slice(name.length).trim();
    },
    modelsLoaded,
    warm,
    stop: async () => {
      const gone = once(child, 'exit');
      if (IS_WINDOWS) child.kill('SIGINT');
      else process.kill(-child.pid!, 'SIGINT');
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}
