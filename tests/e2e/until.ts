// Waits of the suites: what does not come is told with what was seen instead, before Jest ends the test without a word.

import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';

/** Below the time limit of any test that waits. */
const WITHIN_MS = 55_000;

/** Looks again and again until what it sees is as wanted, and gives that. Throws after 55 s, with what was seen last. */
export async function until<Seen>(
  look: () => Seen | Promise<Seen>,
  isWanted: (seen: Seen) => boolean,
  wanted: string,
): Promise<Seen> {
  const untilMs = performance.now() + WITHIN_MS;
  for (;;) {
    const seen = await look();
    if (isWanted(seen)) return seen;
    if (performance.now() > untilMs)
      throw new Error(
        `${wanted}: not within ${WITHIN_MS / 1000} s. Seen last: ${inspect(seen, { depth: 4 })}`,
      );
    await pause(50);
  }
}
