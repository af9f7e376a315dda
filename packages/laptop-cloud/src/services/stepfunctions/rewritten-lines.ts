// Leaves lines out of a file: whoever is killed meanwhile leaves the old file or the new one.
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { eachLine } from '../each-line.ts';

const PIECE_BYTES = 2 ** 20;

/** Keeps the lines that `isKept` says. */
export function rewriteLines(file: string, isKept: (text: string) => boolean): void {
  const coming = `${file}.new`;
  const descriptor = openSync(coming, 'w');
  try {
    let piece = '';
    for (const { text } of eachLine(file, 0)) {
      if (isKept(text)) piece += `${text}\n`;
      if (piece.length < PIECE_BYTES) continue;
      writeSync(descriptor, piece);
      piece = '';
    }
    writeSync(descriptor, piece);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(coming, file);
}
