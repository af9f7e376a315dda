// Commands of clients that are programs.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type CommandResult, runOrThrow } from '../sam/command.ts';

export interface Program {
  /** Rejects when it fails. */
  (...args: string[]): Promise<CommandResult>;
  /** Rejects unless it prints this. */
  shows(text: string, ...args: string[]): Promise<void>;
  /** Rejects unless it prints nothing, or what means nothing. */
  showsNone(...args: string[]): Promise<void>;
}

export function inFolder(program: string, cwd: string, env: NodeJS.ProcessEnv): Program {
  const call = (...args: string[]) => runOrThrow(program, args, { cwd, env, timeoutMs: 120_000 });
  const shows = async (text: string, ...args: string[]): Promise<void> => {
    const { stdout } = await call(...args);
    if (!stdout.includes(text)) throw new Error(`${args.join(' ')} shows no ${text}: ${stdout}`);
  };
  const showsNone = async (...args: string[]): Promise<void> => {
    const { stdout } = await call(...args);
    if (!['', '[]', 'null', 'None'].includes(stdout.trim()))
      throw new Error(`${args.join(' ')} shows ${stdout}`);
  };
  return Object.assign(call, { shows, showsNone });
}

/** Above what is kept in memory, and of no multiple of any part. */
const LARGE_BYTES = 60 * 2 ** 20 + 7;

export function largeFile(folder: string): string {
  const file = path.join(folder, 'large.bin');
  if (!existsSync(file)) writeFileSync(file, randomBytes(LARGE_BYTES));
  return file;
}

export function sameFile(one: string, other: string): void {
  if (!readFileSync(one).equals(readFileSync(other))) throw new Error(`${other} is not what was sent`);
}

export async function fetchText(url: string, expected: string): Promise<void> {
  const answer = await fetch(url);
  const text = await answer.text();
  if (text !== expected) throw new Error(`${answer.status} ${text}`);
}
