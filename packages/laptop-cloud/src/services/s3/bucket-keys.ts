// The keys of a bucket with their versions, on disk: keys.jsonl has a line for each change of a key, the last one counts. In
// memory are the keys and where their lines lie (key-index.ts, kept over a restart by kept-index.ts), and the versions of those that
// were used last.
import { closeSync, existsSync, fstatSync, fsync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { dropHalfWritten } from '../../atomic-file.ts';
import { appendWhole } from '../append-whole.ts';
import { eachLyingLine, lineAt, type Place } from '../each-line.ts';
import { cutTornLine } from '../json-lines.ts';
import type { BucketKeys, ObjectVersion } from './bucket.ts';
import { keepIndex, readKeptIndex } from './kept-index.ts';
import { KeyIndex, type KeyLines } from './key-index.ts';
import { keyLine, readKeyLine } from './key-line.ts';

/** Keys whose versions stay in memory. */
const IN_MEMORY = 500;
/** Lines that no longer count are left out of the file when they are more than this, and more than those that do. */
const LEAST_STALE_BYTES = 4 * 2 ** 20;
/** Lines that are copied at one go while the file is written anew. */
const COPIED_AT_ONCE = 500;
/** The index is kept once so much of the file is not in what was kept before: to read less takes no longer than to read that. */
const LEAST_UNKEPT_BYTES = 2 ** 20;
const kept = promisify(fsync);

export interface BucketKeysBounds {
  leastStaleBytes: number;
  leastUnkeptBytes: number;
}

const BOUNDS: BucketKeysBounds = {
  leastStaleBytes: LEAST_STALE_BYTES,
  leastUnkeptBytes: LEAST_UNKEPT_BYTES,
};

/** Opens or begins the file. Throws for a damaged one. */
export function openBucketKeys(file: string, bounds: Partial<BucketKeysBounds> = {}): BucketKeys {
  return new KeysFile(file, { ...BOUNDS, ...bounds });
}

class KeysFile implements BucketKeys {
  readonly #file: string;
  readonly #bounds: BucketKeysBounds;
  readonly #used = new Map<string, readonly ObjectVersion[]>();
  lastSequencer = '';
  #index = new KeyIndex();
  #descriptor: number;
  #end = 0;
  /** Up to where its lines are in the kept index. */
  #keptEnd = 0;
  /** The keys that have changed since the file is being written anew. */
  #changed: Set<string> | undefined;
  #compaction: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(file: string, bounds: BucketKeysBounds) {
    this.#file = file;
    this.#bounds = bounds;
    rmSync(coming(file), { force: true });
    dropHalfWritten(indexFile(file));
    cutTornLine(file);
    if (existsSync(file)) this.#load();
    this.#descriptor = openSync(file, 'a+');
    this.#end = fstatSync(this.#descriptor).size;
  }

  get size(): number {
    return this.#index.size;
  }

  get(key: string): readonly ObjectVersion[] | undefined {
    const used = this.#used.get(key);
    if (used) return used;
    const place = this.#index.get(key);
    if (!place) return undefined;
    const { versions } = JSON.parse(lineAt(this.#descriptor, place)) as { versions: ObjectVersion[] };
    this.#use(key, versions);
    return versions;
  }

  set(key: string, versions: readonly ObjectVersion[]): void {
    const place = this.#append(keyLine(key, versions));
    this.#index.set(key, versions.length > 0 ? place : undefined);
    this.#changed?.add(key);
    this.#used.delete(key);
    if (versions.length > 0) this.#use(key, versions);
    this.#noteSequencer(versions[0]?.sequencer);
    const stale = this.#end - this.#index.liveBytes;
    if (this.#changed || stale < Math.max(this.#bounds.leastStaleBytes, this.#index.liveBytes)) return;
    this.#changed = new Set();
    this.#compaction = this.#compact().finally(() => {
      this.#changed = undefined;
    });
  }

  from(start: string): Iterable<string> {
    return this.#index.from(start);
  }

  settled(): Promise<void> {
    return this.#compaction;
  }

  keepIndex(): void {
    if (this.#isClosed || this.#end - this.#keptEnd < this.#bounds.leastUnkeptBytes) return;
    const { lastSequencer } = this;
    keepIndex(indexFile(this.#file), this.#file, { index: this.#index, end: this.#end, lastSequencer });
    this.#keptEnd = this.#end;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#descriptor);
  }

  #load(): void {
    const known = readKeptIndex(indexFile(this.#file), this.#file);
    const later = this.#linesFrom(known?.end ?? 0);
    if (!known) {
      this.#index = KeyIndex.of(later);
      return;
    }
    this.#index = known.index;
    this.#keptEnd = known.end;
    this.#noteSequencer(known.lastSequencer);
    for (const [row, key] of later.keys.entries()) {
      const bytes = later.bytes[row]!;
      this.#index.set(key, bytes === 0 ? undefined : { offset: later.offsets[row]!, bytes });
    }
  }

  #linesFrom(from: number): KeyLines {
    const lines: KeyLines = { keys: [], offsets: [], bytes: [] };
    for (const line of eachLyingLine(this.#file, from)) {
      const { key, isGone, sequencer } = readKeyLine(line) ?? this.#damagedAt(line.offset);
      lines.keys.push(key);
      lines.offsets.push(line.offset);
      lines.bytes.push(isGone ? 0 : line.bytes);
      this.#noteSequencer(sequencer);
    }
    return lines;
  }

  #damagedAt(offset: number): never {
    let number = 1;
    for (const line of eachLyingLine(this.#file, 0)) if (line.offset < offset) number += 1;
    throw new Error(`${this.#file} is damaged at line ${number}`);
  }

  #noteSequencer(sequencer = ''): void {
    if (sequencer > this.lastSequencer) this.lastSequencer = sequencer;
  }

  #append(text: string): Place {
    appendWhole(this.#descriptor, `${text}\n`);
    const place = { offset: this.#end, bytes: Buffer.byteLength(text) };
    this.#end += place.bytes + 1;
    return place;
  }

  #use(key: string, versions: readonly ObjectVersion[]): void {
    this.#used.set(key, versions);
    if (this.#used.size > IN_MEMORY) this.#used.delete(this.#used.keys().next().value!);
  }

  /**
   * Writes the file anew while others go on: they write to the old one, which stays whole until the new one, with all that has
   * changed meanwhile, takes its name. What cannot be written leaves the old one.
   */
  async #compact(): Promise<void> {
    const next = coming(this.#file);
    let descriptor: number | undefined;
    try {
      descriptor = openSync(next, 'a+');
      const copy = new Copy(descriptor);
      for (const keys of inPieces(this.#index.from(''))) {
        this.#copy(keys, copy);
        await turn();
        if (this.#isClosed) return;
      }
      await kept(descriptor);
      if (this.#isClosed) return;
      this.#copy(this.#changed ?? [], copy);
      this.#replace(next);
      [this.#descriptor, descriptor] = [descriptor, undefined];
      this.#index = copy.index;
      this.#end = copy.end;
    } catch (error) {
      const why = (error as Error).message;
      console.error(`${this.#file} could not be written anew, and goes on as it is: ${why}`);
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
      rmSync(next, { force: true });
    }
  }

  #copy(keys: Iterable<string>, copy: Copy): void {
    const lines: [key: string, text: string | undefined][] = [];
    for (const key of keys) {
      const place = this.#index.get(key);
      lines.push([key, place && lineAt(this.#descriptor, place)]);
    }
    copy.add(lines);
  }

  /** The old file is closed before: some systems keep the name of one that is open. What was kept of it says nothing of the new one. */
  #replace(next: string): void {
    closeSync(this.#descriptor);
    try {
      rmSync(indexFile(this.#file), { force: true });
      this.#keptEnd = 0;
      renameSync(next, this.#file);
    } catch (error) {
      this.#descriptor = openSync(this.#file, 'a+');
      throw error;
    }
  }
}

/** The new file, as far as it is written. */
class Copy {
  readonly index = new KeyIndex();
  readonly #descriptor: number;
  end = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Lines of keys; of a key that is gone none, or one that says so where an earlier line of the copy has it. */
  add(lines: readonly [key: string, text: string | undefined][]): void {
    const written = lines.flatMap(([key, text]) => {
      const line = text ?? (this.index.get(key) ? keyLine(key, []) : undefined);
      return line === undefined ? [] : { key, line, isGone: text === undefined };
    });
    if (written.length > 0) appendWhole(this.#descriptor, written.map(({ line }) => `${line}\n`).join(''));
    for (const { key, line, isGone } of written) {
      const bytes = Buffer.byteLength(line);
      this.index.set(key, isGone ? undefined : { offset: this.end, bytes });
      this.end += bytes + 1;
    }
  }
}

function coming(file: string): string {
  return `${file}.new`;
}

function indexFile(file: string): string {
  return join(dirname(file), 'keys.index');
}

function* inPieces(keys: Iterable<string>): Generator<string[]> {
  let piece: string[] = [];
  for (const key of keys) {
    piece.push(key);
    if (piece.length < COPIED_AT_ONCE) continue;
    yield piece;
    piece = [];
  }
  yield piece;
}
