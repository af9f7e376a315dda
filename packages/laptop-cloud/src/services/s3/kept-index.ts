// keys.index beside keys.jsonl: where the last process had its lines, so that a start reads only those that came later. One that is
// missing, damaged or of another keys.jsonl costs time and nothing else.
import { closeSync, existsSync, openSync } from 'node:fs';
import { replaceFileBy } from '../../atomic-file.ts';
import { eachLine, lineAt } from '../each-line.ts';
import { type KeyColumns, KeyIndex } from './key-index.ts';

export interface KeptIndex {
  index: KeyIndex;
  /** Of keys.jsonl, up to where its lines are in the index. */
  end: number;
  lastSequencer: string;
}

/** The first line of the file. Each that follows has so many rows of the three columns. */
interface Head {
  end: number;
  /** What stands before the end of keys.jsonl, by which it is known again. */
  tail: string;
  lastSequencer: string;
  rows: number;
}

interface Rows {
  keys: string[];
  offsets: number[];
  bytes: number[];
}

const ROWS_OF_A_LINE = 10_000;
const TAIL_BYTES = 200;

/** Throws the system's error, and what was kept before stays. */
export function keepIndex(file: string, keysFile: string, { index, end, lastSequencer }: KeptIndex): void {
  const columns = index.columns();
  const head: Head = { end, tail: tailOf(keysFile, end), lastSequencer, rows: columns.keys.length };
  replaceFileBy(file, linesOf(head, columns));
}

/** Undefined where every line of keys.jsonl has to be read. */
export function readKeptIndex(file: string, keysFile: string): KeptIndex | undefined {
  if (!existsSync(file) || !existsSync(keysFile)) return undefined;
  try {
    return readWhole(file, keysFile);
  } catch {
    return undefined;
  }
}

function* linesOf(head: Head, { keys, offsets, bytes }: KeyColumns): Generator<string> {
  yield `${JSON.stringify(head)}\n`;
  for (let row = 0; row < keys.length; row += ROWS_OF_A_LINE) {
    const end = row + ROWS_OF_A_LINE;
    const rows: Rows = {
      keys: keys.slice(row, end),
      offsets: [...offsets.subarray(row, end)],
      bytes: [...bytes.subarray(row, end)],
    };
    yield `${JSON.stringify(rows)}\n`;
  }
}

function readWhole(file: string, keysFile: string): KeptIndex | undefined {
  const lines = eachLine(file, 0);
  const { end, tail, lastSequencer, rows } = JSON.parse(lines.next().value!.text) as Head;
  if (tailOf(keysFile, end) !== tail) return undefined;
  const keys: string[] = [];
  const offsets = new Float64Array(rows);
  const bytes = new Uint32Array(rows);
  for (const { text } of lines) {
    const next = JSON.parse(text) as Rows;
    offsets.set(next.offsets, keys.length);
    bytes.set(next.bytes, keys.length);
    for (const key of next.keys) keys.push(key);
  }
  return keys.length === rows
    ? { index: KeyIndex.ofColumns({ keys, offsets, bytes }), end, lastSequencer }
    : undefined;
}

/** Shorter where the file ends before. */
function tailOf(keysFile: string, end: number): string {
  const descriptor = openSync(keysFile, 'r');
  try {
    const bytes = Math.min(TAIL_BYTES, end);
    return lineAt(descriptor, { offset: end - bytes, bytes });
  } finally {
    closeSync(descriptor);
  }
}
