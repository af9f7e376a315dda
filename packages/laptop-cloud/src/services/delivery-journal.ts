// Deliveries that are not over, in a file with a line for each change. A delivery that is over within the turn of the event loop
// in which it began, as nearly all are, is never written down: whoever acknowledges waits for the end of that turn at most.
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { dropHalfWritten, replaceFileSoon } from '../atomic-file.ts';
import { appendToFile, diskIsWell, RETRY_MS, tellOfDisk } from './append-whole.ts';
import type { DeliveryOptions } from './bus.ts';
import { cutTornLine, readJsonLines } from './json-lines.ts';
import { messageOf } from './message-of.ts';
import type { Progress } from './persistent-delivery.ts';
import { ServiceError } from './service.ts';

/** One delivery, as far as it has come. */
export interface KeptDelivery {
  id: number;
  /** What its service makes it of again. */
  what: unknown;
  progress: Progress;
  /** What the first destination has not got goes to the dead-letter queue, and is counted anew. */
  lost?: { reason: string; text: string; options: DeliveryOptions };
}

export interface DeliveryJournal {
  /** What an earlier process has left, oldest first; once. */
  left(): KeptDelivery[];
  add(what: unknown, sinceMs: number): KeptDelivery;
  /** Keeps it as it is then, at the end of this turn; the dead letter is part of it. */
  keep(one: KeptDelivery, hasWhat?: boolean): void;
  remove(one: KeptDelivery): void;
  /** Resolves when all that was added is over or on disk. Rejects when the disk takes it not. */
  written(): Promise<void>;
  close(): void;
}

type Line = { put: object } | { id: number; progress: object } | { gone: number };

// Below this, stale lines are cheaper than writing the file anew.
const MIN_STALE_BYTES = 2 ** 20;

/** Opens or begins the journal at `file`; `log` gets a line for what cannot be read. */
export function openDeliveryJournal(file: string, log: (line: string) => void): DeliveryJournal {
  return new FileJournal(file, log);
}

class FileJournal implements DeliveryJournal {
  readonly #file: string;
  /** What is on disk, with the bytes of its first line. */
  readonly #written = new Map<number, { one: KeptDelivery; bytes: number }>();
  /** To be written, whole or how far it has come. */
  readonly #changed = new Map<number, { one: KeptDelivery; isWhole: boolean }>();
  readonly #gone = new Set<number>();
  #waiting: { resolve(): void; reject(error: unknown): void }[] = [];
  #left: KeptDelivery[];
  #nextId: number;
  #fileBytes = 0;
  #liveBytes = 0;
  /** Grown by this much, the file is written anew. */
  #compactAt = MIN_STALE_BYTES;
  #isDue = false;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(file: string, log: (line: string) => void) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    dropHalfWritten(file);
    const cut = cutTornLine(file);
    if (cut > 0)
      log(`${file}: a line of ${cut} bytes that was being written when the process ended is cut off`);
    this.#left = replay(file, log);
    this.#nextId = 1 + Math.max(0, ...this.#left.map(({ id }) => id));
    if (sizeOf(file) > 0) this.#rewrite(this.#left);
  }

  left(): KeptDelivery[] {
    const left = this.#left;
    this.#left = [];
    return left;
  }

  add(what: unknown, sinceMs: number): KeptDelivery {
    return { id: this.#nextId++, what, progress: { sinceMs, retries: 0 } };
  }

  keep(one: KeptDelivery, hasWhat = false): void {
    const isWhole = hasWhat || !this.#written.has(one.id);
    this.#changed.set(one.id, { one, isWhole: isWhole || this.#changed.get(one.id)?.isWhole === true });
    this.#writeSoon();
  }

  remove({ id }: KeptDelivery): void {
    this.#changed.delete(id);
    if (this.#written.has(id)) {
      this.#gone.add(id);
      this.#writeSoon();
    }
    if (this.#changed.size === 0) this.#tellWaiting();
  }

  written(): Promise<void> {
    if (this.#changed.size === 0) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  close(): void {
    this.#write();
    this.#isClosed = true;
  }

  #writeSoon(): void {
    if (this.#isDue || this.#isClosed) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#write();
    });
  }

  #write(): void {
    if (this.#isClosed || this.#changed.size + this.#gone.size === 0) return;
    clearTimeout(this.#retry);
    try {
      this.#append();
    } catch (error) {
      tellOfDisk(error, this);
      this.#tellWaiting(error);
      this.#retry = setTimeout(() => this.#write(), RETRY_MS).unref();
      return;
    }
    diskIsWell(this);
    this.#tellWaiting();
    this.#compact();
  }

  /** A disk without room for a second file has the first one grow on. */
  #compact(): void {
    if (this.#fileBytes - this.#liveBytes <= Math.max(this.#compactAt, this.#liveBytes)) return;
    try {
      this.#rewrite([...this.#written.values()].map(({ one }) => one));
      this.#compactAt = MIN_STALE_BYTES;
    } catch {
      this.#compactAt = this.#fileBytes - this.#liveBytes + MIN_STALE_BYTES;
    }
  }

  #append(): void {
    const fresh: { one: KeptDelivery; bytes: number }[] = [];
    let text = '';
    for (const { one, isWhole } of this.#changed.values()) {
      const line = textOf(isWhole ? { put: plain(one) } : { id: one.id, progress: progressOf(one) });
      if (isWhole) fresh.push({ one, bytes: line.length });
      text += line;
    }
    for (const id of this.#gone) text += textOf({ gone: id });
    appendToFile(this.#file, text);
    this.#fileBytes += text.length;
    for (const { one, bytes } of fresh) {
      this.#liveBytes += bytes - (this.#written.get(one.id)?.bytes ?? 0);
      this.#written.set(one.id, { one, bytes });
    }
    for (const id of this.#gone) {
      this.#liveBytes -= this.#written.get(id)?.bytes ?? 0;
      this.#written.delete(id);
    }
    this.#changed.clear();
    this.#gone.clear();
  }

  /** Renamed over the old file only when whole. */
  #rewrite(all: readonly KeptDelivery[]): void {
    const lines = all.map((one) => ({ one, line: textOf({ put: plain(one) }) }));
    replaceFileSoon(this.#file, lines.map(({ line }) => line).join(''));
    this.#written.clear();
    for (const { one, line } of lines) this.#written.set(one.id, { one, bytes: line.length });
    this.#liveBytes = lines.reduce((sum, { line }) => sum + line.length, 0);
    this.#fileBytes = this.#liveBytes;
  }

  #tellWaiting(error?: unknown): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve, reject } of waiting) error === undefined ? resolve() : reject(error);
  }
}

function textOf(line: Line): string {
  return `${JSON.stringify(line)}\n`;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function plain(one: KeptDelivery): object {
  return { ...one, progress: progressOf(one) };
}

/** With its error as data. */
function progressOf({ progress }: KeptDelivery): object {
  if (!progress.wait) return progress;
  const { dueMs, error } = progress.wait;
  const more = error instanceof ServiceError ? { code: error.code, status: error.status } : {};
  return { ...progress, wait: { dueMs, error: { message: messageOf(error), ...more } } };
}

interface PlainProgress extends Omit<Progress, 'wait'> {
  wait?: { dueMs: number; error: { message: string; code?: string; status?: number } };
}

function revived({ wait, ...progress }: PlainProgress): Progress {
  if (!wait) return progress;
  const { message, code, status } = wait.error;
  const error = code === undefined ? new Error(message) : new ServiceError(code, message, status);
  return { ...progress, wait: { dueMs: wait.dueMs, error } };
}

function replay(file: string, log: (line: string) => void): KeptDelivery[] {
  const left = new Map<number, KeptDelivery>();
  for (const [index, line] of readJsonLines(file).entries()) {
    if (line) apply(left, line as Line);
    else log(`${file}: line ${index + 1} is damaged, and passed over`);
  }
  return [...left.values()];
}

function apply(left: Map<number, KeptDelivery>, line: Line): void {
  if ('gone' in line) left.delete(line.gone);
  else if ('put' in line) {
    const { progress, ...one } = line.put as Omit<KeptDelivery, 'progress'> & { progress: PlainProgress };
    left.set(one.id, { ...one, progress: revived(progress) });
  } else {
    const known = left.get(line.id);
    if (known) known.progress = revived(line.progress as PlainProgress);
  }
}
