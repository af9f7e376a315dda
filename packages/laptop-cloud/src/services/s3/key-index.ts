// Where the line of each key lies, in the order of listings: the key and twelve bytes for each of very many, in columns that are
// never changed, and the latest changes beside them, which are merged in once there are many.
import type { Place } from '../each-line.ts';
import { compareKeys } from './key-order.ts';

interface Columns {
  keys: readonly string[];
  offsets: Float64Array;
  bytes: Uint32Array;
}

const LEAST_RECENT = 1024;
/** Changes are merged once they are so large a share of all. */
const RECENT_SHARE = 8;

export class KeyIndex {
  #columns: Columns = { keys: [], offsets: new Float64Array(0), bytes: new Uint32Array(0) };
  /** Undefined for a key that is gone. */
  #recent = new Map<string, Place | undefined>();
  #size = 0;
  #liveBytes = 0;

  /** Sorted once: much quicker than one after the other. */
  static of(places: ReadonlyMap<string, Place>): KeyIndex {
    const keys = [...places.keys()].sort(compareKeys);
    const index = new KeyIndex();
    index.#columns = columnsOf(keys, (key) => places.get(key)!);
    index.#size = keys.length;
    for (const place of places.values()) index.#liveBytes += lineBytes(place);
    return index;
  }

  get size(): number {
    return this.#size;
  }

  /** Of all lines that count, with their ends. */
  get liveBytes(): number {
    return this.#liveBytes;
  }

  get(key: string): Place | undefined {
    if (this.#recent.has(key)) return this.#recent.get(key);
    const { keys, offsets, bytes } = this.#columns;
    const row = firstFrom(keys, key);
    return keys[row] === key ? { offset: offsets[row]!, bytes: bytes[row]! } : undefined;
  }

  set(key: string, place: Place | undefined): void {
    const before = this.get(key);
    this.#size += Number(place !== undefined) - Number(before !== undefined);
    this.#liveBytes += lineBytes(place) - lineBytes(before);
    // The text that a key was cut out of is not kept for its sake.
    this.#recent.set(before ? key : Buffer.from(key).toString(), place);
    if (this.#recent.size > Math.max(LEAST_RECENT, this.#columns.keys.length / RECENT_SHARE)) this.#merge();
  }

  /** The keys from this one on, as they are now, whatever changes meanwhile. */
  *from(start: string): Generator<string> {
    const { keys } = this.#columns;
    const recent = this.#recent;
    const changed = [...recent.keys()].filter((key) => compareKeys(key, start) >= 0).sort(compareKeys);
    const isThere = new Set(changed.filter((key) => recent.get(key) !== undefined));
    let next = 0;
    for (let row = firstFrom(keys, start); row < keys.length; row += 1) {
      const key = keys[row]!;
      for (; next < changed.length && compareKeys(changed[next]!, key) < 0; next += 1)
        if (isThere.has(changed[next]!)) yield changed[next]!;
      if (changed[next] !== key) yield key;
      else if (isThere.has(changed[next++]!)) yield key;
    }
    for (; next < changed.length; next += 1) if (isThere.has(changed[next]!)) yield changed[next]!;
  }

  #merge(): void {
    const keys = [...this.from('')];
    const before = this.#columns;
    let old = 0;
    this.#columns = columnsOf(keys, (key) => {
      while (old < before.keys.length && compareKeys(before.keys[old]!, key) < 0) old += 1;
      return this.#recent.get(key) ?? { offset: before.offsets[old]!, bytes: before.bytes[old]! };
    });
    this.#recent = new Map();
  }
}

function columnsOf(keys: readonly string[], placeOf: (key: string) => Place): Columns {
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
  let low = 0;
  for (let high = keys.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (compareKeys(keys[middle]!, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lineBytes(place: Place | undefined): number {
  return place === undefined ? 0 : place.bytes + 1;
}
