// A service that takes so many calls a second and turns the rest away, and the SDK in front of it that tries again.

import type { Clock } from 'states-language';

export interface Quota {
  /** Whether one more call is let in now. */
  take(): boolean;
  /** Calls let in and throttled so far. */
  counts(): { taken: number; throttled: number };
}

/** A bucket of one second's calls that fills steadily: bursts of that size pass. */
export function createQuota(callsPerSecond: number, now: () => number): Quota {
  let tokens = callsPerSecond;
  let filledAt = now();
  const counts = { taken: 0, throttled: 0 };
  return {
    take() {
      const at = now();
      tokens = Math.min(callsPerSecond, tokens + ((at - filledAt) / 1000) * callsPerSecond);
      filledAt = at;
      if (tokens < 1) {
        counts.throttled += 1;
        return false;
      }
      tokens -= 1;
      counts.taken += 1;
      return true;
    },
    counts: () => ({ ...counts }),
  };
}

/** The SDK's standard mode: three attempts, after a throttle up to half a second apart, then up to one. */
const SDK_ATTEMPTS = 3;
const THROTTLED_BASE_MS = 500;

/** True when one of the SDK's attempts was let in. Takes the time that they take. */
export async function callThroughSdk(
  quota: Quota,
  { clock, random, takesMs }: { clock: Clock; random: () => number; takesMs: number },
): Promise<boolean> {
  for (let attempt = 0; attempt < SDK_ATTEMPTS; attempt++) {
    if (quota.take()) {
      await clock.sleep(takesMs);
      return true;
    }
    if (attempt + 1 < SDK_ATTEMPTS) await clock.sleep(random() * THROTTLED_BASE_MS * 2 ** attempt);
  }
  return false;
}
