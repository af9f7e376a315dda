// Runs programs and tells how they ended.

import { spawn } from 'node:child_process';

export interface CommandResult {
  /** null when a signal ended it. */
  exitCode: number | null;
  stdout: string;
  /** Standard output and standard error as they came. */
  output: string;
  durationMs: number;
}

export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Prints what the program prints, as it comes. */
  isShown?: boolean;
  /** Ends the program when it takes longer. */
  timeoutMs?: number;
}

/** Runs a program to its end. Rejects when it cannot be started; an exit code is a result. */
export function run(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { cwd, env = process.env, isShown = false, timeoutMs } = options;
  const startedAt = performance.now();
  const child = spawn(program, args, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd ? { cwd } : {}),
    ...(timeoutMs ? { timeout: timeoutMs } : {}),
  });
  let stdout = '';
  let output = '';
  const collect = (chunk: string): void => {
    output += chunk;
    if (isShown) process.stdout.write(chunk);
  };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    collect(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', collect);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) =>
      resolve({ exitCode, stdout, output, durationMs: performance.now() - startedAt }),
    );
  });
}

/** The last lines as a terminal would show them: progress that was written over is gone. */
function endOf(output: string): string {
  const lines = output.split('\n').map((line) => line.slice(line.trimEnd().lastIndexOf('\r') + 1));
  return lines.join('\n').slice(-20_000);
}

/** Runs a program that must succeed. Throws Error with the end of its output when it does not. */
export async function runOrThrow(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const result = await run(program, args, options);
  if (result.exitCode !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${result.exitCode}:\n${endOf(result.output)}`);
  return result;
}

/** Whether a program of this name can be started here. */
export async function isInstalled(
  program: string,
  args: readonly string[] = ['--version'],
): Promise<boolean> {
  return run(program, args).then(
    ({ exitCode }) => exitCode === 0,
    () => false,
  );
}
