// The messages of a FIFO queue by their groups, in order of arrival. While one is held or delayed, those behind it wait.
import type { Message } from './message.ts';

export interface MessageGroups {
  add(message: Message): void;
  delete(message: Message): void;
  clear(): void;
  /**
   * What may be received: as many of one group as there are, before the next group's turn, which comes as its first message was seen.
   * `shown` are those that can be seen, in the order in which they came to be.
   */
  candidates(shown: Iterable<Message>, isVisible: (message: Message) => boolean): Iterable<Message>;
}

/** Source: SQS Developer Guide, "FIFO queue delivery logic". */
export function createMessageGroups(): MessageGroups {
  const groups = new Map<string | undefined, Map<string, Message>>();

  return {
    add(message) {
      const group = groups.get(message.groupId) ?? new Map<string, Message>();
      groups.set(message.groupId, group.set(message.id, message));
    },
    delete({ groupId, id }) {
      const group = groups.get(groupId);
      group?.delete(id);
      if (group?.size === 0) groups.delete(groupId);
    },
    clear: () => groups.clear(),
    *candidates(shown, isVisible) {
      const seen = new Set<string | undefined>();
      for (const { groupId, id } of shown) {
        const group = groups.get(groupId);
        // Behind one that is held all wait; what is behind one that can be seen comes with it.
        if (seen.has(groupId) || group?.keys().next().value !== id) continue;
        seen.add(groupId);
        for (const message of group.values()) {
          if (!isVisible(message)) break;
          yield message;
        }
      }
    },
  };
}
