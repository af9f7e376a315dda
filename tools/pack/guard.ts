// Behind a pack: when npm is gone and postpack never came (Ctrl-C, a failure), puts the package back as it was.

import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { cleanUp, SOURCE_MANIFEST } from './restore.ts';

const PAUSE_MS = 200;

/** Starts the guard apart from this process; where npm's process cannot be told, there is none. */
export function guardPack(folder: string): void {
  const npm = npmAbove(process.ppid);
  if (npm === undefined) return;
  spawn(process.execPath, [import.meta.filename, folder, String(npm)], {
    detached: true,
    stdio: 'ignore',
  }).unref();
}

/** Between npm and a script stands a shell, or none. */
function npmAbove(pid: number): number | undefined {
  for (let at = pid, steps = 0; at > 1 && steps < 4; steps++) {
    const [parent = '', command = ''] = described(at);
    if (/\bnpm\b/.test(command) && !/prepack/.test(command)) return at;
    at = Number(parent);
  }
  return undefined;
}

/** Parent and command of a process; empty where there is no `ps`. */
function described(pid: number): string[] {
  try {
    const line = execFileSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return /^(\d+)\s+(.*)$/.exec(line)?.slice(1) ?? [];
  } catch {
    return [];
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

if (process.argv[1] === import.meta.filename) {
  const [folder = '.', npm] = process.argv.slice(2);
  while (isRunning(Number(npm))) await wait(PAUSE_MS);
  if (existsSync(path.join(folder, SOURCE_MANIFEST))) await cleanUp(folder);
}
