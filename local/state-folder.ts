// The folder where the laptop cloud keeps its state: one process at a time, and nothing else is ever deleted.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Another process of this machine uses the folder. */
export class StateInUseError extends Error {
  override readonly name = 'StateInUseError';
}

/** The folder is not one of ours, so nothing in it is touched. */
export class ForeignFolderError extends Error {
  override readonly name = 'ForeignFolderError';
}

export interface StateFolder {
  /** Absolute path. */
  path: string;
  /** Lets others use it. */
  release(): void;
}

const MARKER = 'laptop-cloud.json';
const LOCK = 'lock';

/** Makes or opens a state folder and locks it. Throws StateInUseError, ForeignFolderError. */
export function openStateFolder(folder: string): StateFolder {
  const absolute = path.resolve(folder);
  checkOwner(absolute);
  mkdirSync(absolute, { recursive: true });
  const owner = lockOwner(absolute);
  if (owner !== undefined) {
    throw new StateInUseError(
      `${folder} is in use by process ${owner}: stop it, or give another folder with --state`,
    );
  }
  writeFileSync(path.join(absolute, MARKER), `${JSON.stringify({ madeBy: 'rider-photos' })}\n`);
  writeFileSync(path.join(absolute, LOCK), String(process.pid));
  return { path: absolute, release: () => rmSync(path.join(absolute, LOCK), { force: true }) };
}

/** Deletes a state folder. False when there is none. Throws StateInUseError, ForeignFolderError. */
export function removeStateFolder(folder: string): boolean {
  const absolute = path.resolve(folder);
  if (!existsSync(absolute)) return false;
  checkOwner(absolute);
  openStateFolder(folder);
  rmSync(absolute, { recursive: true });
  return true;
}

/** An existing folder must be empty or carry our marker. */
function checkOwner(absolute: string): void {
  if (!existsSync(absolute)) return;
  let names: string[];
  try {
    names = readdirSync(absolute);
  } catch (cause) {
    throw new ForeignFolderError(`${absolute} is not a folder: give another one with --state`, { cause });
  }
  if (names.length > 0 && !names.includes(MARKER)) {
    throw new ForeignFolderError(
      `${absolute} holds other things and was not made by this project: give an empty or new folder with --state`,
    );
  }
}

/** The process that holds the lock, if it is alive. */
function lockOwner(absolute: string): number | undefined {
  const file = path.join(absolute, LOCK);
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8'));
  if (pid === process.pid) return undefined;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? pid : undefined;
  }
}
