// Every message ever published, with what became of it: on a laptop this is where mails and texts arrive.
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../atomic-file.ts';
import { readJsonLines } from '../json-lines.ts';
import type { MessageAttribute } from './notification.ts';

/**
 * delivered: to a queue or function. kept: a mail, text or call that only the outbox holds. filtered: not wanted by the
 * subscription. pending: still being tried. dead-lettered and failed: given up, with or without a dead-letter queue.
 */
export type DeliveryStatus = 'delivered' | 'kept' | 'filtered' | 'pending' | 'dead-lettered' | 'failed';

export interface OutboxDelivery {
  protocol: string;
  endpoint: string;
  status: DeliveryStatus;
  error?: string;
}

export interface OutboxMessage {
  id: string;
  /** Milliseconds since 1970. */
  time: number;
  /** Absent for a text to a single phone number. */
  topicArn?: string;
  subject?: string;
  message: string;
  attributes: Readonly<Record<string, MessageAttribute>>;
  deliveries: OutboxDelivery[];
}

export interface Outbox {
  /** Oldest first, at most MAX_MESSAGES. */
  messages(): OutboxMessage[];
  add(message: OutboxMessage): void;
  /** Notes what became of one delivery. */
  settle(message: OutboxMessage, delivery: OutboxDelivery, status: DeliveryStatus, error?: string): void;
  onAdd(listener: (message: OutboxMessage) => void): void;
}

export const MAX_MESSAGES = 10_000;

/** Opens the outbox kept in `folder` as a line for each change, or one that lives as long as the process. */
export function openOutbox(folder: string | undefined): Outbox {
  const file = folder === undefined ? undefined : join(folder, 'outbox.jsonl');
  const listeners: ((message: OutboxMessage) => void)[] = [];
  const messages = new Map(file === undefined ? [] : restore(file).map((message) => [message.id, message]));

  function write(change: OutboxMessage): void {
    if (file !== undefined) appendFileSync(file, `${JSON.stringify(change)}\n`);
  }

  return {
    messages: () => [...messages.values()],
    add(message) {
      messages.set(message.id, message);
      const [oldest] = messages.keys();
      if (messages.size > MAX_MESSAGES && oldest !== undefined) messages.delete(oldest);
      write(message);
      for (const listener of listeners) listener(message);
    },
    settle(message, delivery, status, error) {
      delivery.status = status;
      if (error !== undefined) delivery.error = error;
      write(message);
    },
    onAdd: (listener) => void listeners.push(listener),
  };
}

// The last line about a message holds; a line torn by a crash is passed over. The file is written anew without the rest.
function restore(file: string): OutboxMessage[] {
  mkdirSync(join(file, '..'), { recursive: true });
  const messages = new Map<string, OutboxMessage>();
  for (const message of readJsonLines(file) as (OutboxMessage | undefined)[]) {
    if (message) messages.set(message.id, message);
  }
  const kept = [...messages.values()].slice(-MAX_MESSAGES);
  replaceFile(file, kept.map((message) => `${JSON.stringify(message)}\n`).join(''));
  return kept;
}
