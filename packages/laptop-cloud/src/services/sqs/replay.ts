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
  lines: number;
  /** The last line has an end and is not whole: nothing may be written behind it. */
  isTorn: boolean;
}

/** All of such a message that a start has to know; earlier releases wrote it in another order. */
const PUT = /^\{"put":\{"id":"([^"\\]+)","sentAt":(\d+),"visibleAt":(\d+),/;

/** Throws for a file that is damaged before its end: a crash tears the last line only, whose change then never happened. */
export function replay(file: string): Replayed {
  cutTornLine(file);
  if (!existsSync(file)) return { left: [], lines: 0, isTorn: false };
  const descriptor = openSync(file, 'r');
  try {
    return replayed(file, descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A message as it was put. */
export function putAt(descriptor: number, place: Place): Message {
  return (JSON.parse(lineAt(descriptor, place)) as { put: Message }).put;
}

function replayed(file: string, descriptor: number): Replayed {
  const left = new Map<string, Left>();
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
    if (change) apply(left, change, place, descriptor);
    else tornAt = lines;
  }
  return { left: [...left.values()], lines, isTorn: tornAt !== undefined };
}

function parsed(text: string): Change | undefined {
  try {
    return JSON.parse(text) as Change;
  } catch {
    return undefined;
  }
}

function apply(left: Map<string, Left>, change: Change, place: Place, descriptor: number): void {
  if ('put' in change) {
    const { id, sentAt, visibleAt } = change.put;
    left.set(id, { place, sentAt, visibleAt });
  } else if ('delete' in change) left.delete(change.delete);
  else if ('purge' in change) left.clear();
  else {
    const one = left.get(change.held.id);
    if (one) one.message = Object.assign(one.message ?? putAt(descriptor, one.place), change.held);
  }
}
