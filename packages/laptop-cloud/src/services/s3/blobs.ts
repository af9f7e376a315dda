// The bytes of objects, a file each: how they get to the disk and come back.
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
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

/** Fills a room with what lies in a file from an offset on. Throws where that is less. */
export function readInto(room: Buffer, file: string, offset = 0): void {
  const descriptor = openSync(file, 'r');
  try {
    for (let done = 0; done < room.length; ) {
      const read = readSync(descriptor, room, done, room.length - done, offset + done);
      if (read === 0) throw new Error(`${file} is shorter than it was`);
      done += read;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Of one that is not small: a stream that outlives the file. */
export async function sendBlob(file: string, { first, last }: ByteRange): Promise<Readable> {
  const handle = await open(file);
  return handle.createReadStream({ start: first, end: last, highWaterMark: 64 * 1024 });
}
