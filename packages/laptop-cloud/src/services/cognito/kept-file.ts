// A file of secrets that follows a value in memory: many changes that come together cost one write, and nobody else may read it.
import { existsSync } from 'node:fs';
import { dropHalfWritten, replaceFileSoon } from '../../atomic-file.ts';
import { diskIsWell, RETRY_MS, tellOfDisk } from '../append-whole.ts';
import { readKeptObject } from '../kept-json.ts';

export interface KeptFile {
  /** Writes what `value` gives, soon. */
  save(): void;
  /** Resolves when everything saved so far is on the disk. */
  flush(): Promise<void>;
}

const OWNER_ONLY = 0o600;

/** Keeps what `value` gives, as JSON. What the disk refuses is said once and tried again. */
export function keptFile(file: string, value: () => unknown): KeptFile {
  const self: KeptFile = {
    save() {
      // What the rest of the turn changes is in the same write.
      writing ??= Promise.resolve().then(write);
    },
    flush: async () => writing,
  };
  let writing: Promise<void> | undefined;

  function write(): void {
    writing = undefined;
    try {
      replaceFileSoon(file, JSON.stringify(value()), OWNER_ONLY);
      diskIsWell(self);
    } catch (error) {
      tellOfDisk(error, self);
      setTimeout(() => self.save(), RETRY_MS).unref();
    }
  }

  return self;
}

/** What was kept; undefined where there is nothing yet. Throws DamagedStateError. */
export function readKept(file: string): object | undefined {
  dropHalfWritten(file);
  return existsSync(file) ? readKeptObject(file) : undefined;
}
