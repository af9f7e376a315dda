// What was read last, in memory: what is read once is often read again. Blobs never change, so what is here is what the file holds;
// nobody may change the bytes. What is written is not kept: bytes that many requests bring and that stay would have all of the memory
// looked through each few hundred requests.

import { whileUsed } from '../while-used.ts';

/** Of all together; of one, so that a few cannot take all the room. */
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_BYTES_OF_ONE = 256 * 1024;

export class RecentBlobs {
  readonly #kept = new Map<string, Buffer>();
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

  keep(blob: string, bytes: Buffer): void {
    this.forget(blob);
    if (bytes.length > MOST_BYTES_OF_ONE) return;
    this.#kept.set(blob, bytes);
    this.#bytes += bytes.length;
    this.#use.note();
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
    this.#bytes = 0;
  }
}
