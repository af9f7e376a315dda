// The bytes of objects: files (blobs.ts, spare-files.ts), and in memory those of small ones that somebody may soon ask for
// (recent-blobs.ts).
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import type { ServiceResponse } from '../service.ts';
import { type ByteRange, isSmall, readInto, sendBlob, writeBlob } from './blobs.ts';
import type { Bucket, ObjectVersion } from './bucket.ts';
import type { Content } from './content.ts';
import { type LentBytes, RecentBlobs } from './recent-blobs.ts';
import { overwrite, removeIfThere, SpareFiles } from './spare-files.ts';

/** As an answer carries them. */
export type SentBytes = Pick<ServiceResponse, 'body' | 'stream' | 'release'>;

type Stored = Pick<ObjectVersion, 'blob' | 'size'>;

export class ObjectBytes {
  readonly #pathOf: (bucket: Bucket, blob: string) => string;
  readonly #recent = new RecentBlobs();
  readonly #spare: SpareFiles;

  constructor(pathOf: (bucket: Bucket, blob: string) => string) {
    this.#pathOf = pathOf;
    this.#spare = new SpareFiles(pathOf);
  }

  /** Gives the new blob, which nothing names yet. What cannot be written leaves nothing. */
  async write(bucket: Bucket, content: Content | readonly Content[]): Promise<string> {
    const small = Buffer.isBuffer(content) && isSmall(content.length) ? content : undefined;
    const spare = small && this.#spare.take(bucket);
    const blob = spare?.blob ?? randomUUID();
    try {
      if (spare) overwrite(this.#pathOf(bucket, blob), small, spare.size);
      else await writeBlob(this.#pathOf(bucket, blob), content);
    } catch (error) {
      this.undo(bucket, blob);
      throw error;
    }
    if (small) this.#recent.keep(blob, small.length, (room) => small.copy(room));
    return blob;
  }

  /** A disk that is full is not to stay so for the bytes of an object that is not there, nor for files that no object has. */
  undo(bucket: Bucket, blob: string): void {
    this.#recent.forget(blob);
    this.#spare.clear();
    rmSync(this.#pathOf(bucket, blob), { force: true });
  }

  /** Of a blob that nothing names any more; one that is gone already stays so. What another has replaced may leave its file to a third. */
  async drop(bucket: Bucket, { blob, size }: Stored, isReplaced = false): Promise<void> {
    if (!blob) return;
    this.#recent.forget(blob);
    if (isReplaced && this.#spare.add(bucket, { blob, size })) return;
    const file = this.#pathOf(bucket, blob);
    if (isSmall(size)) removeIfThere(file);
    else await rm(file, { force: true });
  }

  async read(bucket: Bucket, { blob, size }: Stored): Promise<Buffer> {
    if (!blob) return Buffer.alloc(0);
    const file = this.#pathOf(bucket, blob);
    if (!isSmall(size)) return readFile(file);
    const recent = this.#recent.lend(blob);
    if (!recent) return bytesIn(file, 0, size);
    const bytes = Buffer.from(recent.bytes);
    recent.release();
    return bytes;
  }

  /** The bytes where they are few, as their file may soon be another's; else where they lie. */
  stretchOf(bucket: Bucket, { blob, size }: Stored, range = { first: 0, last: size - 1 }): Content {
    if (!blob) return Buffer.alloc(0);
    const stretch = {
      path: this.#pathOf(bucket, blob),
      start: range.first,
      size: range.last - range.first + 1,
    };
    return isSmall(size) ? bytesIn(stretch.path, stretch.start, stretch.size) : stretch;
  }

  /** At once where they are few. */
  send(bucket: Bucket, { blob, size }: Stored, range: ByteRange): SentBytes | Promise<SentBytes> {
    if (!blob) return { body: Buffer.alloc(0) };
    if (!isSmall(size)) return sendBlob(this.#pathOf(bucket, blob), range).then((stream) => ({ stream }));
    const { first, last } = range;
    const recent = this.#recent.lend(blob) ?? this.#readLately(bucket, blob, size);
    if (!recent) return { body: bytesIn(this.#pathOf(bucket, blob), first, last - first + 1) };
    return { body: recent.bytes.subarray(first, last + 1), release: recent.release };
  }

  /** The bucket and all that is in it is gone. */
  forget(bucket: Bucket): void {
    this.#spare.forget(bucket);
  }

  close(): void {
    this.#spare.clear();
    this.#recent.clear();
  }

  #readLately(bucket: Bucket, blob: string, size: number): LentBytes | undefined {
    this.#recent.keep(blob, size, (room) => readInto(room, this.#pathOf(bucket, blob)));
    return this.#recent.lend(blob);
  }
}

function bytesIn(file: string, offset: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  readInto(bytes, file, offset);
  return bytes;
}
