// The bytes of objects, a file each: how they get to the disk and come back.
import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type Content, writeFile } from './content.ts';

/** Both among them. */
export interface ByteRange {
  first: number;
  last: number;
}

/** What is no larger is read and written at one go: opening, writing and closing in turn by a thread each takes many times as long. */
const SMALL_BYTES = 1024 * 1024;

export function isSmall(size: number): boolean {
  return size <= SMALL_BYTES;
}

export async function writeBlob(file: string, content: Content | readonly Content[]): Promise<void> {
  if (Buffer.isBuffer(content) && isSmall(content.length)) writeFileSync(file, content);
  else await writeFile(file, isList(content) ? content : [content]);
}

function isList(content: Content | readonly Content[]): content is readonly Content[] {
  return Array.isArray(content);
}

/** One that is gone already stays so. */
export async function removeBlob(file: string, size: number): Promise<void> {
  if (!isSmall(size)) return rm(file, { force: true });
  try {
    unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

export async function readBlob(file: string, size: number): Promise<Buffer> {
  return isSmall(size) ? readFileSync(file) : await readFile(file);
}

/** Of one that is not small: a stream that outlives the file. */
export async function sendBlob(file: string, { first, last }: ByteRange): Promise<Readable> {
  const handle = await open(file);
  return handle.createReadStream({ start: first, end: last, highWaterMark: 64 * 1024 });
}
