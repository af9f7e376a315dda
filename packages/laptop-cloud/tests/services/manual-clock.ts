// A clock that stands still until a test moves it.
import type { Clock } from 'states-language';

export interface ManualClock extends Clock {
  /** Moves time on and wakes everyone whose sleep is over. */
  advance(ms: number): void;
  /** How many are asleep with an end in sight: timers that a real clock would keep. */
  timers(): number;
}

export function manualClock(start = 1_700_000_000_000): ManualClock {
  let now = start;
  const sleepers = new Set<{ until: number; wake: () => void }>();
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const leave = () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', abort);
        };
        const abort = () => {
          leave();
          reject(signal?.reason);
        };
        const wake = () => {
          leave();
          resolve();
        };
        const sleeper = { until: now + ms, wake };
        if (signal?.aborted) return reject(signal.reason);
        if (ms <= 0) return resolve();
        sleepers.add(sleeper);
        signal?.addEventListener('abort', abort);
      }),
    advance(ms) {
      now += ms;
      for (const sleeper of [...sleepers]) if (sleeper.until <= now) sleeper.wake();
    },
    timers: () => [...sleepers].filter(({ until }) => Number.isFinite(until)).length,
  };
}

/** Lets everything that is ready to run, run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
