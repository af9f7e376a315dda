// A queue's messages on disk: one line for each change, so that a send costs one write however long the queue is.
// The file is written anew, without what has been deleted, when it is opened and whenever it has grown stale.
// A change is written before it happens: what throws has changed nothing.
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { replaceFile } from '../../atomic-file.ts';
import { appendWhole } from '../append-whole.ts';
import { readJsonLines } from '../json-lines.ts';
import type { Message } from './message.ts';

/** What one line may say. `put` adds or replaces, `held` changes who sees the message and when. */
type Change = { put: Message } | { held: Held } | { delete: string } | { purge: true };

/** Who sees a message and when, since `heldAt`. */
export type Held = Pick<
  Message,
  'id' | 'visibleAt' | 'receiveCount' | 'firstReceivedAt' | 'receiptHandle' | 'heldAt'
>;

export interface Journal {
  /** Messages as they were when the journal was opened, oldest first. */
  messages: Message[];
  put(message: Message): void;
  held(held: Held): void;
  delete(id: string): void;
  purge(): void;
  close(): void;
  /** Closes and forgets everything. */
  remove(): void;
}

// Below this, stale lines are cheaper than writing the file anew.
const MIN_STALE_LINES = 1_000;

/** Opens or begins the journal at `file`; `current` gives the live messages when the file is written anew. */
export function openJournal(file: string, current: () => Iterable<Message>): Journal {
  mkdirSync(dirname(file), { recursive: true });
  const messages = replay(file);
  let lines = 0;
  let live = 0;
  let settledAt = 0;
  let descriptor = rewrite(messages);

  // Renamed over the old file only when whole: a crash leaves either the old journal or the new one.
  function rewrite(kept: Iterable<Message>): number {
    const all = [...kept];
    const text = all.map((message) => `${JSON.stringify({ put: message } satisfies Change)}\n`).join('');
    replaceFile(file, text);
    const opened = openSync(file, 'a');
    lines = all.length;
    live = all.length;
    settledAt = lines;
    return opened;
  }

  function write(change: Change): void {
    settle();
    appendWhole(descriptor, `${JSON.stringify(change)}\n`);
    lines++;
  }

  // Before a change, when `current` agrees with the journal. A disk without room for a second file has the first one grow on.
  function settle(): void {
    const stale = Math.min(lines - live, lines - settledAt);
    if (stale < Math.max(MIN_STALE_LINES, live)) return;
    const old = descriptor;
    try {
      descriptor = rewrite(current());
    } catch {
      settledAt = lines;
      return;
    }
    closeSync(old);
  }

  return {
    messages,
    put(message) {
      write({ put: message });
      live++;
    },
    held: (held) => write({ held }),
    delete(id) {
      write({ delete: id });
      live--;
    },
    purge() {
      write({ purge: true });
      live = 0;
    },
    close: () => closeSync(descriptor),
    remove() {
      closeSync(descriptor);
      rmSync(file, { force: true });
    },
  };
}

function replay(file: string): Message[] {
  const messages = new Map<string, Message>();
  const changes = readJsonLines(file) as (Change | undefined)[];
  for (const [index, change] of changes.entries()) {
    if (change) apply(messages, change);
    // A crash tears the last line only, whose change then never happened.
    else if (index < changes.length - 1) throw new Error(`${file} is damaged at line ${index + 1}`);
  }
  return [...messages.values()];
}

function apply(messages: Map<string, Message>, change: Change): void {
  if ('put' in change) messages.set(change.put.id, change.put);
  else if ('delete' in change) messages.delete(change.delete);
  else if ('purge' in change) messages.clear();
  else {
    const message = messages.get(change.held.id);
    if (message) Object.assign(message, change.held);
  }
}
