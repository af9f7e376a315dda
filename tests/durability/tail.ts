// A file of JSON lines that another process writes, read as it grows.
import { openSync, readSync } from 'node:fs';

export class Tail<Line> {
  readonly #file: string;
  #descriptor: number | undefined;
  /** Behind the last line end: what a kill has torn is cut by whoever comes next. */
  #position = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** The lines since the last time. */
  next(): Line[] {
    this.#descriptor ??= openSync(this.#file, 'a+');
    const pieces: Buffer[] = [];
    for (let position = this.#position; ; ) {
      const piece = Buffer.alloc(65_536);
      const bytes = readSync(this.#descriptor, piece, 0, piece.length, position);
      if (bytes === 0) break;
      pieces.push(piece.subarray(0, bytes));
      position += bytes;
    }
    const all = Buffer.concat(pieces);
    const whole = all.subarray(0, all.lastIndexOf(10) + 1);
    this.#position += whole.length;
    const lines = whole.toString('utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Line);
  }
}
