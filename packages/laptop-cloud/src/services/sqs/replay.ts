// Reads a queue's journal from its beginning: which messages it leaves.
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { eachLine } from '../each-line.ts';
import { cutTornLine } from '../json-lines.ts';
import type { Place } from './backlog.ts';
import type { Change } from './change.ts';
import type { Message } from './message.ts';

/** A message that is left: all of it where it was ever held, otherwise where it lies. */
export interface Left {
  place: Place;
  sentAt: number;
  visibleAt: number;
  message?: Message;
  /** All of it as it was put. */
  read(): Message;
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
  const left = new Map<string, Left>();
  let lines = 0;
  let tornAt: number | undefined;
  if (existsSync(file))
    for (const { text, offset, bytes } of eachLine(file, 0)) {
      if (tornAt !== undefined) throw new Error(`${file} is damaged at line ${tornAt}`);
      if (text === '') continue;
      lines += 1;
      const [, id, sentAt, visibleAt] = (text.endsWith('}}') && PUT.exec(text)) || [];
      if (id !== undefined) {
        left.set(id, new LeftOnDisk(file, { offset, bytes }, Number(sentAt), Number(visibleAt)));
        continue;
      }
      const change = parsed(text);
      if (change) apply(file, left, change, { offset, bytes });
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

function apply(file: string, left: Map<string, Left>, change: Change, place: Place): void {
  if ('put' in change) {
    const { id, sentAt, visibleAt } = change.put;
    left.set(id, new LeftOnDisk(file, place, sentAt, visibleAt));
  } else if ('delete' in change) left.delete(change.delete);
  else if ('purge' in change) left.clear();
  else {
    const one = left.get(change.held.id);
    if (one) one.message = Object.assign(one.message ?? one.read(), change.held);
  }
}

class LeftOnDisk implements Left {
  readonly #file: string;
  readonly place: Place;
  readonly sentAt: number;
  readonly visibleAt: number;
  message?: Message;

  constructor(file: string, place: Place, sentAt: number, visibleAt: number) {
    this.#file = file;
    this.place = place;
    this.sentAt = sentAt;
    this.visibleAt = visibleAt;
  }

  read(): Message {
    const { offset, bytes } = this.place;
    const descriptor = openSync(this.#file, 'r');
    try {
      const line = Buffer.allocUnsafe(bytes);
      readSync(descriptor, line, 0, bytes, offset);
      return (JSON.parse(line.toString('utf8')) as { put: Message }).put;
    } finally {
      closeSync(descriptor);
    }
  }
}
