// The records of executions in executions.jsonl, a line per change: those under way in memory, too, all others read when they
// are asked for, so that a hundred thousand that have ended take a few megabytes.
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readFileSync, rmSync } from 'node:fs';
import { dropHalfWritten, replaceFileSoon } from '../../atomic-file.ts';
import { eachLine, lineAt, type Place } from '../each-line.ts';
import { PassingMap } from '../passing-map.ts';
import type { BurstWriter } from './burst-writer.ts';
import type { ExecutionRecord } from './execution-record.ts';
import type { ExecutionRecords, Facets, RecordList } from './execution-records.ts';
import { hashOf, RecordIndex } from './record-index.ts';
import { rewriteLines } from './rewritten-lines.ts';

/** So many lines are read again at the start after a crash, at most. */
const SAVE_INDEX_EVERY = 5000;

interface Live {
  row: number;
  record: ExecutionRecord;
}

/** The line of an execution of which nothing has happened. */
interface Forgotten {
  executionArn: string;
  isForgotten: true;
}

/** Of executions: each is written before the record of its end. */
export interface Histories {
  burstsOf(record: ExecutionRecord): ExecutionRecord['bursts'];
  /** The record says where its history lies. */
  told(record: ExecutionRecord): void;
}

const ELSEWHERE: Histories = { burstsOf: () => undefined, told: () => undefined };

export class FiledRecords implements ExecutionRecords {
  readonly #file: string;
  readonly #indexFile: string;
  readonly #writer: BurstWriter;
  readonly #histories: Histories;
  #index = new RecordIndex();
  /** Under way, or not on disk yet. */
  readonly #live = new PassingMap<string, Live>();
  #bytes = 0;
  #lastOffset = 0;
  #sinceIndex = 0;
  #reading: number | undefined;
  /** Lines on their way, which a disk that is full may hold up. */
  #pending = 0;

  constructor(file: string, writer: BurstWriter, histories: Histories = ELSEWHERE) {
    this.#file = file;
    this.#indexFile = file.replace(/\.jsonl$/, '.index');
    this.#writer = writer;
    this.#histories = histories;
    for (const each of [file, this.#indexFile]) dropHalfWritten(each);
    this.#open();
  }

  get(executionArn: string): ExecutionRecord | undefined {
    const live = this.#live.get(executionArn);
    if (live) return live.record;
    for (const row of this.#index.candidates(executionArn)) {
      const record = this.#read(row);
      if (record?.executionArn === executionArn) return record;
    }
    return undefined;
  }

  /** One that runs is there before its events are, one that has ended after them. */
  save(record: ExecutionRecord): void {
    const row = this.#rowOf(record.executionArn) ?? this.#index.add(record.executionArn);
    this.#index.describe(row, record);
    const live = { row, record };
    this.#live.set(record.executionArn, live);
    this.#write(record, (bytes) => {
      this.#noteLine(row, bytes);
      if (record.status === 'RUNNING') return;
      this.#histories.told(record);
      if (this.#live.get(record.executionArn) === live) this.#live.delete(record.executionArn);
    });
  }

  #write(line: ExecutionRecord | Forgotten, isThere: (bytes: number) => void): void {
    let text = '';
    const textOf = () => {
      text = JSON.stringify('status' in line ? { ...line, bursts: this.#histories.burstsOf(line) } : line);
      return text;
    };
    this.#pending += 1;
    const written = () => {
      this.#pending -= 1;
      isThere(Buffer.byteLength(text));
      if (this.#sinceIndex >= SAVE_INDEX_EVERY) this.#trySaveIndex();
    };
    if ('status' in line && line.status === 'RUNNING') this.#writer.announce(this.#file, textOf, written);
    else this.#writer.line(this.#file, textOf, written);
  }

  forget(executionArn: string): void {
    const row = this.#rowOf(executionArn);
    this.#live.delete(executionArn);
    if (row !== undefined) this.#index.forget(row);
    this.#write({ executionArn, isForgotten: true }, (bytes) => this.#noteLine(undefined, bytes));
  }

  select(matches: (facets: Facets) => boolean): RecordList {
    const rows = this.#index.select(matches);
    return {
      length: rows.length,
      slice: (start, end) => {
        const live = new Map([...this.#live.values()].map(({ row, record }) => [row, record]));
        return rows.slice(start, end).flatMap((row) => live.get(row) ?? this.#read(row) ?? []);
      },
    };
  }

  /** Of the file, with lines that no longer count. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Each with the bytes of its line, in the order in which they began. */
  *oldestFirst(): Generator<[record: ExecutionRecord, bytes: number]> {
    for (let row = 0; row < this.#index.rows; row += 1) {
      const record = this.#read(row);
      if (record) yield [record, this.#index.place(row).bytes + 1];
    }
  }

  /** Those that ended before a time. */
  endedBefore(timeMs: number): ExecutionRecord[] {
    const found: ExecutionRecord[] = [];
    // They began before they ended.
    for (const [record] of this.oldestFirst()) {
      if (record.startMs >= timeMs) break;
      if (record.status !== 'RUNNING' && (record.stopMs ?? record.startMs) < timeMs) found.push(record);
    }
    return found;
  }

  /** Forgets these; to be called before anything is saved. */
  drop(executionArns: ReadonlySet<string>): void {
    rewriteLines(this.#file, (text) => {
      const record = parsed(text);
      return record !== undefined && !executionArns.has(record.executionArn);
    });
    if (this.#reading !== undefined) closeSync(this.#reading);
    this.#reading = undefined;
    this.#live.clear();
    this.#index = new RecordIndex();
    this.#bytes = 0;
    rmSync(this.#indexFile, { force: true });
    this.#open();
  }

  /** Once all lines are written. */
  close(): void {
    if (this.#sinceIndex > 0) this.#trySaveIndex();
    if (this.#reading !== undefined) closeSync(this.#reading);
    this.#reading = undefined;
  }

  #rowOf(executionArn: string): number | undefined {
    const live = this.#live.get(executionArn);
    if (live) return live.row;
    return this.#index.candidates(executionArn).find((row) => this.#read(row)?.executionArn === executionArn);
  }

  #noteLine(row: number | undefined, bytes: number): void {
    if (row !== undefined) this.#index.put(row, { offset: this.#bytes, bytes });
    this.#lastOffset = this.#bytes;
    this.#bytes += bytes + 1;
    this.#sinceIndex += 1;
  }

  /** Undefined for a line that is not what was written there. */
  #read(row: number): ExecutionRecord | undefined {
    const place = this.#index.place(row);
    try {
      const record = JSON.parse(this.#text(place)) as ExecutionRecord;
      return hashOf(record.executionArn) === place.hash ? record : undefined;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  #text(place: Place): string {
    this.#reading ??= openSync(this.#file, 'r');
    return lineAt(this.#reading, place);
  }

  #open(): void {
    if (!existsSync(this.#file)) return;
    const known = this.#knownIndex();
    if (known) {
      this.#index = known.index;
      this.#bytes = known.header.covered;
      this.#lastOffset = known.header.lastOffset;
    }
    const seen = new Map<string, number>();
    for (const { text, offset, bytes } of eachLine(this.#file, this.#bytes)) {
      const line = parsed(text);
      this.#bytes = offset;
      if (line) {
        const { executionArn } = line;
        const known = seen.get(executionArn) ?? this.#rowOf(executionArn);
        if ('isForgotten' in line) {
          this.#noteLine(undefined, bytes);
          if (known !== undefined) this.#index.forget(known);
          seen.delete(executionArn);
          continue;
        }
        const row = known ?? this.#index.add(executionArn);
        this.#index.describe(row, line);
        this.#noteLine(row, bytes);
        // An execution's lines come close together: the first needs no look at the file for the others.
        seen.set(executionArn, row);
      }
      this.#bytes = offset + bytes + 1;
    }
    for (const row of this.#index.select(({ status }) => status === 'RUNNING').slice()) {
      const record = this.#read(row);
      if (record) this.#live.set(record.executionArn, { row, record });
    }
    if (this.#sinceIndex > 0) this.#saveIndex();
  }

  /** The index of the last process, if it is one of this file. */
  #knownIndex(): ReturnType<typeof RecordIndex.from> {
    if (!existsSync(this.#indexFile)) return undefined;
    const known = RecordIndex.from(readFileSync(this.#indexFile));
    if (!known) return undefined;
    const { covered, lastOffset, lastLine } = known.header;
    this.#reading ??= openSync(this.#file, 'r');
    if (fstatSync(this.#reading).size < covered) return undefined;
    const last = this.#text({ offset: lastOffset, bytes: covered - lastOffset - 1 });
    return lineHash(last) === lastLine ? known : undefined;
  }

  /** The lines are the truth: without an index that is as new they are read again. */
  #trySaveIndex(): void {
    if (this.#pending > 0) return;
    try {
      this.#saveIndex();
    } catch {
      // The next line tries it again.
    }
  }

  #saveIndex(): void {
    const last = { offset: this.#lastOffset, bytes: this.#bytes - this.#lastOffset - 1 };
    const lastLine = lineHash(this.#text(last));
    replaceFileSoon(
      this.#indexFile,
      this.#index.toBuffer({ covered: this.#bytes, lastOffset: this.#lastOffset, lastLine }),
    );
    this.#sinceIndex = 0;
  }
}

function parsed(text: string): ExecutionRecord | Forgotten | undefined {
  try {
    const line = JSON.parse(text) as Partial<ExecutionRecord | Forgotten> | null;
    return typeof line?.executionArn === 'string' ? (line as ExecutionRecord | Forgotten) : undefined;
  } catch {
    // Torn, and what came later stands behind it.
    return undefined;
  }
}

function lineHash(line: string): string {
  return createHash('sha1').update(line).digest('hex');
}
