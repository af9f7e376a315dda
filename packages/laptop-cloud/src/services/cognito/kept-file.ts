// A file of secrets that follows a value in memory: many changes that come together cost one write, and nobody else may read it.
import { existsSync } from 'node:fs';
import { dropHalfWritten, replaceFileSoon } from '../../atomic-file.ts';
import { diskIsWell, RETRY_MS, tellOfDisk } from '../append-whole.ts';
import { readKeptObject } from '../kept-json.ts';

export interface KeptFile {
  /** Writes what `value` gives, soon. Resolves when it is on the disk; rejects with the system's error, and is tried again. */
  save(): Promise<void>;
  /** The same of what was saved in this turn. */
  flush(): Promise<void>;
}

const OWNER_ONLY = 0o600;

/** Keeps what `value` gives, as JSON. What the disk refuses is said once and tried again. */
export function keptFile(file: string, value: () => unknown): KeptFile {
  const self: KeptFile = {
    save() {
      // What the rest of the turn changes is in the same write.
      if (!writing) {
        writing = Promise.resolve().then(write);
        // Whoever waits hears of it; not everybody does.
        writing.catch(() => undefined);
      }
      return writing;
    },
    flush: async () => writing,
  };
  let writing: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;

  function write(): void {
    writing = undefined;
    try {
      replaceFileSoon(file, JSON.stringify(value()), OWNER_ONLY);
      clearTimeout(retry);
      diskIsWell(self);
    } catch (error) {
      tellOfDisk(error, self);
      clearTimeout(retry);
      retry = setTimeout(() => void self.save(), RETRY_MS).unref();
      throw error;
    }
  }

  return self;
}

/** What was kept; undefined where there is nothing yet. Throws DamagedStateError. */
export function readKept(file: string): object | undefined {
  dropHalfWritten(file);
  return existsSync(file) ? readKeptObject(file) : undefined;
}
