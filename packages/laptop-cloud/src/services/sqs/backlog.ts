// Messages that wait behind those in memory: where each lies in the journal, and when it was sent, twenty bytes for each. They are
// visible, and nobody has received them from here.
import type { Place } from '../each-line.ts';

interface Columns {
  offset: Float64Array;
  bytes: Uint32Array;
  sentAt: Float64Array;
}

const FIRST_ROOM = 1024;

export class Backlog {
  #columns: Columns = room(FIRST_ROOM);
  #first = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#first;
  }

  push({ offset, bytes }: Place, sentAt: number): void {
    if (this.#end === this.#columns.bytes.length) this.#makeRoom();
    this.#columns.offset[this.#end] = offset;
    this.#columns.bytes[this.#end] = bytes;
    this.#columns.sentAt[this.#end] = sentAt;
    this.#end += 1;
  }

  /** The one that came first, which is in the backlog until it is shifted. */
  first(): Place | undefined {
    return this.length === 0 ? undefined : this.#place(this.#first);
  }

  shift(): void {
    this.#first += 1;
    if (this.length === 0) this.clear();
  }

  /** In order of arrival. */
  *places(): Generator<Place> {
    for (let row = this.#first; row < this.#end; row += 1) yield this.#place(row);
  }

  /** All lie elsewhere now; in the same order. */
  moved(places: readonly Place[]): void {
    for (const [index, { offset, bytes }] of places.entries()) {
      this.#columns.offset[this.#first + index] = offset;
      this.#columns.bytes[this.#first + index] = bytes;
    }
  }

  oldestSentAt(): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (let row = this.#first; row < this.#end; row += 1)
      oldest = Math.min(oldest, this.#columns.sentAt[row]!);
    return oldest;
  }

  clear(): void {
    this.#first = 0;
    this.#end = 0;
    if (this.#columns.bytes.length > FIRST_ROOM) this.#columns = room(FIRST_ROOM);
  }

  #place(row: number): Place {
    return { offset: this.#columns.offset[row]!, bytes: this.#columns.bytes[row]! };
  }

  /** Those that are gone leave theirs; only where that is little there is more. */
  #makeRoom(): void {
    const { length } = this;
    const larger = room(this.#first > length ? this.#columns.bytes.length : this.#columns.bytes.length * 2);
    for (const name of ['offset', 'bytes', 'sentAt'] as const)
      larger[name].set(this.#columns[name].subarray(this.#first, this.#end));
    this.#columns = larger;
    this.#first = 0;
    this.#end = length;
  }
}

function room(rows: number): Columns {
  return {
    offset: new Float64Array(rows),
    bytes: new Uint32Array(rows),
    sentAt: new Float64Array(rows),
  };
}
