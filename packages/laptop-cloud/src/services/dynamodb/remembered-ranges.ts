// Short ranges that were read last, in memory until something is written where they lie: who looks at a partition looks at it again.
import type { BatchOperation, Store } from 'dynalite/db/index.js';
import { whileUsed } from '../while-used.ts';

export type Range = Readonly<Record<string, unknown>>;

/** Each is what one read gives: 16 KiB, and the item with which it is more than that. */
const MOST_RANGES = 64;

interface Remembered {
  /** The table or the kind of index that it is of. */
  place: string;
  read: unknown;
}

const rangesOf = new WeakMap<Store['db'], RememberedRanges<unknown>>();

/** The ranges of a store, in the form in which whoever asks reads them; the range has to tell it. */
export function rememberedRangesOf<Read>({ db }: Pick<Store, 'db'>): RememberedRanges<Read> {
  const known = rangesOf.get(db);
  if (known) return known as RememberedRanges<Read>;
  const ranges = new RememberedRanges<Read>();
  ranges.watch(db);
  rangesOf.set(db, ranges as RememberedRanges<unknown>);
  return ranges;
}

/** What is remembered is not to be changed by whoever gets it. */
export class RememberedRanges<Read> {
  readonly #kept = new Map<string, Remembered>();
  readonly #use = whileUsed(() => this.#kept.clear());
  /** Grows with each write when it begins, and when it is done. */
  #moment = 0;
  #writing = 0;

  get(range: Range): Read | undefined {
    this.#use.note();
    return this.#kept.get(nameOf(range))?.read as Read | undefined;
  }

  /** To be called when a read begins: what it gives notes all that was found, unless something was written meanwhile. */
  reading(range: Range): (read: Read) => void {
    const began = this.#moment;
    const place = placeOfRange(range);
    return (read) => {
      if (place === undefined || this.#writing > 0 || this.#moment !== began) return;
      const [oldest] = this.#kept.keys();
      if (this.#kept.size >= MOST_RANGES && oldest !== undefined) this.#kept.delete(oldest);
      this.#kept.set(nameOf(range), { place, read });
    };
  }

  /** Has what lies where something is written from now on forgotten. */
  watch(db: Store['db']): void {
    const { put, del, batch, clear } = db;
    db.put = this.#watched(put, (key: string) => [key]) as typeof put;
    db.del = this.#watched(del, (key: string) => [key]) as typeof del;
    db.batch = this.#watched(batch, (operations: readonly BatchOperation[]) =>
      operations.map(({ key }) => key),
    ) as typeof batch;
    db.clear = this.#watched(clear.bind(db), ({ gte }: { gte: string }) => [gte]) as typeof clear;
  }

  /** A method that ends by a promise, or by the callback that it is given last. */
  #watched<What>(
    write: (what: What, ...rest: never[]) => Promise<void>,
    keysOf: (what: What) => readonly string[],
  ) {
    return (what: What, ...rest: unknown[]): Promise<void> => {
      this.#writing += 1;
      this.#moment += 1;
      // Nothing is added until it is done.
      if (this.#kept.size > 0) this.#forget(new Set(keysOf(what).map(placeOf)));
      const done = (): void => {
        this.#writing -= 1;
        this.#moment += 1;
      };
      const callback = rest.at(-1);
      const words = isCallback(callback) ? [...rest.slice(0, -1), after(done, callback)] : rest;
      try {
        const written = write(what, ...(words as never[]));
        return words === rest ? afterwards(written, done) : written;
      } catch (error) {
        done();
        throw error;
      }
    };
  }

  #forget(places: ReadonlySet<string | undefined>): void {
    for (const [name, { place }] of this.#kept) if (places.has(place)) this.#kept.delete(name);
  }
}

function nameOf(range: Range): string {
  return JSON.stringify(range);
}

/** Keys are `item-<table>~...` and `index-<kind>~...`. */
function placeOf(key: unknown): string | undefined {
  return /^((?:item|index)-[^~]+)~/.exec(String(key))?.[1];
}

/** Undefined where it is of more than one. */
function placeOfRange({ gte, gt, lt, lte }: Range): string | undefined {
  const place = placeOf(gte ?? gt);
  return placeOf(lt ?? lte) === place ? place : undefined;
}

/** In half the time of `finally`. */
function afterwards(written: Promise<void>, done: () => void): Promise<void> {
  return written.then(done, (error: unknown) => {
    done();
    throw error;
  });
}

type Told = (...outcome: unknown[]) => void;

function isCallback(given: unknown): given is Told {
  return typeof given === 'function';
}

function after(done: () => void, callback: Told): Told {
  return (...outcome) => {
    done();
    callback(...outcome);
  };
}
