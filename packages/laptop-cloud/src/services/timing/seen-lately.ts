// What was seen within some time, to know it when it comes again.
import type { Clock } from 'states-language';

export interface SeenLately<Value> {
  find(key: string): Value | undefined;
  /** `atMs` is when it was seen: not before those that were remembered earlier. */
  remember(key: string, value: Value, atMs?: number): void;
  /** The clock was put back by so much. */
  putBack(ms: number): void;
  clear(): void;
  /** All that would be known again, in order of being seen. */
  all(): Value[];
}

export function createSeenLately<Value>(clock: Pick<Clock, 'now'>, windowMs: number): SeenLately<Value> {
  // In order of being seen, so that the outdated ones stand in front.
  const seen = new Map<string, { value: Value; atMs: number }>();
  function forgetOutdated(): void {
    for (const [outdated, { atMs }] of seen) {
      if (atMs + windowMs > clock.now()) break;
      seen.delete(outdated);
    }
  }
  return {
    find(key) {
      forgetOutdated();
      return seen.get(key)?.value;
    },
    remember: (key, value, atMs = clock.now()) => void seen.set(key, { value, atMs }),
    putBack(ms) {
      for (const one of seen.values()) one.atMs -= ms;
    },
    clear: () => seen.clear(),
    all() {
      forgetOutdated();
      return [...seen.values()].map(({ value }) => value);
    },
  };
}
