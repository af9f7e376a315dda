// Writes what executions leave, burst by burst: all that the process records between two turns of its event loop goes to
// disk together, so that a crash leaves each file as it was at the end of such a turn. Many who wait cost one write.
import { closeSync, constants, openSync } from 'node:fs';
import { appendWhole, diskIsWell, RETRY_MS, tellOfDisk } from '../append-whole.ts';

/** A burst that nobody waits for is written after so long. */
const DELAY_MS = 20;
/** Files that stay open; opening one costs more than writing to it. */
const MOST_OPEN = 256;

const APPENDING = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;

/** Text without its line end, and who is told when it is on disk. */
interface Line {
  text: string;
  written: (() => void) | undefined;
}

export class BurstWriter {
  /** JSON texts for each file of entries; those of children are written first. */
  readonly #entries = new Map<string, string[]>();
  readonly #childEntries = new Map<string, string[]>();
  /** Lines for each file that announce entries, and are written before those; and lines that tell of them, written after. */
  readonly #announcing = new Map<string, Line[]>();
  readonly #telling = new Map<string, Line[]>();
  readonly #open = new Map<string, number>();
  readonly #closing = new Set<string>();
  readonly #emptied = new Set<string>();
  #waiting: { promise: Promise<void>; resolve(): void; reject(error: unknown): void } | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** What the file may hold now goes with the first entry. */
  empty(file: string): void {
    this.#emptied.add(file);
  }

  /** Adds to the file's line of this burst: one that is torn is lost as a whole. What parents have of children is there before. */
  entry(file: string, value: unknown, isOfChild: boolean): void {
    add(isOfChild ? this.#childEntries : this.#entries, file, JSON.stringify(value));
    this.#timer ??= setTimeout(() => this.#flushOrRetry(), DELAY_MS);
  }

  /** Whether entries of this file are not on disk yet. */
  isPending(file: string): boolean {
    return this.#entries.has(file) || this.#childEntries.has(file);
  }

  /** Adds a line, without its end, that is written before all entries of this burst; `written` is told in the order of the file. */
  announce(file: string, text: string, written?: () => void): void {
    add(this.#announcing, file, { text, written });
    void this.written();
  }

  /** Adds a line, without its end, that is written once all entries are. */
  line(file: string, text: string, written?: () => void): void {
    add(this.#telling, file, { text, written });
    void this.written();
  }

  /** Resolves when what has been recorded in this turn of the event loop, to its end, is on disk; rejects when the disk does not take it. */
  written(): Promise<void> {
    if (!this.#waiting) {
      this.#waiting = Promise.withResolvers<void>();
      // Not everybody who has something written waits for it.
      this.#waiting.promise.catch(() => undefined);
      setImmediate(() => this.#flushOrRetry());
    }
    return this.#waiting.promise;
  }

  /** Who waits is told; what was not written is written first, in its order, once the disk takes it. */
  #flushOrRetry(): void {
    try {
      this.flush();
    } catch (error) {
      tellOfDisk(error, this);
      this.#waiting?.reject(error);
      this.#waiting = undefined;
      this.#timer = setTimeout(() => this.#flushOrRetry(), RETRY_MS);
    }
  }

  /** Writes what waits; to be called between turns only. Throws the system's error, and has what was not written wait on. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writeLines(this.#announcing);
    for (const files of [this.#childEntries, this.#entries])
      for (const [file, entries] of files) {
        this.#write(file, entries);
        files.delete(file);
      }
    this.#writeLines(this.#telling);
    diskIsWell(this);
    for (const file of this.#closing) this.#close(file);
    this.#closing.clear();
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }

  /** Nothing more comes for this file, but what this burst has. */
  closeSoon(file: string): void {
    this.#closing.add(file);
  }

  #close(file: string): void {
    const descriptor = this.#open.get(file);
    if (descriptor === undefined) return;
    this.#open.delete(file);
    closeSync(descriptor);
  }

  closeAll(): void {
    this.flush();
    for (const file of [...this.#open.keys()]) this.#close(file);
  }

  #write(file: string, entries: readonly string[]): void {
    const text = entries.length === 1 ? entries[0] : `[${entries.join(',')}]`;
    appendWhole(this.#descriptorOf(file), `${text}\n`);
  }

  #writeLines(pending: Map<string, Line[]>): void {
    for (const [file, lines] of pending) {
      appendWhole(this.#descriptorOf(file), lines.map(({ text }) => `${text}\n`).join(''));
      pending.delete(file);
      for (const { written } of lines) written?.();
    }
  }

  #descriptorOf(file: string): number {
    const known = this.#open.get(file);
    if (known !== undefined) return known;
    const isEmptied = this.#emptied.has(file);
    const descriptor = openSync(file, isEmptied ? APPENDING | constants.O_TRUNC : APPENDING);
    this.#emptied.delete(file);
    this.#open.set(file, descriptor);
    if (this.#open.size > MOST_OPEN) {
      const [oldest = ''] = this.#open.keys();
      closeSync(this.#open.get(oldest) ?? -1);
      this.#open.delete(oldest);
    }
    return descriptor;
  }
}

function add<One>(pending: Map<string, One[]>, file: string, one: One): void {
  pending.get(file)?.push(one) ?? pending.set(file, [one]);
}
