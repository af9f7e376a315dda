// One timer for each schedule and each rule with one: sleeps until it is due, tells so, and sleeps again.
import type { Clock } from 'states-language';
import { pause } from '../pause.ts';
import type { Timing } from './timing.ts';

export interface Timed {
  /** What it is known by. */
  arn: string;
  timing: Timing;
  anchorMs: number;
  /** Only what is due later counts. */
  fromMs: number;
  /** How much later than due it may be told. */
  windowMs: number;
  /** Not waited for: the next one may be due before this one is through its retries. */
  due(scheduledMs: number): void;
  /** Nothing of it is due any more. */
  ended?(): void;
}

export interface TimersOptions {
  clock: Clock;
  /** From 0 to 1, where in its window an invocation falls. */
  random(): number;
}

export interface Timers {
  /** Starts or starts over. */
  arm(timed: Timed): void;
  disarm(arn: string): void;
  close(): Promise<void>;
}

/** Schedules are due to the minute: what is late by less is not missed. */
export const PRECISION_MS = 60_000;

export function createTimers({ clock, random }: TimersOptions): Timers {
  const running = new Map<string, { stop: AbortController; done: Promise<void> }>();

  async function run(timed: Timed, signal: AbortSignal): Promise<void> {
    const { timing, anchorMs, windowMs } = timed;
    let seenMs = timed.fromMs;
    for (;;) {
      const next = timing.next(seenMs, anchorMs);
      if (next === undefined) break;
      const at = next + Math.floor(random() * windowMs);
      do {
        await pause(clock, at - clock.now(), signal);
        if (signal.aborted) return;
        // A clock that was put back meanwhile has it before it again.
      } while (clock.now() < at);
      timed.due(next);
      // A laptop that has slept through several tells of one.
      seenMs = Math.max(next, clock.now() - windowMs - PRECISION_MS);
    }
    running.delete(timed.arn);
    timed.ended?.();
  }

  function disarm(arn: string): void {
    running.get(arn)?.stop.abort();
    running.delete(arn);
  }

  return {
    arm(timed) {
      disarm(timed.arn);
      const stop = new AbortController();
      const entry = { stop, done: Promise.resolve() };
      running.set(timed.arn, entry);
      entry.done = Promise.resolve().then(() => run(timed, stop.signal));
    },
    disarm,
    async close() {
      const all = [...running.values()];
      running.clear();
      for (const { stop } of all) stop.abort();
      await Promise.all(all.map(({ done }) => done));
    },
  };
}
