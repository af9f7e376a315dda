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
export function lineAt(descriptor: number, place: Place): string {
  return bytesAt(descriptor, place).toString();
}

/** The same as it lies there. */
export function bytesAt(descriptor: number, { offset, bytes }: Place): Buffer {
  const line = Buffer.allocUnsafe(bytes);
  return line.subarray(0, readSync(descriptor, line, 0, bytes, offset));
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
    let room = Buffer.allocUnsafe(PIECE_BYTES);
    /** Bytes at its beginning of a line that goes on. */
    let begun = 0;
    for (let at = from; ; ) {
      if (begun === room.length) room = Buffer.concat([room], 2 * begun);
      const read = readSync(descriptor, room, begun, room.length - begun, at);
      if (read === 0) return;
      at += read;
      const data = room.subarray(0, begun + read);
      const firstAt = at - data.length;
      let start = 0;
      for (let end = data.indexOf(NEWLINE, begun); end >= 0; end = data.indexOf(NEWLINE, start)) {
        yield { data, start, offset: firstAt + start, bytes: end - start };
        start = end + 1;
      }
      room.copyWithin(0, start, data.length);
      begun = data.length - start;
    }
  } finally {
    closeSync(descriptor);
  }
}
