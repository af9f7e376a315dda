// Reads a queue's journal from its beginning: which messages it leaves.
import { closeSync, existsSync, openSync } from 'node:fs';
import { eachLyingLine, type LyingLine, lineAt, type Place } from '../each-line.ts';
import { cutTornLine } from '../json-lines.ts';
import type { Change } from './change.ts';
import { LeftMessages } from './left-messages.ts';
import type { Message } from './message.ts';

export interface Replayed {
  left: LeftMessages;
  /** Those that are gone, and were sent since then, in the order in which they went. */
  seen: Message[];
  lines: number;
  /** The last line has an end and is not whole: nothing may be written behind it. */
  isTorn: boolean;
}

/**
 * `seenSinceMs`: messages that were sent since then are told also when they are gone. Throws for a file that is damaged before its end:
 * a crash tears the last line only, whose change then never happened.
 */
export function replay(file: string, seenSinceMs: number): Replayed {
  cutTornLine(file);
  if (!existsSync(file)) return { left: new LeftMessages(), seen: [], lines: 0, isTorn: false };
  const descriptor = openSync(file, 'r');
  try {
    return replayed(file, descriptor, seenSinceMs);
  } finally {
    closeSync(descriptor);
  }
}

/** A message as it was put. */
export function putAt(descriptor: number, place: Place): Message {
  return (JSON.parse(lineAt(descriptor, place)) as { put: Message }).put;
}

function replayed(file: string, descriptor: number, seenSinceMs: number): Replayed {
  const left = new LeftMessages();
  const seen = new Map<string, Message>();
  const known: Known = { left, seen, seenSinceMs, descriptor };
  let lines = 0;
  let tornAt: number | undefined;
  for (const line of eachLyingLine(file, 0)) {
    if (tornAt !== undefined) throw new Error(`${file} is damaged at line ${tornAt}`);
    if (line.bytes === 0) continue;
    lines += 1;
    if (putQuickly(left, line)) continue;
    const { data, start, offset, bytes } = line;
    const change = parsed(data.toString('utf8', start, start + bytes));
    if (change) apply(known, change, { offset, bytes });
    else tornAt = lines;
  }
  return { left, seen: [...seen.values()], lines, isTorn: tornAt !== undefined };
}

const PUT = Buffer.from('{"put":{"id":"');
const SENT_AT = Buffer.from('","sentAt":');
const VISIBLE_AT = Buffer.from(',"visibleAt":');
const [QUOTE, COMMA, CURLY_END, BACKSLASH, ZERO, NINE, FIRST_BEYOND_ASCII] = [
  0x22, 0x2c, 0x7d, 0x5c, 0x30, 0x39, 0x80,
];

/**
 * A put as it is written now begins with all that a start has to know of a message: the rest need not be read. False for any other
 * line, those of earlier releases among them.
 */
function putQuickly(left: LeftMessages, { data, start, offset, bytes }: LyingLine): boolean {
  const end = start + bytes;
  if (data[end - 1] !== CURLY_END || data[end - 2] !== CURLY_END || !has(data, start, PUT)) return false;
  const idAt = start + PUT.length;
  let at = idAt;
  for (; data[at] !== QUOTE; at += 1)
    if (at === end || data[at] === BACKSLASH || data[at]! >= FIRST_BEYOND_ASCII) return false;
  const idEnd = at;
  if (!has(data, at, SENT_AT)) return false;
  const sent = digitsAt(data, at + SENT_AT.length);
  if (!has(data, sent.end, VISIBLE_AT)) return false;
  const visible = digitsAt(data, sent.end + VISIBLE_AT.length);
  if (data[visible.end] !== COMMA) return false;
  left.put(data.toString('latin1', idAt, idEnd), offset, bytes, sent.number, visible.number);
  return true;
}

function has(data: Buffer, at: number, words: Buffer): boolean {
  for (let index = 0; index < words.length; index += 1) if (data[at + index] !== words[index]) return false;
  return true;
}

/** Ends before the file does where there are none. */
function digitsAt(data: Buffer, at: number): { number: number; end: number } {
  let number = 0;
  let end = at;
  for (; data[end]! >= ZERO && data[end]! <= NINE; end += 1) number = number * 10 + data[end]! - ZERO;
  return { number, end: end === at ? -1 : end };
}

function parsed(text: string): Change | undefined {
  try {
    return JSON.parse(text) as Change;
  } catch {
    return undefined;
  }
}

interface Known {
  left: LeftMessages;
  seen: Map<string, Message>;
  seenSinceMs: number;
  descriptor: number;
}

function apply({ left, seen, seenSinceMs, descriptor }: Known, change: Change, place: Place): void {
  if ('put' in change) {
    const { id, sentAt, visibleAt } = change.put;
    left.put(id, place.offset, place.bytes, sentAt, visibleAt);
  } else if ('delete' in change) {
    const gone = left.get(change.delete);
    left.delete(change.delete);
    if (gone && gone.sentAt > seenSinceMs)
      seen.set(change.delete, gone.message ?? putAt(descriptor, gone.place));
  } else if ('seen' in change) {
    if (change.seen.sentAt > seenSinceMs) seen.set(change.seen.id, change.seen);
  } else if ('purge' in change) {
    left.clear();
    seen.clear();
  } else {
    const one = left.get(change.held.id);
    if (one) left.hold(Object.assign(one.message ?? putAt(descriptor, one.place), change.held));
  }
}
