// The hidden messages of a queue, the one that shows itself first on top.
import type { Message } from './message.ts';

interface Entry {
  visibleAt: number;
  /** Of two that show themselves at once the one that was hidden first comes first. */
  hiddenAs: number;
  message: Message;
}

export interface VisibilityHeap {
  add(message: Message): void;
  /** Takes out all that are visible at `now`. */
  takeDue(now: number): Message[];
  /** When the next message shows itself; undefined when none is hidden. */
  nextAt(): number | undefined;
  clear(): void;
}

/**
 * A binary heap that is never searched: an entry is obsolete, and skipped, once `isHidden` denies it or its message
 * carries another time (then that time has an entry of its own).
 */
export function createVisibilityHeap(isHidden: (message: Message) => boolean): VisibilityHeap {
  const entries: Entry[] = [];
  let hidden = 0;
  const isObsolete = ({ visibleAt, message }: Entry) => message.visibleAt !== visibleAt || !isHidden(message);

  function swap(a: number, b: number): void {
    [entries[a], entries[b]] = [entries[b]!, entries[a]!];
  }

  function isEarlier(a: number, b: number): boolean {
    const [one, other] = [entries[a]!, entries[b]!];
    return one.visibleAt === other.visibleAt
      ? one.hiddenAs < other.hiddenAs
      : one.visibleAt < other.visibleAt;
  }

  function pop(): Entry {
    swap(0, entries.length - 1);
    const top = entries.pop()!;
    let at = 0;
    for (;;) {
      let earliest = at;
      for (const below of [2 * at + 1, 2 * at + 2]) {
        if (below < entries.length && isEarlier(below, earliest)) earliest = below;
      }
      if (earliest === at) return top;
      swap(at, earliest);
      at = earliest;
    }
  }

  return {
    add(message) {
      entries.push({ visibleAt: message.visibleAt, hiddenAs: hidden++, message });
      let at = entries.length - 1;
      while (at > 0) {
        const above = (at - 1) >> 1;
        if (!isEarlier(at, above)) return;
        swap(at, above);
        at = above;
      }
    },
    takeDue(now) {
      const due: Message[] = [];
      while (entries[0] && entries[0].visibleAt <= now) {
        const entry = pop();
        if (!isObsolete(entry)) due.push(entry.message);
      }
      return due;
    },
    nextAt() {
      while (entries[0] && isObsolete(entries[0])) pop();
      return entries[0]?.visibleAt;
    },
    clear: () => void entries.splice(0),
  };
}
