// What happens to the messages of a queue, as a line of its journal says it.
import type { Message } from './message.ts';

/**
 * What one line may say. `put` adds or replaces, `held` changes who sees the message and when, `seen` is one that is gone, by which its
 * repetitions are known for a while.
 */
export type Change =
  | { put: Message }
  | { held: Held }
  | { delete: string }
  | { purge: true }
  | { seen: Message };

/** Who sees a message and when, since `heldAt`. */
export type Held = Pick<
  Message,
  'id' | 'visibleAt' | 'receiveCount' | 'firstReceivedAt' | 'receiptHandle' | 'heldAt'
>;
