// Where in executions.jsonl the last line of each execution is, and what lists are filtered by: 20 bytes an execution, kept in
// a file of its own, so that a start need not read all lines. The lines are the truth: an index that does not fit them is made anew.
import { hash as cryptoHash } from 'node:crypto';
import type { Facets } from './execution-records.ts';

/** What is known of each execution, in the order in which they began. */
interface Columns {
  offset: Float64Array;
  bytes: Uint32Array;
  /** Of the ARN: the first 32 bits of a hash. */
  hash: Uint32Array;
  /** Which of the facets. */
  facets: Uint32Array;
}

export interface IndexHeader {
  version: number;
  rows: number;
  /** How much of the file it knows. */
  covered: number;
  /** Where the last line that it knows begins, and a hash of it: another file has another one. */
  lastOffset: number;
  lastLine: string;
  facets: Facets[];
}

/** Rows in order, looked for when they are asked for. */
export interface Rows {
  readonly length: number;
  slice(start?: number, end?: number): number[];
}

const VERSION = 1;
const FIRST_ROOM = 256;
/** In place of facets: of one that is gone, or has none yet. */
const NONE = 2 ** 32 - 1;

export class RecordIndex {
  #columns: Columns = room(FIRST_ROOM);
  #rows = 0;
  #facets: Facets[] = [];
  /** How many there are of each. */
  readonly #counts: number[] = [];
  readonly #facetIds = new Map<string, number>();
  /** Rows by hash; more than one where hashes meet. */
  readonly #byHash = new Map<number, number | number[]>();

  get rows(): number {
    return this.#rows;
  }

  /** Rows that may hold the ARN: their lines say whether they do. */
  candidates(executionArn: string): readonly number[] {
    const found = this.#byHash.get(hashOf(executionArn));
    return found === undefined ? [] : typeof found === 'number' ? [found] : found;
  }

  place(row: number): { offset: number; bytes: number; hash: number } {
    const { offset, bytes, hash } = this.#columns;
    return { offset: offset[row] ?? 0, bytes: bytes[row] ?? 0, hash: hash[row] ?? 0 };
  }

  /** The last first. How many there are is known, and a page looks no further than it goes. */
  select(matches: (facets: Facets) => boolean): Rows {
    const wanted = this.#facets.map(matches);
    const length = this.#counts.reduce((sum, count, id) => (wanted[id] ? sum + count : sum), 0);
    return {
      length,
      slice: (start = 0, end = length) => {
        const found: number[] = [];
        const { facets } = this.#columns;
        let seen = 0;
        for (let row = this.#rows - 1; row >= 0 && seen < Math.min(end, length); row -= 1) {
          if (!wanted[facets[row] ?? NONE]) continue;
          if (seen >= start) found.push(row);
          seen += 1;
        }
        return found;
      },
    };
  }

  /** Adds an execution; gives its row. */
  add(executionArn: string): number {
    if (this.#rows === this.#columns.hash.length) this.#columns = grown(this.#columns);
    const row = this.#rows;
    this.#rows += 1;
    this.#columns.hash[row] = hashOf(executionArn);
    this.#columns.facets[row] = NONE;
    this.#know(row);
    return row;
  }

  /** Its last line is here now. */
  put(row: number, { offset, bytes }: { offset: number; bytes: number }): void {
    if (this.#columns.facets[row] === NONE) return;
    this.#columns.offset[row] = offset;
    this.#columns.bytes[row] = bytes;
  }

  /** What lists know of it now. */
  describe(row: number, facets: Facets): void {
    this.#count(row, -1);
    this.#columns.facets[row] = this.#facetId(facets);
    this.#count(row, 1);
  }

  /** No list has it any more, and nothing is read for it. */
  forget(row: number): void {
    this.#count(row, -1);
    this.#columns.facets[row] = NONE;
    this.#columns.bytes[row] = 0;
  }

  /** As a file: a line of JSON, then the columns. */
  toBuffer({
    covered,
    lastOffset,
    lastLine,
  }: Pick<IndexHeader, 'covered' | 'lastOffset' | 'lastLine'>): Buffer {
    const header: IndexHeader = {
      version: VERSION,
      rows: this.#rows,
      covered,
      lastOffset,
      lastLine,
      facets: this.#facets,
    };
    const columns = [this.#columns.offset, this.#columns.bytes, this.#columns.hash, this.#columns.facets];
    return Buffer.concat([
      Buffer.from(`${JSON.stringify(header)}\n`),
      ...columns.map((column) => bytesOf(column.subarray(0, this.#rows))),
    ]);
  }

  /** Undefined for what is no whole index of this version. */
  static from(file: Buffer): { index: RecordIndex; header: IndexHeader } | undefined {
    const end = file.indexOf('\n');
    if (end < 0) return undefined;
    try {
      const header = JSON.parse(file.toString('utf8', 0, end)) as IndexHeader;
      const { rows } = header;
      if (header.version !== VERSION || file.length !== end + 1 + rows * 20) return undefined;
      const index = new RecordIndex();
      index.#columns = room(Math.max(FIRST_ROOM, rows * 2));
      index.#rows = rows;
      let at = end + 1;
      for (const column of [
        index.#columns.offset,
        index.#columns.bytes,
        index.#columns.hash,
        index.#columns.facets,
      ]) {
        const target = bytesOf(column.subarray(0, rows));
        file.copy(target, 0, at, at + target.length);
        at += target.length;
      }
      for (const facets of header.facets) index.#facetId(facets);
      for (let row = 0; row < rows; row += 1) {
        index.#know(row);
        index.#count(row, 1);
      }
      return { index, header };
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  #count(row: number, by: number): void {
    const id = this.#columns.facets[row] ?? NONE;
    if (id !== NONE) this.#counts[id] = (this.#counts[id] ?? 0) + by;
  }

  #know(row: number): void {
    const hash = this.#columns.hash[row] ?? 0;
    const known = this.#byHash.get(hash);
    if (known === undefined) this.#byHash.set(hash, row);
    else this.#byHash.set(hash, [known, row].flat());
  }

  #facetId(facets: Facets): number {
    const { stateMachineArn, stateMachineVersionArn, stateMachineAliasArn, mapRunArn, status } = facets;
    const redriveCount = Math.min(facets.redriveCount, 1);
    const names = [stateMachineArn, stateMachineVersionArn, stateMachineAliasArn, mapRunArn];
    // Neither names nor ARNs have line ends.
    const key = `${names.join('\n')}\n${status}\n${redriveCount}`;
    const known = this.#facetIds.get(key);
    if (known !== undefined) return known;
    const kept = {
      stateMachineArn,
      ...(stateMachineVersionArn === undefined ? {} : { stateMachineVersionArn }),
      ...(stateMachineAliasArn === undefined ? {} : { stateMachineAliasArn }),
      ...(mapRunArn === undefined ? {} : { mapRunArn }),
      status,
      redriveCount,
    };
    const id = this.#facets.push(kept) - 1;
    this.#facetIds.set(key, id);
    return id;
  }
}

/** The last one: whoever starts an execution asks for it three times. */
let lastHash = { executionArn: '', hash: 0 };

export function hashOf(executionArn: string): number {
  if (lastHash.executionArn === executionArn) return lastHash.hash;
  const hash = (cryptoHash('sha1', executionArn, 'buffer') as Buffer).readUInt32LE();
  lastHash = { executionArn, hash };
  return hash;
}

function room(rows: number): Columns {
  return {
    offset: new Float64Array(rows),
    bytes: new Uint32Array(rows),
    hash: new Uint32Array(rows),
    facets: new Uint32Array(rows),
  };
}

function grown(columns: Columns): Columns {
  const larger = room(columns.hash.length * 2);
  larger.offset.set(columns.offset);
  larger.bytes.set(columns.bytes);
  larger.hash.set(columns.hash);
  larger.facets.set(columns.facets);
  return larger;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Uint32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
