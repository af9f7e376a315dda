// Append-only files of one JSON value a line. A crash can tear a line; it never takes more than that with it.
import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, readSync } from 'node:fs';
import { appendToFile, diskIsWell, RETRY_MS, tellOfDisk } from './append-whole.ts';
import { PassingMap } from './passing-map.ts';

/** The values of a file in order, undefined for a torn line; none where there is no file. */
export function readJsonLines(file: string): unknown[] {
  return jsonOf(linesOf(file));
}

/** The values of lines, undefined for one that is torn. */
export function jsonOf(lines: readonly string[]): unknown[] {
  return lines.map((line) => {
    try {
      return JSON.parse(line) as unknown;
    } catch {
      return undefined;
    }
  });
}

const NEWLINE = 10;
const PIECE_BYTES = 65_536;

/**
 * Cuts off what lies behind the last line end, the line that a crash has torn, so that the next line does not grow onto it;
 * gives the bytes cut. Nothing where there is no file.
 */
export function cutTornLine(file: string): number {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
  try {
    const { size } = fstatSync(descriptor);
    const whole = endOfLastLine(descriptor, size);
    if (whole < size) ftruncateSync(descriptor, whole);
    return size - whole;
  } finally {
    closeSync(descriptor);
  }
}

function endOfLastLine(descriptor: number, size: number): number {
  const piece = Buffer.alloc(Math.min(PIECE_BYTES, size));
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - PIECE_BYTES);
    readSync(descriptor, piece, 0, end - start, start);
    const found = piece.subarray(0, end - start).lastIndexOf(NEWLINE);
    if (found >= 0) return start + found + 1;
    end = start;
  }
  return 0;
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
  /** A line that is no JSON. */
  appendText(file: string, text: string): void;
  /** Writes what waits. Throws the system's error, and has what was not written wait on. */
  flush(): void;
}

/** A crash costs the lines of so many milliseconds, and one that it tears is cut off before the next one is written. */
export function pendingLines(delayMs: number): PendingLines {
  const pending = new PassingMap<string, string[]>();
  const whole = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    for (const [file, lines] of pending) {
      if (!whole.has(file)) cutTornLine(file);
      whole.add(file);
      appendToFile(file, lines.join(''));
      pending.delete(file);
    }
    pending.clear();
    diskIsWell(pending);
  }

  function flushOrRetry(): void {
    try {
      flush();
    } catch (error) {
      tellOfDisk(error, pending);
      timer = setTimeout(flushOrRetry, RETRY_MS);
    }
  }

  function appendText(file: string, text: string): void {
    const line = `${text}\n`;
    pending.get(file)?.push(line) ?? pending.set(file, [line]);
    timer ??= setTimeout(flushOrRetry, delayMs);
  }

  return { append: (file, value) => appendText(file, JSON.stringify(value)), appendText, flush };
}
