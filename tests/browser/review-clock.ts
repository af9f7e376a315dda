// The machine's clock, on which three days of waiting for a person can be over at once.

import { realClock } from '../../packages/states-language/src/clock.ts';
import type { Clock } from '../../packages/states-language/src/host.ts';

export interface ReviewClock {
  clock: Clock;
  /** Ends every deadline of an hour and more that somebody waits for now. */
  expireReviews(): void;
}

/** No work has a deadline as long as that: only questions to people, and whole executions. */
const HOUR_MS = 3_600_000;
/** That of an execution as a whole is none of a person. */
const WEEK_MS = 7 * 24 * HOUR_MS;

export function reviewClock(): ReviewClock {
  const real = realClock();
  const waiting = new Set<() => void>();
  const deadline = (ms: number, signal?: AbortSignal): Promise<void> => {
    if (ms < HOUR_MS || ms >= WEEK_MS) return real.sleep(ms, signal);
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.add(resolve);
    return Promise.race([promise, real.sleep(ms, signal)]).finally(() => waiting.delete(resolve));
  };
  return {
    clock: { ...real, deadline },
    expireReviews() {
      for (const expire of waiting) expire();
    },
  };
}
