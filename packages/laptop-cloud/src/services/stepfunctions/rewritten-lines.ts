// Leaves lines out of a file: whoever is killed meanwhile leaves the old file or the new one.
import { replaceFileBy } from '../../atomic-file.ts';
import { eachLine } from '../each-line.ts';

const PIECE_CHARACTERS = 2 ** 20;

/** Keeps the lines that `isKept` says. */
export function rewriteLines(file: string, isKept: (text: string) => boolean): void {
  replaceFileBy(file, piecesOf(file, isKept));
}

function* piecesOf(file: string, isKept: (text: string) => boolean): Generator<string> {
  let piece = '';
  for (const { text } of eachLine(file, 0)) {
    if (isKept(text)) piece += `${text}\n`;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}
