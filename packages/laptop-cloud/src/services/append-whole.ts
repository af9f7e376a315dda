// Lines at the end of files, whole or not at all: a disk that is full takes a part, onto which the next line would grow.
import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/** How soon what a full disk did not take is tried again. */
export const RETRY_MS = 1000;

/** Appends to an open file. Throws the system's error, the file as it was. */
export function appendWhole(descriptor: number, text: string, write = writeSync): void {
  const bytes = Buffer.from(text);
  let done = 0;
  try {
    while (done < bytes.length) done += write(descriptor, bytes, done);
  } catch (error) {
    if (done > 0) ftruncateSync(descriptor, fstatSync(descriptor).size - done);
    throw error;
  }
}

/** The same to a file that is made when it is not there. */
export function appendToFile(file: string, text: string): void {
  const descriptor = openSync(file, 'a');
  try {
    appendWhole(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}

/** Whose lines wait for the disk: one with room for a short line may have none for a long one. */
const waiting = new Set<object>();

/** Says once that the disk takes nothing of `whose`, until it has taken what all have. */
export function tellOfDisk(error: unknown, whose: object): void {
  if (waiting.size === 0)
    console.error(
      `the state folder cannot be written; it is tried again every second: ${(error as Error).message}`,
    );
  waiting.add(whose);
}

/** The disk has taken all of `whose`. */
export function diskIsWell(whose: object): void {
  if (waiting.delete(whose) && waiting.size === 0)
    console.error('the state folder can be written again; nothing that was recorded meanwhile is lost');
}
