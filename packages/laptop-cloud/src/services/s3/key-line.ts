// A line of keys.jsonl. What a start has to know of it comes first and is read where it lies: the texts of a hundred thousand lines
// would take it longer.
import type { LyingLine } from '../each-line.ts';
import type { ObjectVersion } from './bucket.ts';

export interface KeyLine {
  key: string;
  /** It has no versions any more. */
  isGone: boolean;
  /** Of its newest version. */
  sequencer: string;
}

/** A line begins so, then comes the key; inside of it, quotation marks have a backslash before them. */
const KEY = Buffer.from('{"key":"');
const KEY_END = Buffer.from('","versions":[');
const END = Buffer.from(']}');
const SEQUENCER = Buffer.from('"sequencer":"');
const [QUOTE, BACKSLASH, BLANK, BEYOND_ASCII] = [0x22, 0x5c, 0x20, 0x80];

/** Without its end. */
export function keyLine(key: string, versions: readonly ObjectVersion[]): string {
  const [newest, ...others] = versions;
  if (!newest) return JSON.stringify({ key, versions });
  const { sequencer, ...rest } = newest;
  return JSON.stringify({ key, versions: [{ sequencer, ...rest }, ...others] });
}

/** Undefined for a damaged one; lines of earlier releases have the sequencer further back. */
export function readKeyLine({ data, start, bytes }: LyingLine): KeyLine | undefined {
  const end = start + bytes;
  const keyAt = start + KEY.length;
  const plainEnd = endOfPlainText(data, keyAt, end);
  const isPlain = stands(data, KEY_END, plainEnd, end);
  const keyEnd = isPlain ? plainEnd : placeOf(data, KEY_END, keyAt, end);
  if (keyEnd < 0 || !stands(data, KEY, start, end) || !stands(data, END, end - END.length, end))
    return undefined;
  const versionsAt = keyEnd + KEY_END.length;
  const sequencerAt = placeOf(data, SEQUENCER, versionsAt, end) + SEQUENCER.length;
  return {
    key: isPlain
      ? data.toString('latin1', keyAt, keyEnd)
      : (JSON.parse(data.toString('utf8', keyAt - 1, keyEnd + 1)) as string),
    isGone: versionsAt === end - END.length,
    sequencer:
      sequencerAt < versionsAt
        ? ''
        : data.toString('latin1', sequencerAt, endOfPlainText(data, sequencerAt, end)),
  };
}

/** Where ASCII ends that means the same in JSON. */
function endOfPlainText(data: Buffer, from: number, end: number): number {
  let at = from;
  for (; at < end; at += 1) {
    const byte = data[at]!;
    if (byte === QUOTE || byte === BACKSLASH || byte < BLANK || byte >= BEYOND_ASCII) break;
  }
  return at;
}

function placeOf(data: Buffer, words: Buffer, from: number, end: number): number {
  const second = words[1];
  for (let at = from; at < end; at += 1)
    if (data[at + 1] === second && stands(data, words, at, end)) return at;
  return -1;
}

function stands(data: Buffer, words: Buffer, at: number, end: number): boolean {
  if (at + words.length > end) return false;
  for (let index = 0; index < words.length; index += 1) if (data[at + index] !== words[index]) return false;
  return true;
}
