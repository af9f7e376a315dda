// Values on their way to append-only files, one JSON line each: many that come together cost one write.
import { appendFileSync } from 'node:fs';

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
