// A queue's messages on disk: one line for each change, so that a send costs one write however long the queue is.
// The file is written anew, without what has been deleted, whenever it has grown stale.
// A change is written before it happens: what throws has changed nothing.
import { closeSync, fstatSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dropHalfWritten, replaceFile, replaceFileBy } from '../../atomic-file.ts';
import { appendWhole } from '../append-whole.ts';
import { lineAt, type Place } from '../each-line.ts';
import type { Backlog } from './backlog.ts';
import type { Change, Held } from './change.ts';
import type { Left, LeftMessages } from './left-messages.ts';
import type { Message } from './message.ts';
import { putAt, replay } from './replay.ts';

export interface Journal {
  /** Messages as they were when the journal was opened, oldest first; to be taken once. */
  takeLeft(): Iterable<Left>;
  /** Those that were gone by then and whose repetitions are still known; to be taken once. */
  takeSeen(): Message[];
  /** Where the message lies from now on, until the file is written anew. */
  put(message: Message): Place;
  held(held: Held): void;
  delete(id: string): void;
  purge(): void;
  /** A message as it was put. */
  read(place: Place): Message;
  close(): void;
  /** Closes and forgets everything. */
  remove(): void;
}

// Below this, stale lines are cheaper than writing the file anew.
const MIN_STALE_LINES = 1_000;
const PIECE_BYTES = 2 ** 20;

/** What is live when the file is written anew: messages in memory, and those of which memory has the place alone. */
export interface Live {
  inMemory(): Iterable<Message>;
  backlog: Backlog;
  /** Gone, and to be known again. */
  seen(): Iterable<Message>;
}

/** Opens or begins the journal at `file`; what was sent since `seenSinceMs` is to be known when it is gone. Throws for a damaged one. */
export function openJournal(file: string, current: Live, seenSinceMs = Number.POSITIVE_INFINITY): Journal {
  mkdirSync(dirname(file), { recursive: true });
  dropHalfWritten(file);
  const found = replay(file, seenSinceMs);
  let left: LeftMessages | undefined = found.left;
  let { seen } = found;
  let { lines } = found;
  let live = left.length;
  /** When it was written anew last. */
  let seenLines = seen.length;
  let settledAt = 0;
  let descriptor = openSync(file, 'a+');
  if (found.isTorn || (lines > live && (lines >= 2 * live || live < MIN_STALE_LINES))) {
    const kept = Array.from(left, ({ message, place }) => message ?? putAt(descriptor, place));
    const changes: Change[] = [...seen.map((one) => ({ seen: one })), ...kept.map((one) => ({ put: one }))];
    replaceFile(file, changes.map((change) => `${lineOf(change)}\n`).join(''));
    closeSync(descriptor);
    descriptor = openSync(file, 'a+');
    ({ left, lines } = replay(file, seenSinceMs));
  }
  let end = fstatSync(descriptor).size;

  // Renamed over the old file only when whole: a crash leaves either the old journal or the new one.
  function rewrite(): void {
    const places: Place[] = [];
    let size = 0;
    let count = 0;
    let liveCount = 0;
    function* pieces(): Generator<string> {
      let piece = '';
      for (const [text, is] of keptLines()) {
        const bytes = Buffer.byteLength(text);
        if (is === 'waiting') places.push({ offset: size, bytes });
        size += bytes + 1;
        count += 1;
        if (is !== 'seen') liveCount += 1;
        piece += `${text}\n`;
        if (piece.length < PIECE_BYTES) continue;
        yield piece;
        piece = '';
      }
      yield piece;
    }
    replaceFileBy(file, pieces());
    const opened = openSync(file, 'a+');
    closeSync(descriptor);
    descriptor = opened;
    current.backlog.moved(places);
    end = size;
    lines = count;
    live = liveCount;
    seenLines = count - liveCount;
    settledAt = lines;
  }

  function* keptLines(): Generator<[text: string, is: 'seen' | 'in-memory' | 'waiting']> {
    for (const message of current.seen()) yield [lineOf({ seen: message }), 'seen'];
    for (const message of current.inMemory()) yield [lineOf({ put: message }), 'in-memory'];
    for (const place of current.backlog.places()) yield [lineAt(descriptor, place), 'waiting'];
  }

  function write(change: Change): Place {
    settle();
    const text = lineOf(change);
    appendWhole(descriptor, `${text}\n`);
    const place = { offset: end, bytes: Buffer.byteLength(text) };
    end += place.bytes + 1;
    lines++;
    return place;
  }

  // Before a change, when what is live agrees with the journal. A disk without room for a second file has the first one grow on.
  function settle(): void {
    const stale = Math.min(lines - live, lines - settledAt);
    if (stale < Math.max(MIN_STALE_LINES, live, seenLines)) return;
    try {
      rewrite();
    } catch {
      settledAt = lines;
    }
  }

  return {
    takeLeft() {
      const taken = left ?? [];
      left = undefined;
      return taken;
    },
    takeSeen() {
      const taken = seen;
      seen = [];
      return taken;
    },
    put(message) {
      const place = write({ put: message });
      live++;
      return place;
    },
    held: (held) => void write({ held }),
    delete(id) {
      write({ delete: id });
      live--;
    },
    purge() {
      write({ purge: true });
      live = 0;
    },
    read: (place) => putAt(descriptor, place),
    close: () => closeSync(descriptor),
    remove() {
      closeSync(descriptor);
      removeJournal(file);
    },
  };
}

export function journalFile(folder: string, queue: string): string {
  return join(folder, `${queue}.jsonl`);
}

/** Of a queue that is gone. */
export function removeJournal(file: string): void {
  rmSync(file, { force: true });
  dropHalfWritten(file);
}

/** What a start has to know of a message comes first: it need not read the rest (replay.ts). */
function lineOf(change: Change): string {
  if (!('put' in change)) return JSON.stringify(change);
  const { id, sentAt, visibleAt, ...rest } = change.put;
  return JSON.stringify({ put: { id, sentAt, visibleAt, ...rest } });
}
