// Writes what executions leave, burst by burst: all that the process records between two turns of its event loop goes to
// disk together, so that a crash leaves each file as it was at the end of such a turn. Many who wait cost one write.
import { closeSync, openSync } from 'node:fs';
import { appendWhole, diskIsWell, RETRY_MS, tellOfDisk } from '../append-whole.ts';
import { PassingMap } from '../passing-map.ts';
import { BurstText } from './burst-text.ts';
import type { HistoryPlace, SharedHistories } from './shared-histories.ts';

/** A burst that nobody waits for is written after so long. */
const DELAY_MS = 20;
/** Files that stay open; opening one costs more than writing to it. */
const MOST_OPEN = 256;

/** Makes the text, without its line end, once all that comes before it is written; and who is told when it is on disk. */
interface Line {
  textOf(): string;
  written: (() => void) | undefined;
}

export class BurstWriter {
  readonly #shared: SharedHistories;
  /** For each history; those of children are written first. */
  readonly #entries = new PassingMap<HistoryPlace, BurstText>();
  readonly #childEntries = new PassingMap<HistoryPlace, BurstText>();
  /** Lines for each file that announce entries, and are written before those; and lines that tell of them, written after. */
  readonly #announcing = new PassingMap<string, Line[]>();
  readonly #telling = new PassingMap<string, Line[]>();
  readonly #open = new Map<string, number>();
  readonly #closing: string[] = [];
  #waiting: { promise: Promise<void>; resolve(): void; reject(error: unknown): void } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(shared: SharedHistories) {
    this.#shared = shared;
  }

  /** Adds to the history's line of this burst: one that is torn is lost as a whole. What parents have of children is there before. */
  entry(history: HistoryPlace, value: unknown, isOfChild: boolean): void {
    const pending = isOfChild ? this.#childEntries : this.#entries;
    const known = pending.get(history);
    const burst = known ?? new BurstText();
    if (!known) pending.set(history, burst);
    burst.add(value);
    // Who waits for anything has it written before.
    if (!this.#waiting) this.#timer ??= setTimeout(() => this.#flushOrRetry(), DELAY_MS);
  }

  /** Whether entries of this history are not on disk yet. */
  isPending(history: HistoryPlace): boolean {
    return this.#entries.has(history) || this.#childEntries.has(history);
  }

  /** Adds a line, without its end, that is written before all entries of this burst; `written` is told in the order of the file. */
  announce(file: string, textOf: () => string, written?: () => void): void {
    add(this.#announcing, file, { textOf, written });
    void this.written();
  }

  /** Adds a line, without its end, that is written once all entries are. */
  line(file: string, textOf: () => string, written?: () => void): void {
    add(this.#telling, file, { textOf, written });
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
    for (const pending of [this.#childEntries, this.#entries]) this.#writeEntries(pending);
    this.#writeLines(this.#telling);
    diskIsWell(this);
    for (const file of this.#closing.splice(0)) this.#close(file);
    this.#waiting?.resolve();
    this.#waiting = undefined;
    this.#shared.endBurst();
  }

  /** Nothing more comes for this file, but what this burst has. */
  closeSoon(file: string): void {
    this.#closing.push(file);
  }

  #close(file: string): void {
    const descriptor = this.#open.get(file);
    if (descriptor === undefined) return;
    this.#open.delete(file);
    closeSync(descriptor);
  }

  closeAll(): void {
    this.flush();
    this.#shared.close();
    for (const file of [...this.#open.keys()]) this.#close(file);
  }

  /** Those that lie together cost one write. */
  #writeEntries(pending: PassingMap<HistoryPlace, BurstText>): void {
    const together: [HistoryPlace, string][] = [];
    for (const [history, { json }] of pending) {
      if (this.#shared.isFull(history)) this.#shared.move([history]);
      if (history.bursts) together.push([history, json]);
      else {
        appendWhole(this.#descriptorOf(history.file), `${json}\n`);
        pending.delete(history);
      }
    }
    if (together.length === 0) return;
    this.#shared.append(together);
    pending.clear();
  }

  #writeLines(pending: PassingMap<string, Line[]>): void {
    for (const [file, lines] of pending) {
      appendWhole(this.#descriptorOf(file), lines.map(({ textOf }) => `${textOf()}\n`).join(''));
      pending.delete(file);
      for (const { written } of lines) written?.();
    }
    pending.clear();
  }

  #descriptorOf(file: string): number {
    const known = this.#open.get(file);
    if (known !== undefined) return known;
    const descriptor = openSync(file, 'a');
    this.#open.set(file, descriptor);
    if (this.#open.size > MOST_OPEN) {
      const [oldest = ''] = this.#open.keys();
      closeSync(this.#open.get(oldest) ?? -1);
      this.#open.delete(oldest);
    }
    return descriptor;
  }
}

function add<To, One>(pending: PassingMap<To, One[]>, to: To, one: One): void {
  pending.get(to)?.push(one) ?? pending.set(to, [one]);
}
