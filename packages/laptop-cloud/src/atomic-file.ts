// A file that is replaced as a whole: whoever reads it finds the old text or the new one, and nothing half-written.

import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const COMING = '.new';

/** Replaces a file; its folder must be there. Also after a power failure one of the two texts is there whole, once this returns the new one. */
export function replaceFile(file: string, text: string): void {
  replaceFileBy(file, [text]);
}

/** The same piece by piece, for what is too large to be had at once. */
export function replaceFileBy(file: string, pieces: Iterable<string>): void {
  const coming = `${file}${COMING}`;
  try {
    const descriptor = openSync(coming, 'w');
    try {
      for (const piece of pieces) writeFileSync(descriptor, piece);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(coming, file);
  } catch (error) {
    rmSync(coming, { force: true });
    throw error;
  }
  keepNames(dirname(file));
}

/**
 * The same without waiting for the disk, where a client waits for each answer: a process that is killed leaves one of the two
 * texts, a machine without power may not. At one go: threads that take a step each would be waited for longer than the work takes.
 * `mode` is who may read it, `0o600` for secrets.
 */
export function replaceFileSoon(file: string, text: string | Uint8Array, mode = 0o666): void {
  const coming = `${file}${COMING}`;
  try {
    writeFileSync(coming, text, { mode });
    renameSync(coming, file);
  } catch (error) {
    rmSync(coming, { force: true });
    throw error;
  }
}

/** Removes what a process that was killed has left of a replacement: whoever opens a file that is replaced calls it. */
export function dropHalfWritten(file: string): void {
  rmSync(`${file}${COMING}`, { force: true });
}

/** The names of the files in a folder; what a process that was killed has left half-written is removed first. */
export function wholeFiles(folder: string): string[] {
  const names = readdirSync(folder);
  for (const name of names) if (name.endsWith(COMING)) rmSync(join(folder, name), { force: true });
  return names.filter((name) => !name.endsWith(COMING));
}

/** A rename is a change of the folder. Windows opens no folder, and writes its names by itself. */
function keepNames(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
