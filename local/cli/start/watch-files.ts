// Tells of files whose content has changed, also where an editor writes a new file and gives it the old one's name.

import { createHash } from 'node:crypto';
import { type FSWatcher, readFileSync, watch } from 'node:fs';
import path from 'node:path';

/** Editors write a file in several steps: what comes within this time is one change. */
const SETTLE_MS = 150;

export interface Watch {
  close(): void;
}

/** Calls back with the absolute path of each file that has another content than before, or is gone or back: once a change. */
export function watchFiles(files: readonly string[], onChange: (file: string) => void): Watch {
  const known = new Map(
    [...new Set(files.map((file) => path.resolve(file)))].map((file) => [file, contentOf(file)]),
  );
  const look = (): void => {
    for (const [file, before] of known) {
      const now = contentOf(file);
      if (now === before) continue;
      known.set(file, now);
      onChange(file);
    }
  };
  const folders = new Set([...known.keys()].map((file) => path.dirname(file)));
  return watchAll([...folders], false, look);
}

/** Calls back a moment after anything below a folder has changed. */
export function watchFolders(folders: readonly string[], onChange: () => void): Watch {
  return watchAll([...new Set(folders)], true, onChange);
}

function watchAll(folders: readonly string[], recursive: boolean, onChange: () => void): Watch {
  let timer: NodeJS.Timeout | undefined;
  const settle = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onChange, SETTLE_MS);
  };
  const watchers: FSWatcher[] = folders.map((folder) =>
    // A folder that is gone has nothing more to tell.
    watch(folder, { recursive, persistent: false }, settle).on('error', () => undefined),
  );
  return {
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

function contentOf(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return 'missing';
  }
}
