// Every message ever published, with what became of it: on a laptop this is where mails and texts arrive.
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../atomic-file.ts';
import { appendToFile, diskIsWell, RETRY_MS, tellOfDisk } from '../append-whole.ts';
import { readJsonLines } from '../json-lines.ts';
import type { MessageAttribute } from './notification.ts';

/**
 * delivered: to a queue or function. kept: a mail, text or call that only the message log holds. filtered: not wanted by the
 * subscription. pending: still being tried. dead-lettered and failed: given up, with or without a dead-letter queue.
 */
export type DeliveryStatus = 'delivered' | 'kept' | 'filtered' | 'pending' | 'dead-lettered' | 'failed';

export interface MessageDelivery {
  protocol: string;
  endpoint: string;
  status: DeliveryStatus;
  error?: string;
}

export interface PublishedMessage {
  id: string;
  /** Milliseconds since 1970. */
  time: number;
  /** Absent for a text to a single phone number. */
  topicArn?: string;
  subject?: string;
  message: string;
  attributes: Readonly<Record<string, MessageAttribute>>;
  deliveries: MessageDelivery[];
  /** Of a FIFO topic: its number, and what its repetitions are known by. */
  fifo?: { seenAs: string; sequenceNumber: string };
}

/** What of a FIFO topic's message is needed to know its repetitions. */
export type PublishedToFifo = Pick<PublishedMessage, 'id' | 'time' | 'fifo'>;

export interface MessageLog {
  /** Oldest first, at most MAX_MESSAGES. */
  messages(): PublishedMessage[];
  /** Those of FIFO topics when the log was opened, oldest first, beyond MAX_MESSAGES too where they are asked for; to be taken once. */
  takeFifo(): PublishedToFifo[];
  /** Throws what the disk says, and has nothing of it then. */
  add(message: PublishedMessage): void;
  /** Notes what became of one delivery; on disk as soon as it takes it. */
  markDelivery(
    message: PublishedMessage,
    delivery: MessageDelivery,
    status: DeliveryStatus,
    error?: string,
  ): void;
  onAdd(listener: (message: PublishedMessage) => void): void;
}

export const MAX_MESSAGES = 10_000;

/**
 * Opens the message log kept in `folder` as a line for each change, or one that lives as long as the process. What FIFO topics have
 * published since `seenSinceMs` is known however many came after it.
 */
export function openMessageLog(
  folder: string | undefined,
  seenSinceMs = Number.POSITIVE_INFINITY,
): MessageLog {
  const file = folder === undefined ? undefined : join(folder, 'messages.jsonl');
  const listeners: ((message: PublishedMessage) => void)[] = [];
  const restored = file === undefined ? { messages: [], seen: [] } : restore(file, seenSinceMs);
  const messages = new Map(restored.messages.map((message) => [message.id, message]));
  let fifo: PublishedToFifo[] = [...restored.seen, ...restored.messages.filter((message) => message.fifo)];

  /** Not on disk as they are now. */
  const unwritten = new Set<PublishedMessage>();

  function write(change: PublishedMessage): void {
    if (file !== undefined) appendToFile(file, `${JSON.stringify(change)}\n`);
    unwritten.delete(change);
  }

  function writeUnwritten(): void {
    try {
      for (const message of unwritten) write(message);
      diskIsWell(unwritten);
    } catch (error) {
      tellOfDisk(error, unwritten);
      setTimeout(writeUnwritten, RETRY_MS).unref();
    }
  }

  return {
    messages: () => [...messages.values()],
    takeFifo() {
      const taken = fifo;
      fifo = [];
      return taken;
    },
    add(message) {
      write(message);
      messages.set(message.id, message);
      const [oldest] = messages.keys();
      if (messages.size > MAX_MESSAGES && oldest !== undefined) messages.delete(oldest);
      for (const listener of listeners) listener(message);
    },
    markDelivery(message, delivery, status, error) {
      delivery.status = status;
      if (error !== undefined) delivery.error = error;
      const isWaiting = unwritten.size > 0;
      unwritten.add(message);
      if (!isWaiting) writeUnwritten();
    },
    onAdd: (listener) => void listeners.push(listener),
  };
}

/** A line of the file that holds a message no more, and says what its repetitions are known by. */
interface Seen {
  seen: PublishedToFifo;
}

interface Restored {
  messages: PublishedMessage[];
  /** Before them. */
  seen: PublishedToFifo[];
}

// The last line about a message holds; a line torn by a crash is passed over. The file is written anew without the rest.
function restore(file: string, seenSinceMs: number): Restored {
  mkdirSync(join(file, '..'), { recursive: true });
  // Older state folders have it under this name.
  const older = join(file, '..', 'outbox.jsonl');
  if (existsSync(older) && !existsSync(file)) renameSync(older, file);
  const all = new Map<string, PublishedMessage>();
  const seen: PublishedToFifo[] = [];
  for (const line of readJsonLines(file) as (PublishedMessage | Seen | undefined)[]) {
    if (line === undefined) continue;
    if ('seen' in line) seen.push(line.seen);
    else all.set(line.id, line);
  }
  const messages = [...all.values()];
  for (const { id, time, fifo } of messages.splice(0, Math.max(0, messages.length - MAX_MESSAGES)))
    if (fifo) seen.push({ id, time, fifo });
  const known = seen.filter(({ time }) => time > seenSinceMs);
  const lines = [...known.map((one) => ({ seen: one })), ...messages];
  replaceFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return { messages, seen: known };
}
