// Tells of files whose content has changed, also where an editor writes a new file and gives it the old one's name.

import { createHash } from 'node:crypto';
import { existsSync, type FSWatcher, readdirSync, readFileSync, watch } from 'node:fs';
import path from 'node:path';

/** Editors write a file in several steps: what comes within this time is one change. */
const SETTLE_MS = 150;

export interface Watch {
  close(): void;
}

export interface Change {
  /** Absolute path. */
  file: string;
  /** `back`: the content is again what it was when the watch began. */
  kind: 'changed' | 'gone' | 'back';
}

/** Calls back once for each change of a file's content; a file that is only touched has none. */
export function watchFiles(files: readonly string[], onChange: (change: Change) => void): Watch {
  const first = new Map(files.map((file) => [path.resolve(file), contentOf(file)]));
  const known = new Map(first);
  const look = (): void => {
    for (const [file, before] of known) {
      const now = contentOf(file);
      if (now === before) continue;
      known.set(file, now);
      onChange({ file, kind: now === first.get(file) ? 'back' : now === MISSING ? 'gone' : 'changed' });
    }
  };
  const folders = new Set([...known.keys()].map((file) => path.dirname(file)));
  return watchAll(() => folders, look);
}

/** Calls back a moment after anything below the folders has changed. */
export function watchFolders(folders: readonly string[], onChange: () => void): Watch {
  return watchAll(() => new Set(folders.flatMap(withSubfolders)), onChange);
}

/** Watches folders, never files: an editor may replace a file, and a watch goes with the old one. */
function watchAll(list: () => ReadonlySet<string>, onChange: () => void): Watch {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  const update = (): void => {
    const wanted = list();
    for (const [folder, watcher] of watchers) if (!wanted.has(folder)) forget(folder, watcher);
    for (const folder of wanted) if (!watchers.has(folder) && existsSync(folder)) begin(folder);
  };
  const begin = (folder: string): void => {
    const watcher = watch(folder, { persistent: false }, settle);
    // A folder that is gone has nothing more to tell.
    watcher.on('error', () => forget(folder, watcher));
    watchers.set(folder, watcher);
  };
  const forget = (folder: string, watcher: FSWatcher): void => {
    watcher.close();
    watchers.delete(folder);
  };
  const settle = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      update();
      onChange();
    }, SETTLE_MS);
  };
  update();
  return {
    close: () => {
      clearTimeout(timer);
      for (const [folder, watcher] of watchers) forget(folder, watcher);
    },
  };
}

function withSubfolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const inner = readdirSync(folder, { withFileTypes: true });
  const folders = inner.filter((entry) => entry.isDirectory() && entry.name !== 'node_modules');
  return [folder, ...folders.flatMap(({ name }) => withSubfolders(path.join(folder, name)))];
}

const MISSING = 'missing';

function contentOf(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return MISSING;
  }
}
