// The folder where the laptop cloud keeps its state: one process at a time, and nothing else is ever deleted.

import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { howToRun } from './how-to-run.ts';
import { type Lock, type LockRecord, lockOwner, takeLock } from './state-lock.ts';

/** Another process of this machine uses the folder. */
export class StateInUseError extends Error {
  override readonly name = 'StateInUseError';
}

/** The folder is not one of ours, so nothing in it is touched. */
export class ForeignFolderError extends Error {
  override readonly name = 'ForeignFolderError';
}

/** The machine does not let us: no permission, no space, a read-only disk. */
export class StateNotWritableError extends Error {
  override readonly name = 'StateNotWritableError';
}

export interface StateFolder extends Lock {
  /** Absolute path. */
  path: string;
}

const MARKER = 'laptop-cloud.json';

/**
 * Makes or opens a state folder and locks it; a private lock is of a command that ends by itself. Throws StateInUseError,
 * ForeignFolderError, StateNotWritableError.
 */
export async function openStateFolder(folder: string, isPrivate = false): Promise<StateFolder> {
  const absolute = markStateFolder(folder);
  const lock = await orNotWritable(folder, () => takeLock(absolute, isPrivate));
  if ('owner' in lock) throw new StateInUseError(`${folder} is in use by ${wayOut(lock.owner)}`);
  return { ...lock, path: absolute };
}

/** Makes a folder ours without locking it, or opens one; gives its absolute path. */
export function markStateFolder(folder: string): string {
  const absolute = path.resolve(folder);
  checkOwner(absolute);
  try {
    makeFolder(absolute);
    writeFileSync(path.join(absolute, MARKER), `${JSON.stringify({ madeBy: 'laptop-cloud' })}\n`);
  } catch (error) {
    throw notWritable(folder, error);
  }
  return absolute;
}

/** Folder by folder: where the system makes none and says so in an odd way, Node's own recursion never ends. */
function makeFolder(absolute: string): void {
  if (existsSync(absolute)) return;
  makeFolder(path.dirname(absolute));
  try {
    mkdirSync(absolute);
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Who uses a state folder. Undefined for nobody, and for a folder that is not there. */
export async function stateFolderOwner(folder: string): Promise<LockRecord | undefined> {
  const absolute = path.resolve(folder);
  return existsSync(path.join(absolute, MARKER)) ? lockOwner(absolute) : undefined;
}

/** Deletes a state folder. False when there is none. Throws StateInUseError, ForeignFolderError, StateNotWritableError. */
export async function removeStateFolder(folder: string): Promise<boolean> {
  const absolute = path.resolve(folder);
  if (!existsSync(absolute)) return false;
  checkOwner(absolute);
  const { release } = await openStateFolder(folder);
  try {
    rmSync(absolute, { recursive: true });
  } catch (error) {
    throw notWritable(folder, error);
  } finally {
    release();
  }
  return true;
}

/** `npm start at http://127.0.0.1:4566 (process 12): ...`: who it is, and what one can do. */
function wayOut({ pid, isPrivate, cloud }: LockRecord): string {
  if (isPrivate)
    return `process ${pid}, which ends by itself: wait for it, or give another folder with --state`;
  if (!cloud) return `process ${pid}: stop it, or give another folder with --state`;
  return (
    `${howToRun('start')} at ${cloud.endpoint} (process ${pid}): other commands work with it as it is; ` +
    'otherwise stop it, or give another folder with --state'
  );
}

/** What the machine refuses, for which another folder is the way out. */
const REFUSALS: Readonly<Record<string, string>> = {
  EACCES: 'there is no permission to write',
  EPERM: 'there is no permission to write',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'the path is too long',
  ENOTDIR: 'a part of the path is a file',
  ENOENT: 'no folder can be made there',
  ELOOP: 'its links lead in a circle',
};

/** Of the disk itself: whatever was being made, this is what it could not be made for. */
const OF_THE_DISK = new Set(['ENOSPC', 'EDQUOT', 'EROFS']);

/** The machine's refusal that an error is, or that has caused it. */
function refusalIn(error: unknown): NodeJS.ErrnoException | undefined {
  if (REFUSALS[(error as NodeJS.ErrnoException).code ?? '']) return error as NodeJS.ErrnoException;
  let cause = error;
  // Of a resource that could not be made, the file that was too much.
  while (cause instanceof Error) {
    cause = cause.cause;
    if (OF_THE_DISK.has((cause as NodeJS.ErrnoException | undefined)?.code ?? '')) return cause as Error;
  }
  return undefined;
}

/** The error as one about the folder, if the machine refused to write there; otherwise as it is. */
export function notWritable(folder: string, error: unknown): unknown {
  const refusal = refusalIn(error);
  if (!refusal) return error;
  const { code = '', path: place } = refusal;
  const why = REFUSALS[code];
  return new StateNotWritableError(
    `${place ?? folder} cannot be written: ${why} (${code}); give another folder with --state`,
    { cause: error },
  );
}

async function orNotWritable<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw notWritable(folder, error);
  }
}

/** An existing folder must be empty or carry our marker. */
function checkOwner(absolute: string): void {
  if (!existsSync(absolute)) return;
  let names: string[];
  try {
    names = readdirSync(absolute);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOTDIR') throw notWritable(absolute, cause);
    throw new ForeignFolderError(`${absolute} is not a folder: give another one with --state`, { cause });
  }
  if (names.length > 0 && !names.includes(MARKER)) {
    throw new ForeignFolderError(
      `${absolute} holds other things and was not made by the laptop cloud: give an empty or new folder with --state`,
    );
  }
}
