// A queue's messages on disk: one line for each change, so that a send costs one write however long the queue is.
// The file is written anew, without what has been deleted, when it is opened and whenever it has grown stale.
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { appendWhole } from '../../append-whole.ts';
import { replaceFile } from '../../atomic-file.ts';
import { readJsonLines } from '../json-lines.ts';
import type { Message } from './message.ts';

/** What one line may say. `put` adds or replaces, `held` changes who sees the message and when. */
type Change =
  | { put: Message }
  | { held: Pick<Message, 'id' | 'visibleAt' | 'receiveCount' | 'firstReceivedAt' | 'receiptHandle'> }
  | { delete: string }
  | { purge: true };

export interface Journal {
  /** Messages as they were when the journal was opened, oldest first. */
  messages: Message[];
  put(message: Message): void;
  held(message: Message): void;
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
  let descriptor = rewrite(messages);

  // Renamed over the old file only when whole: a crash leaves either the old journal or the new one.
  function rewrite(kept: Iterable<Message>): number {
    const all = [...kept];
    const text = all.map((message) => `${JSON.stringify({ put: message } satisfies Change)}\n`).join('');
    replaceFile(file, text);
    lines = all.length;
    live = all.length;
    return openSync(file, 'a');
  }

  function write(change: Change): void {
    appendWhole(descriptor, `${JSON.stringify(change)}\n`);
    lines++;
  }

  // Called after the live messages have changed, so that `current` already agrees with the journal.
  function settle(): void {
    if (lines - live < Math.max(MIN_STALE_LINES, live)) return;
    closeSync(descriptor);
    descriptor = rewrite(current());
  }

  return {
    messages,
    put(message) {
      write({ put: message });
      live++;
    },
    held({ id, visibleAt, receiveCount, firstReceivedAt, receiptHandle }) {
      write({
        held: {
          id,
          visibleAt,
          receiveCount,
          ...(firstReceivedAt === undefined ? {} : { firstReceivedAt }),
          ...(receiptHandle === undefined ? {} : { receiptHandle }),
        },
      });
      settle();
    },
    delete(id) {
      write({ delete: id });
      live--;
      settle();
    },
    purge() {
      write({ purge: true });
      live = 0;
      settle();
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
