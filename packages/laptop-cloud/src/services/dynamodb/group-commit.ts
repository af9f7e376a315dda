// A write waits for a thread of the system, and waking that takes longer than the write. What the requests of one turn of the event
// loop write goes to it together: all of it is on disk before any of them is answered.
import type { BatchOperation, Callback, Store } from 'dynalite/db/index.js';
import { isOfDisk } from './torn-log.ts';

interface Write {
  operations: BatchOperation[];
  done(): void;
  failed(error: unknown): void;
}

/**
 * Has the store write that way, one group after the other. Each batch is still whole or not at all, and is told of its own error.
 * Nothing is written behind what the disk did not take.
 */
export function writeTogether({ db }: Pick<Store, 'db'>): void {
  const writeAlone = db.batch as (operations: BatchOperation[], callback?: Callback<void>) => Promise<void>;
  let waiting: Write[] = [];
  let isWriting = false;

  async function writeWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        await writeGroup(group);
      } catch (error) {
        for (const { failed } of [...group, ...waiting]) failed(error);
        waiting = [];
      }
    }
    isWriting = false;
  }

  /** Rejects with what the disk says. */
  async function writeGroup(group: readonly Write[]): Promise<void> {
    try {
      await writeAlone(group.flatMap(({ operations }) => operations));
      for (const { done } of group) done();
    } catch (error) {
      if (group.length === 1 || isOfDisk(error)) throw error;
      // What one of them has brought must not be told to the others.
      for (const one of group)
        await writeGroup([one]).catch((own: unknown) => {
          if (isOfDisk(own)) throw own;
          one.failed(own);
        });
    }
  }

  function writeLater(operations: BatchOperation[]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    waiting.push({ operations, done: resolve, failed: reject });
    if (!isWriting) setImmediate(writeWaiting);
    isWriting = true;
    return promise;
  }

  db.batch = ((operations: BatchOperation[], callback?: Callback<void>) =>
    callback ? writeAlone(operations, callback) : writeLater(operations)) as typeof db.batch;
}
