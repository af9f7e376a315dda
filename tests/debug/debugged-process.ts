// A Node process that waits for a debugger before its first line, as VS Code starts them.

import { type ChildProcess, spawn } from 'node:child_process';
import { type LaunchConfiguration, ROOT } from './launch-configuration.ts';

export interface DebuggedProcess {
  /** Of its inspector. */
  url: Promise<string>;
  /** Resolves with what it has written when it is through with its work: it waits for the debugger to leave. */
  through: Promise<string>;
  /** Resolves with what it has written when it ends. */
  ended: Promise<Ending>;
  kill(): void;
}

export interface Ending {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** Starts what a configuration launches, with more arguments behind its own. */
export function startDebugged(
  { program = '', args = [] }: LaunchConfiguration,
  more: string[] = [],
): DebuggedProcess {
  const words = ['--inspect-wait=127.0.0.1:0', program, ...args, ...more];
  const child: ChildProcess = spawn(process.execPath, words, {
    cwd: ROOT,
    // Jest's own variables say that this is a test; the process must not know.
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = Promise.withResolvers<string>();
  const through = Promise.withResolvers<string>();
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    const listening = /Debugger listening on (ws:\S+)/.exec(stderr);
    if (listening) url.resolve(listening[1]!);
    if (stderr.includes('Waiting for the debugger to disconnect')) through.resolve(`${stdout}\n${stderr}`);
  });
  const ended = new Promise<Ending>((resolve) => {
    child.once('exit', (exitCode) => {
      url.reject(new Error(`it ended before a debugger could attach: ${stderr}`));
      resolve({ exitCode, stdout, stderr });
    });
  });
  return { url: url.promise, through: through.promise, ended, kill: () => void child.kill('SIGKILL') };
}
