// The messages of a FIFO queue by their groups, in order of arrival. While one is held or delayed, those behind it wait.
import type { Message } from './message.ts';

export interface MessageGroups {
  add(message: Message): void;
  delete(message: Message): void;
  clear(): void;
  /** What may be received: as many of one group as there are, before the next group's turn. `arrived` is in order of arrival. */
  candidates(arrived: Iterable<Message>, isVisible: (message: Message) => boolean): Iterable<Message>;
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
    *candidates(arrived, isVisible) {
      const seen = new Set<string | undefined>();
      for (const { groupId } of arrived) {
        if (seen.has(groupId)) continue;
        seen.add(groupId);
        for (const message of groups.get(groupId)?.values() ?? []) {
          if (!isVisible(message)) break;
          yield message;
        }
      }
    },
  };
}
