// Asynchronous invocations that are not over, a file each: what was accepted is not lost when the laptop cloud stops.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFileSoon, wholeFiles } from '../../atomic-file.ts';
import { readKeptObject } from '../kept-json.ts';
import type { AsyncEvent } from './async-event.ts';

export interface AsyncJournal {
  /** What an earlier run has left. Throws DamagedStateError. */
  left(): AsyncEvent[];
  /** Throws what the disk says. */
  put(event: AsyncEvent): void;
  /** The same of an event that is there already: what the disk does not take now, the next start does once more. */
  update(event: AsyncEvent): void;
  remove(event: AsyncEvent): void;
}

/** Kept in a folder, or as long as the process lives. */
export function openAsyncJournal(folder: string | undefined): AsyncJournal {
  if (folder === undefined)
    return { left: () => [], put: () => undefined, update: () => undefined, remove: () => undefined };
  mkdirSync(folder, { recursive: true });
  const fileOf = ({ requestId }: AsyncEvent) => join(folder, `${requestId}.json`);
  const put = (event: AsyncEvent) => replaceFileSoon(fileOf(event), JSON.stringify(event));
  return {
    left: () =>
      wholeFiles(folder)
        .filter((file) => file.endsWith('.json'))
        .map((file) => readKeptObject(join(folder, file)) as AsyncEvent)
        .sort((a, b) => a.acceptedMs - b.acceptedMs),
    put,
    update(event) {
      try {
        put(event);
      } catch {
        // It is there as it was before.
      }
    },
    remove: (event) => rmSync(fileOf(event), { force: true }),
  };
}
