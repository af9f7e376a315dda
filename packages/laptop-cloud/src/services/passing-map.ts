// A Map for what comes and goes by the thousand. A Map of V8 makes itself a new table now and then, and the table before refers to it:
// once one of them is old enough for the old objects, it keeps all that follow it, with whatever they held as they were left, until
// the whole heap is marked. Of each execution six kilobytes outlived it so, for some thousands of executions.

/** So many are set until a new Map, to which no table of the one before refers, takes over; of larger ones, as many as there are. */
const SETS = 64;

export class PassingMap<Key, Value> {
  #map = new Map<Key, Value>();
  #left = SETS;

  get size(): number {
    return this.#map.size;
  }

  has(key: Key): boolean {
    return this.#map.has(key);
  }

  get(key: Key): Value | undefined {
    return this.#map.get(key);
  }

  set(key: Key, value: Value): void {
    this.#left -= 1;
    if (this.#left < 0) {
      this.#map = new Map(this.#map);
      this.#left = Math.max(SETS, this.#map.size);
    }
    this.#map.set(key, value);
  }

  delete(key: Key): boolean {
    return this.#map.delete(key);
  }

  clear(): void {
    if (this.#left === SETS && this.#map.size === 0) return;
    this.#map = new Map();
    this.#left = SETS;
  }

  /** In the order in which they were set; what is set meanwhile may be left out. */
  values(): MapIterator<Value> {
    return this.#map.values();
  }

  [Symbol.iterator](): MapIterator<[Key, Value]> {
    return this.#map[Symbol.iterator]();
  }
}
