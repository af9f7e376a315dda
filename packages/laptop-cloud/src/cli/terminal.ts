// What a person sees: colours and live lines on a terminal, plain lines when piped.

import type { WriteStream } from 'node:tty';

export interface Terminal {
  /** Whether lines may be drawn over and coloured. */
  isLive: boolean;
  line(text?: string): void;
  /** Replaces the last line written by `status`; only on a live terminal, otherwise nothing. */
  status(text: string): void;
  /** Removes the status line, so that lines can follow. */
  clearStatus(): void;
  paint: Paint;
}

type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';
export type Paint = Record<Colour, (text: string) => string>;

const CODES: Record<Colour, [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
};

/** A terminal on a stream. Colours need a TTY, and NO_COLOR (https://no-color.org) turns them off. */
export function createTerminal(stream: NodeJS.WritableStream, environment = process.env): Terminal {
  const isTty = Boolean((stream as Partial<WriteStream>).isTTY);
  const isColoured = isTty && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
  let shown = '';
  const clearStatus = () => {
    if (shown) stream.write('\r\x1b[2K');
    shown = '';
  };
  return {
    isLive: isTty,
    paint: paintWith(isColoured),
    clearStatus,
    line: (text = '') => {
      clearStatus();
      stream.write(`${text}\n`);
    },
    status: (text) => {
      if (!isTty || text === shown) return;
      clearStatus();
      // Some terminals say 0 columns when they do not know.
      const columns = (stream as Partial<WriteStream>).columns || 80;
      stream.write(cutToWidth(text, columns - 1));
      shown = text;
    },
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const ESCAPE = /\x1b\[[\d;]*m/;

/** So much of a text as fills `width` columns. Colour codes take none, and none of them is cut off. */
export function cutToWidth(text: string, width: number): string {
  let left = width;
  let cut = '';
  for (const part of text.split(new RegExp(`(${ESCAPE.source})`))) {
    if (ESCAPE.test(part)) {
      cut += part;
      continue;
    }
    for (const { segment } of new Intl.Segmenter().segment(part)) {
      left -= columnsOf(segment);
      if (left < 0) break;
      cut += segment;
    }
    left = Math.max(left, 0);
  }
  return cut;
}

/** East Asian wide letters and pictographs fill two columns, marks that combine none of their own. */
function columnsOf(grapheme: string): number {
  return /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
    grapheme,
  )
    ? 2
    : 1;
}

function paintWith(isColoured: boolean): Paint {
  const entries = Object.entries(CODES).map(([colour, [on, off]]) => [
    colour,
    (text: string) => (isColoured ? `\x1b[${on}m${text}\x1b[${off}m` : text),
  ]);
  return Object.fromEntries(entries) as Paint;
}
