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
      const columns = (stream as Partial<WriteStream>).columns ?? 80;
      stream.write(text.slice(0, columns - 1));
      shown = text;
    },
  };
}

function paintWith(isColoured: boolean): Paint {
  const entries = Object.entries(CODES).map(([colour, [on, off]]) => [
    colour,
    (text: string) => (isColoured ? `\x1b[${on}m${text}\x1b[${off}m` : text),
  ]);
  return Object.fromEntries(entries) as Paint;
}
