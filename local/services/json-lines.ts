// Append-only files of one JSON value a line. A crash can tear a line; it never takes more than that with it.
import { appendFileSync, readFileSync } from 'node:fs';

/** The values of a file in order, undefined for a torn line; none where there is no file. */
export function readJsonLines(file: string): unknown[] {
  return linesOf(file).map((line) => {
    try {
      return JSON.parse(line) as unknown;
    } catch {
      return undefined;
    }
  });
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Values on their way to files: many that come together cost one write. */
export interface PendingLines {
  append(file: string, value: unknown): void;
  /** Writes what waits. */
  flush(): void;
}

/** Lines wait for the end of the turn, or for so many milliseconds where a crash may cost them. */
export function pendingLines(delayMs = 0): PendingLines {
  const pending = new Map<string, string[]>();
  let cancel: (() => void) | undefined;

  function flush(): void {
    cancel?.();
    cancel = undefined;
    for (const [file, lines] of pending) appendFileSync(file, lines.join(''));
    pending.clear();
  }

  function schedule(): () => void {
    if (delayMs > 0) {
      const timer = setTimeout(flush, delayMs);
      return () => clearTimeout(timer);
    }
    const immediate = setImmediate(flush);
    return () => clearImmediate(immediate);
  }

  return {
    append(file, value) {
      const line = `${JSON.stringify(value)}\n`;
      pending.get(file)?.push(line) ?? pending.set(file, [line]);
      cancel ??= schedule();
    },
    flush,
  };
}
