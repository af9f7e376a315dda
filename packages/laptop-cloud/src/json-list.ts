// A list kept in one JSON file that is replaced as a whole.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { replaceFile, replaceFileSoon } from './atomic-file.ts';

/** The list a file holds; empty when there is no file. */
export function loadJson(file: string | null): unknown[] {
  return file !== null && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as unknown[]) : [];
}

/** Replaces the file's list as a whole, so that a crash leaves the old one. */
export function saveJson(file: string | null, list: unknown[]): void {
  if (file === null) return;
  mkdirSync(dirname(file), { recursive: true });
  replaceFile(file, JSON.stringify(list, null, 1));
}

/** The same without waiting for the disk, where a client waits for each answer: a process that is killed leaves one of the two lists. */
export function saveJsonSoon(file: string | null, list: unknown[]): void {
  if (file === null) return;
  mkdirSync(dirname(file), { recursive: true });
  replaceFileSoon(file, JSON.stringify(list, null, 1));
}
