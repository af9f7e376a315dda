// What several suites of a run need and only one need make, whichever worker it runs in: who comes first makes it, others wait.

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sharedBySuites } from './shared-by-suites.ts';

const FOLDER = path.join(sharedBySuites, 'results');
const LOOK_AGAIN_MS = 20;

/**
 * The bytes of this name, made by `make` unless another suite of this run has made them, or is about to: then it is waited for. What
 * rejects is not kept; whoever waits makes it itself. Names are file names.
 */
export async function sharedResult(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  mkdirSync(FOLDER, { recursive: true });
  const file = path.join(FOLDER, name);
  const maker = `${file}.maker`;
  for (;;) {
    if (existsSync(file)) return readFileSync(file);
    if (isTaken(maker)) {
      await pause(LOOK_AGAIN_MS);
      continue;
    }
    try {
      // It may have come while we looked.
      if (existsSync(file)) return readFileSync(file);
      const made = await make();
      writeFileSync(`${file}.coming`, made);
      // Appears as a whole.
      renameSync(`${file}.coming`, file);
      return made;
    } finally {
      rmSync(maker, { force: true });
    }
  }
}

/** Whether another makes it; if not, this process does from now on. A maker that died makes nothing. */
function isTaken(maker: string): boolean {
  try {
    writeFileSync(maker, String(process.pid), { flag: 'wx' });
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const pid = Number(existsSync(maker) ? readFileSync(maker, 'utf8') : '');
  if (pid > 0 && !isRunning(pid)) rmSync(maker, { force: true });
  return true;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process is there all the same.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
