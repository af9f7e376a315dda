// Small objects that were written or read lately, in memory: most are read soon after they were written. A blob does not change as long
// as something names it, so that what is here is what the file holds; nobody may change the bytes. They lie in slabs that are used again
// and again: with a buffer for each blob, V8 would look through all of the memory every few hundred requests, as what outlives a few
// turns is found to be unused by that alone.
import { whileUsed } from '../while-used.ts';

const SLAB_BYTES = 1024 * 1024;
const MOST_SLABS = 16;
/** So that a few cannot take all the room. */
const MOST_BYTES_OF_ONE = 256 * 1024;

/** Bytes in a slab, which is not used for others until they are released. */
export interface LentBytes {
  bytes: Buffer;
  /** To be called once. */
  release(): void;
}

interface Slab {
  memory: Buffer<ArrayBuffer>;
  usedBytes: number;
  blobs: string[];
  lent: number;
}

interface Place {
  slab: Slab;
  bytes: Buffer;
}

export class RecentBlobs {
  readonly #places = new Map<string, Place>();
  readonly #slabs: Slab[] = [];
  readonly #use = whileUsed(() => this.clear());
  /** Of the slab that is filled. */
  #at = -1;

  /** The bytes of a blob that is here. */
  lend(blob: string): LentBytes | undefined {
    const place = this.#places.get(blob);
    if (!place) return undefined;
    const { slab, bytes } = place;
    this.#use.note();
    slab.lent += 1;
    return {
      bytes,
      release: () => {
        slab.lent -= 1;
      },
    };
  }

  /** Makes room for a blob and has it filled; for a large one there is none. What `fill` throws is thrown, and nothing kept. */
  keep(blob: string, size: number, fill: (room: Buffer) => void): void {
    this.forget(blob);
    if (size > MOST_BYTES_OF_ONE) return;
    this.#use.note();
    const slab = this.#slabWithRoom(size);
    const bytes = slab.memory.subarray(slab.usedBytes, slab.usedBytes + size);
    fill(bytes);
    slab.usedBytes += size;
    slab.blobs.push(blob);
    this.#places.set(blob, { slab, bytes });
  }

  forget(blob: string): void {
    this.#places.delete(blob);
  }

  clear(): void {
    this.#use.stop();
    this.#places.clear();
    // Given back at once: at rest nothing would be collected for a long time.
    for (const { memory, lent } of this.#slabs.splice(0)) if (lent === 0) memory.buffer.transfer(0);
    this.#at = -1;
  }

  /** What was kept longest makes way. */
  #slabWithRoom(size: number): Slab {
    const filled = this.#slabs[this.#at];
    if (filled && filled.usedBytes + size <= SLAB_BYTES) return filled;
    this.#at = (this.#at + 1) % MOST_SLABS;
    const oldest = this.#slabs[this.#at];
    for (const blob of oldest?.blobs ?? [])
      if (this.#places.get(blob)?.slab === oldest) this.#places.delete(blob);
    // Who still sends from the oldest keeps it.
    const memory = oldest?.lent === 0 ? oldest.memory : Buffer.from(new ArrayBuffer(SLAB_BYTES));
    const slab = { memory, usedBytes: 0, blobs: [], lent: 0 };
    this.#slabs[this.#at] = slab;
    return slab;
  }
}
