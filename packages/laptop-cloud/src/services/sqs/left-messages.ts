// What a journal leaves of a queue's messages, while it is read: where each lies and when it may be seen, in columns. A hundred thousand
// objects would take the start longer than reading them.
import type { Place } from '../each-line.ts';
import type { Message } from './message.ts';

/** A message that is left: all of it where it was ever held, otherwise where it lies. */
export interface Left {
  place: Place;
  sentAt: number;
  visibleAt: number;
  message?: Message | undefined;
}

interface Columns {
  offset: Float64Array;
  /** 0 where the message is gone. */
  bytes: Uint32Array;
  sentAt: Float64Array;
  visibleAt: Float64Array;
}

const FIRST_ROOM = 1024;

/** In the order in which they arrived. */
export class LeftMessages implements Iterable<Left> {
  #columns: Columns = room(FIRST_ROOM);
  #rows = 0;
  readonly #rowOf = new Map<string, number>();
  readonly #held = new Map<number, Message>();

  get length(): number {
    return this.#rowOf.size;
  }

  get(id: string): Left | undefined {
    const row = this.#rowOf.get(id);
    return row === undefined ? undefined : this.#at(row);
  }

  /** Adds one, or replaces it where it is. */
  put(id: string, offset: number, bytes: number, sentAt: number, visibleAt: number): void {
    const row = this.#rowOf.get(id) ?? this.#newRow(id);
    this.#columns.offset[row] = offset;
    this.#columns.bytes[row] = bytes;
    this.#columns.sentAt[row] = sentAt;
    this.#columns.visibleAt[row] = visibleAt;
    this.#held.delete(row);
  }

  hold(message: Message): void {
    const row = this.#rowOf.get(message.id);
    if (row !== undefined) this.#held.set(row, message);
  }

  delete(id: string): void {
    const row = this.#rowOf.get(id);
    if (row === undefined) return;
    this.#rowOf.delete(id);
    this.#held.delete(row);
    this.#columns.bytes[row] = 0;
  }

  clear(): void {
    this.#rowOf.clear();
    this.#held.clear();
    this.#rows = 0;
  }

  *[Symbol.iterator](): Generator<Left> {
    for (let row = 0; row < this.#rows; row += 1) if (this.#columns.bytes[row] !== 0) yield this.#at(row);
  }

  #at(row: number): Left {
    const { offset, bytes, sentAt, visibleAt } = this.#columns;
    const place = { offset: offset[row]!, bytes: bytes[row]! };
    return { place, sentAt: sentAt[row]!, visibleAt: visibleAt[row]!, message: this.#held.get(row) };
  }

  #newRow(id: string): number {
    if (this.#rows === this.#columns.bytes.length) this.#columns = grown(this.#columns);
    const row = this.#rows;
    this.#rows += 1;
    this.#rowOf.set(id, row);
    return row;
  }
}

function room(rows: number): Columns {
  return {
    offset: new Float64Array(rows),
    bytes: new Uint32Array(rows),
    sentAt: new Float64Array(rows),
    visibleAt: new Float64Array(rows),
  };
}

function grown(columns: Columns): Columns {
  const larger = room(columns.bytes.length * 2);
  for (const name of ['offset', 'bytes', 'sentAt', 'visibleAt'] as const) larger[name].set(columns[name]);
  return larger;
}
