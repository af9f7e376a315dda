// FIFO queues take a message once: its repetitions within five minutes are answered, but not queued.
import { createHash } from 'node:crypto';
import type { Clock } from 'states-language';
import type { Message, NewMessage } from './message.ts';
import type { QueueSettings } from './queue-attributes.ts';

const WINDOW_MS = 5 * 60_000;

export interface Deduplication {
  /** The message that this one repeats; those without an id of their own are told apart by their content. */
  find(message: NewMessage, settings: QueueSettings): Message | undefined;
  remember(message: Message, settings: QueueSettings): void;
  /** The clock was put back by so much. */
  putBack(ms: number): void;
  /** Forgets everything, as a purge does. */
  clear(): void;
}

export function createDeduplication(clock: Clock): Deduplication {
  // In order of sending, so the outdated ones stand in front.
  const seen = new Map<string, { message: Message; atMs: number }>();

  return {
    find(message, settings) {
      if (!settings.isFifo) return undefined;
      for (const [key, { atMs }] of seen) {
        if (atMs + WINDOW_MS > clock.now()) break;
        seen.delete(key);
      }
      return seen.get(keyOf(message, settings))?.message;
    },
    remember(message, settings) {
      const atMs = Math.min(message.sentAt, clock.now());
      if (settings.isFifo) seen.set(keyOf(message, settings), { message, atMs });
    },
    putBack(ms) {
      for (const one of seen.values()) one.atMs -= ms;
    },
    clear: () => seen.clear(),
  };
}

function keyOf(message: NewMessage, settings: QueueSettings): string {
  const id = message.deduplicationId ?? createHash('sha256').update(message.body).digest('hex');
  return settings.isDeduplicatedByGroup ? `${message.groupId} ${id}` : id;
}
