// The lines of a file of any size: one after the other, or one by its place.
import { closeSync, openSync, readSync } from 'node:fs';

const NEWLINE = 10;
const PIECE_BYTES = 2 ** 20;

/** Where a line lies. */
export interface Place {
  offset: number;
  /** Without the line's end. */
  bytes: number;
}

/** The line at a place of an open file; shorter where the file ends before. */
export function lineAt(descriptor: number, { offset, bytes }: Place): string {
  const line = Buffer.allocUnsafe(bytes);
  const read = readSync(descriptor, line, 0, bytes, offset);
  return line.toString('utf8', 0, read);
}

/** A line where it lies in what was read; to be used before the next one is asked for. */
export interface LyingLine extends Place {
  data: Buffer;
  start: number;
}

/** From an offset on. What follows the last line's end is left. */
export function* eachLine(file: string, from: number): Generator<Place & { text: string }> {
  for (const { data, start, offset, bytes } of eachLyingLine(file, from))
    yield { text: data.toString('utf8', start, start + bytes), offset, bytes };
}

/** The same for those who need but few of the texts: to make a text takes longer than to read it. */
export function* eachLyingLine(file: string, from: number): Generator<LyingLine> {
  const descriptor = openSync(file, 'r');
  try {
    const piece = Buffer.alloc(PIECE_BYTES);
    let rest = Buffer.alloc(0);
    let restAt = from;
    for (let at = from; ; ) {
      const read = readSync(descriptor, piece, 0, PIECE_BYTES, at);
      if (read === 0) return;
      at += read;
      const data = Buffer.concat([rest, piece.subarray(0, read)]);
      let start = 0;
      for (let end = data.indexOf(NEWLINE); end >= 0; end = data.indexOf(NEWLINE, start)) {
        yield { data, start, offset: restAt + start, bytes: end - start };
        start = end + 1;
      }
      rest = Buffer.from(data.subarray(start));
      restAt += start;
    }
  } finally {
    closeSync(descriptor);
  }
}
