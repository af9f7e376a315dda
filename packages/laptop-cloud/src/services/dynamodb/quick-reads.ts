// dynalite waits for a thread of the system with every item that it reads, and for two with a query, on each of which V8 comes by
// twice. An item is read in microseconds, so it is read at once; a query reads what fits into one turn.

import { Stream } from 'node:stream';
import type { Callback, Store } from 'dynalite/db/index.js';

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
  db.createValueStream = (range) => new Values(db.values(range));
}

/** In one turn. The database gives fewer where they are large. */
const MOST_VALUES = 100;

/** What dynalite needs of a stream: it says `data` for each value, then `end`, and can be stopped. It is never held back. */
class Values extends Stream {
  #isStopped = false;

  constructor(iterator: ReturnType<Store['db']['values']>) {
    super();
    void this.#tell(iterator);
  }

  destroy(): void {
    this.#isStopped = true;
  }

  async #tell(iterator: ReturnType<Store['db']['values']>): Promise<void> {
    try {
      while (!this.#isStopped) {
        const values = await iterator.nextv(MOST_VALUES);
        if (values.length === 0) break;
        for (const value of values) if (!this.#isStopped) this.emit('data', value);
      }
      if (!this.#isStopped) this.emit('end');
    } catch (error) {
      if (!this.#isStopped) this.emit('error', error);
    } finally {
      await iterator.close();
    }
  }
}
