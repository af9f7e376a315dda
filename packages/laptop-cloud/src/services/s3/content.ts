// The bytes of an object or a part: in memory where they are few, else a stretch of a file.
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { ServiceRequest } from '../service.ts';

export type Content = Buffer | FileContent;

export interface FileContent {
  path: string;
  /** Of the first byte. */
  start: number;
  size: number;
  /** Nobody needs the file afterwards: it may be moved. */
  isSpare?: boolean;
}

export function sizeOf(content: Content): number {
  return Buffer.isBuffer(content) ? content.length : content.size;
}

/** What a request brought. */
export function contentOf({ body, bodyFile }: Pick<ServiceRequest, 'body' | 'bodyFile'>): Content {
  return bodyFile ? { path: bodyFile.path, start: 0, size: bodyFile.size, isSpare: true } : body;
}

function piecesOf(content: Content): AsyncIterable<Buffer> | Buffer[] {
  if (Buffer.isBuffer(content)) return [content];
  const { path, start, size } = content;
  return size === 0
    ? []
    : createReadStream(path, { start, end: start + size - 1, highWaterMark: PIECE_BYTES });
}

/** Shows the bytes piece by piece; each piece holds until the next. */
export async function look(content: Content, at: (piece: Buffer) => void): Promise<void> {
  if (Buffer.isBuffer(content)) {
    at(content);
    return;
  }
  const file = await open(content.path);
  try {
    // One buffer for all: a new one for each piece would be a gigabyte of them.
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    for (let done = 0; done < content.size; ) {
      const wanted = Math.min(PIECE_BYTES, content.size - done);
      const { bytesRead } = await file.read(buffer, 0, wanted, content.start + done);
      if (bytesRead === 0) throw new Error(`${content.path} is shorter than it was`);
      at(buffer.subarray(0, bytesRead));
      done += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** Writes contents one after the other into a new file; a single spare one becomes that file. */
export async function writeFile(path: string, contents: readonly Content[]): Promise<void> {
  const [only, ...others] = contents;
  if (only && others.length === 0 && !Buffer.isBuffer(only) && only.isSpare) {
    await rename(only.path, path);
    return;
  }
  await pipeline(async function* () {
    for (const content of contents) yield* piecesOf(content);
  }, createWriteStream(path));
}

const PIECE_BYTES = 64 * 1024;
