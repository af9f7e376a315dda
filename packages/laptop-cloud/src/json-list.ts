// A list kept in one JSON file that is replaced as a whole. What the disk does not take throws, and is written once the disk takes
// it: whoever asks again for what is there already must not be told so of something that the next start does not know.
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { dropHalfWritten, replaceFile, replaceFileSoon } from './atomic-file.ts';
import { diskIsWell, RETRY_MS, tellOfDisk } from './services/append-whole.ts';
import { readKeptList } from './services/kept-json.ts';

/** The list a file holds; empty when there is no file. Throws DamagedStateError. */
export function loadJson(file: string | null): unknown[] {
  if (file === null) return [];
  dropHalfWritten(file);
  return existsSync(file) ? readKeptList(file) : [];
}

/** Replaces the file's list as a whole, so that a crash leaves the old one. */
export function saveJson(file: string | null, list: unknown[]): void {
  if (file === null) return;
  save(file, list, replaceFile);
}

/** The same without waiting for the disk, where a client waits for each answer: a process that is killed leaves one of the two lists. */
export function saveJsonSoon(file: string | null, list: unknown[]): void {
  if (file === null) return;
  save(file, list, replaceFileSoon);
}

/** What the disk has not taken; as long as there is any, it is tried again. */
const late = new Map<string, string>();

function save(file: string, list: unknown[], replace: (file: string, text: string) => void): void {
  const text = JSON.stringify(list, null, 1);
  try {
    mkdirSync(dirname(file), { recursive: true });
    replace(file, text);
    late.delete(file);
  } catch (error) {
    tellOfDisk(error, late);
    if (late.size === 0) saveLateSoon();
    late.set(file, text);
    throw error;
  }
}

function saveLateSoon(): void {
  setTimeout(saveLate, RETRY_MS).unref();
}

function saveLate(): void {
  try {
    for (const [file, text] of late) {
      // Otherwise the folder has gone with all that was in it.
      if (existsSync(dirname(file))) replaceFileSoon(file, text);
      late.delete(file);
    }
    diskIsWell(late);
  } catch {
    saveLateSoon();
  }
}
