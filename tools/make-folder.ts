// The folder for what a tool writes, made before it begins: hours of work are not done for a file that has no place.

import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './usage-error.ts';

/** Makes a folder that an option names, with those above it. Throws UsageError where none can be. */
export function makeFolder(option: string, folder: string): void {
  try {
    make(path.resolve(folder));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UsageError([`${option}: ${folder} is no folder, and none can be made there (${code}).`], {
      cause,
    });
  }
}

/** Folder by folder: where the system makes none and says so in an odd way, Node's own recursion never ends. */
function make(absolute: string): void {
  const there = statSync(absolute, { throwIfNoEntry: false });
  if (there?.isDirectory()) return;
  if (!there) make(path.dirname(absolute));
  mkdirSync(absolute);
}
