// Where the line of each key lies, in the order of listings: the key and twelve bytes for each of very many, in columns that are
// never changed, and the latest changes beside them, in the same order, which are merged in once there are many.
import type { Place } from '../each-line.ts';
import { compareKeys } from './key-order.ts';

/** A row for each key, in the order of listings. */
export interface KeyColumns {
  keys: readonly string[];
  offsets: Float64Array;
  bytes: Uint32Array;
}

/** Lines in the order of a file, of which the last of each key counts; without bytes it says that the key is gone. */
export interface KeyLines {
  keys: string[];
  offsets: number[];
  bytes: number[];
}

/** What became of a key since the columns were made; without a place it is gone. */
interface Change {
  readonly key: string;
  readonly place: Place | undefined;
}

const LEAST_RECENT = 1024;
/** Changes are merged once they are so large a share of all. */
const RECENT_SHARE = 8;

export class KeyIndex {
  #columns: KeyColumns = { keys: [], offsets: new Float64Array(0), bytes: new Uint32Array(0) };
  #recent: Change[] = [];
  /** A listing may still be reading them: they are copied before they change. */
  #isBeingRead = false;
  #size = 0;
  #liveBytes = 0;

  /** Sorted once: much quicker than one after the other. */
  static of({ keys, offsets, bytes }: KeyLines): KeyIndex {
    const order = Array.from(keys.keys()).sort(
      (one, other) => compareKeys(keys[one]!, keys[other]!) || one - other,
    );
    const last = order.filter((line, at) => bytes[line] !== 0 && keys[order[at + 1] ?? -1] !== keys[line]);
    return KeyIndex.ofColumns({
      keys: last.map((line) => keys[line]!),
      offsets: Float64Array.from(last, (line) => offsets[line]!),
      bytes: Uint32Array.from(last, (line) => bytes[line]!),
    });
  }

  static ofColumns(columns: KeyColumns): KeyIndex {
    const index = new KeyIndex();
    index.#columns = columns;
    index.#size = columns.keys.length;
    for (const bytes of columns.bytes) index.#liveBytes += bytes + 1;
    return index;
  }

  /** All that it has; to be left as they are. */
  columns(): KeyColumns {
    if (this.#recent.length > 0) this.#merge();
    return this.#columns;
  }

  get size(): number {
    return this.#size;
  }

  /** Of all lines that count, with their ends. */
  get liveBytes(): number {
    return this.#liveBytes;
  }

  get(key: string): Place | undefined {
    const change = this.#recent[firstChangeFrom(this.#recent, key)];
    if (change?.key === key) return change.place;
    const { keys, offsets, bytes } = this.#columns;
    const row = firstFrom(keys, key);
    return keys[row] === key ? { offset: offsets[row]!, bytes: bytes[row]! } : undefined;
  }

  set(key: string, place: Place | undefined): void {
    const before = this.get(key);
    this.#size += Number(place !== undefined) - Number(before !== undefined);
    this.#liveBytes += lineBytes(place) - lineBytes(before);
    if (this.#isBeingRead) this.#recent = this.#recent.slice();
    this.#isBeingRead = false;
    const at = firstChangeFrom(this.#recent, key);
    const known = this.#recent[at]?.key === key;
    // The text that a key was cut out of is not kept for its sake.
    const change = { key: known || before ? key : Buffer.from(key).toString(), place };
    this.#recent.splice(at, Number(known), change);
    if (this.#recent.length > Math.max(LEAST_RECENT, this.#columns.keys.length / RECENT_SHARE)) this.#merge();
  }

  /** The keys from this one on, as they are now, whatever changes meanwhile; the work is that of those that are taken. */
  *from(start: string): Generator<string> {
    const { keys } = this.#columns;
    const recent = this.#recent;
    this.#isBeingRead = true;
    let next = firstChangeFrom(recent, start);
    for (let row = firstFrom(keys, start); row < keys.length; row += 1) {
      const key = keys[row]!;
      for (; next < recent.length && compareKeys(recent[next]!.key, key) < 0; next += 1)
        if (recent[next]!.place) yield recent[next]!.key;
      if (recent[next]?.key !== key) yield key;
      else if (recent[next++]!.place) yield key;
    }
    for (; next < recent.length; next += 1) if (recent[next]!.place) yield recent[next]!.key;
  }

  #merge(): void {
    const keys = [...this.from('')];
    const before = this.#columns;
    const recent = this.#recent;
    let old = 0;
    let next = 0;
    this.#columns = columnsOf(keys, (key) => {
      while (next < recent.length && compareKeys(recent[next]!.key, key) < 0) next += 1;
      const change = recent[next];
      if (change?.key === key) return change.place!;
      while (old < before.keys.length && compareKeys(before.keys[old]!, key) < 0) old += 1;
      return { offset: before.offsets[old]!, bytes: before.bytes[old]! };
    });
    this.#recent = [];
  }
}

function columnsOf(keys: readonly string[], placeOf: (key: string) => Place): KeyColumns {
  const offsets = new Float64Array(keys.length);
  const bytes = new Uint32Array(keys.length);
  for (const [row, key] of keys.entries()) {
    const place = placeOf(key);
    offsets[row] = place.offset;
    bytes[row] = place.bytes;
  }
  return { keys, offsets, bytes };
}

/** The first row whose key is not before this one. */
function firstFrom(keys: readonly string[], key: string): number {
  return firstOf(keys.length, (row) => compareKeys(keys[row]!, key) >= 0);
}

function firstChangeFrom(changes: readonly Change[], key: string): number {
  return firstOf(changes.length, (row) => compareKeys(changes[row]!.key, key) >= 0);
}

/** The first of so many rows from which on it holds. */
function firstOf(rows: number, holds: (row: number) => boolean): number {
  let low = 0;
  for (let high = rows; low < high; ) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function lineBytes(place: Place | undefined): number {
  return place === undefined ? 0 : place.bytes + 1;
}
