// Small objects that are read again and again, in memory. Blobs never change, so what is here is what the file holds; nobody may
// change the bytes. Most objects are written, read once or twice, and written anew: to keep the bytes of all would have V8 look through
// all of the memory each few hundred requests, as what outlives a few turns is found to be unused by that alone.
import { whileUsed } from '../while-used.ts';

/** Of all together; of one, so that a few cannot take all the room. */
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_BYTES_OF_ONE = 256 * 1024;
/** Reads before the one that has a blob kept. */
const READS_BEFORE = 2;
const MOST_COUNTED = 2000;

export class RecentBlobs {
  readonly #kept = new Map<string, Buffer>();
  readonly #reads = new Map<string, number>();
  readonly #use = whileUsed(() => this.clear());
  #bytes = 0;

  get(blob: string): Buffer | undefined {
    const bytes = this.#kept.get(blob);
    if (!bytes) return undefined;
    // The one used last stays longest.
    this.#kept.delete(blob);
    this.#kept.set(blob, bytes);
    this.#use.note();
    return bytes;
  }

  /** Notes that a blob was read from its file, and keeps it where that was not the first time. */
  wasRead(blob: string, bytes: Buffer): void {
    if (bytes.length > MOST_BYTES_OF_ONE) return;
    this.#use.note();
    const reads = this.#reads.get(blob) ?? 0;
    this.#reads.delete(blob);
    if (reads < READS_BEFORE) this.#count(blob, reads + 1);
    else this.#keep(blob, bytes);
  }

  #count(blob: string, reads: number): void {
    const [oldest] = this.#reads.keys();
    if (this.#reads.size >= MOST_COUNTED && oldest !== undefined) this.#reads.delete(oldest);
    this.#reads.set(blob, reads);
  }

  #keep(blob: string, bytes: Buffer): void {
    this.forget(blob);
    this.#kept.set(blob, bytes);
    this.#bytes += bytes.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= MOST_BYTES) break;
      this.forget(oldest);
    }
  }

  forget(blob: string): void {
    const bytes = this.#kept.get(blob);
    if (!bytes) return;
    this.#kept.delete(blob);
    this.#bytes -= bytes.length;
  }

  clear(): void {
    this.#use.stop();
    this.#kept.clear();
    this.#reads.clear();
    this.#bytes = 0;
  }
}
