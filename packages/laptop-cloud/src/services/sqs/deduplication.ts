// FIFO queues take a message once: its repetitions within five minutes are answered, but not queued. That it has been received and
// deleted meanwhile, or the laptop cloud started again, changes nothing: the journal keeps what was sent for as long.
import { createHash } from 'node:crypto';
import type { Clock } from 'states-language';
import { createSeenLately } from '../timing/seen-lately.ts';
import type { Message, NewMessage } from './message.ts';
import type { QueueSettings } from './queue-attributes.ts';

export const WINDOW_MS = 5 * 60_000;

export interface Deduplication {
  /** The message that this one repeats; those without an id of their own are told apart by their content. */
  find(message: NewMessage, settings: QueueSettings): Message | undefined;
  remember(message: Message, settings: QueueSettings): void;
  /** The clock was put back by so much. */
  putBack(ms: number): void;
  /** What would be known again, the oldest first. */
  remembered(): Message[];
  /** Forgets everything, as a purge does. */
  clear(): void;
}

export function createDeduplication(clock: Clock): Deduplication {
  const seen = createSeenLately<Message>(clock, WINDOW_MS);
  return {
    find: (message, settings) => (settings.isFifo ? seen.find(keyOf(message, settings)) : undefined),
    remember(message, settings) {
      if (settings.isFifo && !message.isAdopted)
        seen.remember(keyOf(message, settings), message, Math.min(message.sentAt, clock.now()));
    },
    putBack: seen.putBack,
    remembered: seen.all,
    clear: seen.clear,
  };
}

function keyOf(message: NewMessage, settings: QueueSettings): string {
  const id = message.deduplicationId ?? createHash('sha256').update(message.body).digest('hex');
  return settings.isDeduplicatedByGroup ? `${message.groupId} ${id}` : id;
}
