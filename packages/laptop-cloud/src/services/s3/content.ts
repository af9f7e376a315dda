// The bytes of an object or a part: in memory where they are few, else a stretch of a file.
import { createReadStream, createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
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

/** The bytes in pieces. */
export function piecesOf(content: Content): AsyncIterable<Buffer> | Buffer[] {
  if (Buffer.isBuffer(content)) return [content];
  const { path, start, size } = content;
  return size === 0
    ? []
    : createReadStream(path, { start, end: start + size - 1, highWaterMark: PIECE_BYTES });
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

const PIECE_BYTES = 256 * 1024;
