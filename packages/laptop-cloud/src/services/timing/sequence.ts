// Numbers of messages where order counts: twenty digits, each greater than those before. They follow the clock, so that they grow on
// after a restart, whatever is left of what had the earlier ones.
import { randomInt } from 'node:crypto';
import type { Clock } from 'states-language';

const FIRST_NUMBER = 10n ** 19n;
const NUMBERS_A_MS = 100_000n;

export interface Sequence {
  next(): string;
  /** One that an earlier process has given: what is next is greater, also when the clock was put back. */
  comesAfter(earlier: string | undefined): void;
}

export function createSequence(clock: Pick<Clock, 'now'>): Sequence {
  let last = 0n;
  // Those of a topic are not those of its queues, though both begin at the same time.
  const first = FIRST_NUMBER + BigInt(randomInt(Number(NUMBERS_A_MS)));
  return {
    next() {
      const now = first + BigInt(Math.floor(clock.now())) * NUMBERS_A_MS;
      last = now > last ? now : last + 1n;
      return String(last);
    },
    comesAfter(earlier = '0') {
      const number = BigInt(earlier);
      if (number > last) last = number;
    },
  };
}
