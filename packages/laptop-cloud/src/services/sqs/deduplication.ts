// FIFO queues take a message once: its repetitions within five minutes are answered, but not queued.
import { createHash } from 'node:crypto';
import type { Clock } from 'states-language';
import { ServiceError } from '../service.ts';
import type { Message, NewMessage } from './message.ts';
import type { QueueSettings } from './queue-attributes.ts';

const WINDOW_MS = 5 * 60_000;

export interface Deduplication {
  /** The message that this one repeats. Throws InvalidParameterValue when a FIFO queue has nothing to tell repetitions by. */
  find(message: NewMessage, settings: QueueSettings): Message | undefined;
  remember(message: Message, settings: QueueSettings): void;
}

export function createDeduplication(clock: Clock): Deduplication {
  // In order of sending, so the outdated ones stand in front.
  const seen = new Map<string, Message>();

  return {
    find(message, settings) {
      if (!settings.isFifo) return undefined;
      for (const [key, { sentAt }] of seen) {
        if (sentAt + WINDOW_MS > clock.now()) break;
        seen.delete(key);
      }
      return seen.get(keyOf(message, settings));
    },
    remember(message, settings) {
      if (settings.isFifo) seen.set(keyOf(message, settings), message);
    },
  };
}

function keyOf(message: NewMessage, settings: QueueSettings): string {
  const id = message.deduplicationId ?? contentId(message, settings);
  return settings.isDeduplicatedByGroup ? `${message.groupId} ${id}` : id;
}

function contentId(message: NewMessage, settings: QueueSettings): string {
  if (settings.isDeduplicatedByContent) return createHash('sha256').update(message.body).digest('hex');
  throw new ServiceError(
    'InvalidParameterValue',
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
}
