// Reads a queue's journal from its beginning: which messages it leaves.
import { closeSync, existsSync, openSync } from 'node:fs';
import { eachLine, lineAt, type Place } from '../each-line.ts';
import { cutTornLine } from '../json-lines.ts';
import type { Change } from './change.ts';
import type { Message } from './message.ts';

/** A message that is left: all of it where it was ever held, otherwise where it lies. */
export interface Left {
  place: Place;
  sentAt: number;
  visibleAt: number;
  message?: Message;
}

export interface Replayed {
  /** In the order in which they arrived. */
  left: Left[];
  /** Those that are gone, and were sent since then, in the order in which they went. */
  seen: Message[];
  lines: number;
  /** The last line has an end and is not whole: nothing may be written behind it. */
  isTorn: boolean;
}

/** All of such a message that a start has to know; earlier releases wrote it in another order. */
const PUT = /^\{"put":\{"id":"([^"\\]+)","sentAt":(\d+),"visibleAt":(\d+),/;

/**
 * `seenSinceMs`: messages that were sent since then are told also when they are gone. Throws for a file that is damaged before its end:
 * a crash tears the last line only, whose change then never happened.
 */
export function replay(file: string, seenSinceMs: number): Replayed {
  cutTornLine(file);
  if (!existsSync(file)) return { left: [], seen: [], lines: 0, isTorn: false };
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
  const left = new Map<string, Left>();
  const seen = new Map<string, Message>();
  const known: Known = { left, seen, seenSinceMs, descriptor };
  let lines = 0;
  let tornAt: number | undefined;
  for (const { text, offset, bytes } of eachLine(file, 0)) {
    if (tornAt !== undefined) throw new Error(`${file} is damaged at line ${tornAt}`);
    if (text === '') continue;
    lines += 1;
    const place = { offset, bytes };
    const [, id, sentAt, visibleAt] = (text.endsWith('}}') && PUT.exec(text)) || [];
    if (id !== undefined) {
      left.set(id, { place, sentAt: Number(sentAt), visibleAt: Number(visibleAt) });
      continue;
    }
    const change = parsed(text);
    if (change) apply(known, change, place);
    else tornAt = lines;
  }
  return { left: [...left.values()], seen: [...seen.values()], lines, isTorn: tornAt !== undefined };
}

function parsed(text: string): Change | undefined {
  try {
    return JSON.parse(text) as Change;
  } catch {
    return undefined;
  }
}

interface Known {
  left: Map<string, Left>;
  seen: Map<string, Message>;
  seenSinceMs: number;
  descriptor: number;
}

function apply({ left, seen, seenSinceMs, descriptor }: Known, change: Change, place: Place): void {
  if ('put' in change) {
    const { id, sentAt, visibleAt } = change.put;
    left.set(id, { place, sentAt, visibleAt });
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
    if (one) one.message = Object.assign(one.message ?? putAt(descriptor, one.place), change.held);
  }
}
