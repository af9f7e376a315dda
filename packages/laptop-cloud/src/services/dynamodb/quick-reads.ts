// dynalite waits for a thread of the system with every item that it reads, and for two with a query, on each of which V8 comes by
// twice. An item is read in microseconds, so it is read at once; a query reads what fits into one turn, or has it from memory.

import { Stream } from 'node:stream';
import type { Callback, Store } from 'dynalite/db/index.js';
import { type Range, type RememberedRanges, rememberedRangesOf } from './remembered-ranges.ts';

/** Has the store read that way. */
export function readQuickly({ db }: Pick<Store, 'db'>): void {
  const getLater = db.get;
  const getNow = (key: string, callback: Callback<unknown>): void => {
    let value: unknown;
    try {
      value = db.getSync(key);
    } catch {
      // A database that is not open yet, or no more: the slow way has words for it.
      getLater(key, callback);
      return;
    }
    queueMicrotask(() => callback(null, value));
  };
  db.get = ((key: string, callback?: Callback<unknown>) =>
    callback ? getNow(key, callback) : getLater(key)) as typeof db.get;
  const remembered = rememberedRangesOf<readonly unknown[]>({ db });
  db.createValueStream = (range) => new Values(valuesOf(db, range, remembered));
}

/** The values of a range, in pages. What is read at one go is remembered. */
async function* valuesOf(
  db: Store['db'],
  range: Range,
  remembered: RememberedRanges<readonly unknown[]>,
): AsyncGenerator<readonly unknown[]> {
  const known = remembered.get(range);
  if (known) {
    yield known;
    return;
  }
  const remember = remembered.reading(range);
  const iterator = db.values(range);
  try {
    const first = await iterator.nextv(MOST_VALUES);
    if (first.length > 0) yield first;
    let values = await iterator.nextv(MOST_VALUES);
    if (values.length === 0) remember(first.map(frozen));
    for (; values.length > 0; values = await iterator.nextv(MOST_VALUES)) yield values;
  } finally {
    await iterator.close();
  }
}

function frozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

/** In one turn. The database gives fewer where they are large. */
const MOST_VALUES = 100;

/** What dynalite needs of a stream: it says `data` for each value, then `end`, and can be stopped. It is never held back. */
class Values extends Stream {
  #isStopped = false;

  constructor(pages: AsyncIterable<readonly unknown[]>) {
    super();
    void this.#tell(pages);
  }

  destroy(): void {
    this.#isStopped = true;
  }

  async #tell(pages: AsyncIterable<readonly unknown[]>): Promise<void> {
    try {
      for await (const values of pages) {
        for (const value of values) if (!this.#isStopped) this.emit('data', value);
        if (this.#isStopped) return;
      }
      this.emit('end');
    } catch (error) {
      if (!this.#isStopped) this.emit('error', error);
    }
  }
}
