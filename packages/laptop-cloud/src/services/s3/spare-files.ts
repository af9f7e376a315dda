// Files of small blobs that others have replaced, full of zeros, for the next blobs of their bucket: to make a file and to remove one takes
// many times as long as to write over one that is there. Cut to nothing they would be worse than new ones: ext4 sends what is written
// after that to the disk as the file is closed. Nothing names them, so that the start after a kill removes them with all else that
// nothing names.
import { closeSync, constants, ftruncateSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { whileUsed } from '../while-used.ts';
import type { Bucket } from './bucket.ts';

const MOST_OF_ONE_BUCKET = 8;
const MOST_BYTES = 256 * 1024;
const ZEROS = Buffer.alloc(MOST_BYTES);

/** The file of a blob that is no more. */
export interface SpareFile {
  blob: string;
  size: number;
}

export class SpareFiles {
  readonly #pathOf: (bucket: Bucket, blob: string) => string;
  readonly #files = new Map<Bucket, SpareFile[]>();
  readonly #use = whileUsed(() => this.clear());

  constructor(pathOf: (bucket: Bucket, blob: string) => string) {
    this.#pathOf = pathOf;
  }

  /** One of a bucket, which is the caller's from now on. */
  take(bucket: Bucket): SpareFile | undefined {
    return this.#files.get(bucket)?.pop();
  }

  /** Wipes the file of a blob that nothing names any more and keeps it; false where it is too large, cannot be wiped, or there are enough. */
  add(bucket: Bucket, file: SpareFile): boolean {
    const files = this.#files.get(bucket) ?? [];
    if (files.length >= MOST_OF_ONE_BUCKET || file.size === 0 || file.size > MOST_BYTES) return false;
    try {
      overwrite(this.#pathOf(bucket, file.blob), ZEROS.subarray(0, file.size), file.size);
    } catch {
      // Where each write takes new room, a full disk has none for zeros.
      return false;
    }
    files.push(file);
    this.#files.set(bucket, files);
    this.#use.note();
    return true;
  }

  /** Its folder is gone. */
  forget(bucket: Bucket): void {
    this.#files.delete(bucket);
  }

  clear(): void {
    this.#use.stop();
    for (const [bucket, files] of this.#files)
      for (const { blob } of files) removeIfThere(this.#pathOf(bucket, blob));
    this.#files.clear();
  }
}

/** Writes bytes over a file of a size, which holds nothing else afterwards; one that is gone is made. */
export function overwrite(file: string, bytes: Buffer, size: number): void {
  const descriptor = openSync(file, constants.O_WRONLY | constants.O_CREAT);
  try {
    for (let done = 0; done < bytes.length; )
      done += writeSync(descriptor, bytes, done, bytes.length - done, done);
    if (size > bytes.length) ftruncateSync(descriptor, bytes.length);
  } finally {
    closeSync(descriptor);
  }
}

/** One that is gone already stays so. */
export function removeIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
