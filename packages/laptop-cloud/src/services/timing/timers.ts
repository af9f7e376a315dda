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
  /** How long after that it is still worth telling: of those that nobody told, the last is. */
  madeUpForMs: number;
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

// A clock that is put back comes to the same times once more. What is due every hour or more often goes with the new time, as
// its period has passed; what is due more rarely is told once.
const OFTEN_MS = 3_600_000;
const MOST_TOLD = 32;

export function createTimers({ clock, random }: TimersOptions): Timers {
  const running = new Map<string, { stop: AbortController; done: Promise<void> }>();

  async function run(timed: Timed, signal: AbortSignal): Promise<void> {
    const times = createDueTimes(timed, clock);
    for (let next = times.next(); next !== undefined; next = times.next()) {
      const at = next + Math.floor(random() * timed.windowMs);
      do {
        await pause(clock, at - clock.now(), signal);
        if (signal.aborted) return;
        // A clock that was put back meanwhile has it before it again.
      } while (clock.now() < at && !times.isPutBack());
      if (clock.now() >= at) timed.due(times.tell(next));
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

/** When it is due, one time after the other, as the clock goes. */
function createDueTimes({ timing, anchorMs, fromMs, windowMs, madeUpForMs }: Timed, clock: Clock) {
  let seenMs = fromMs;
  const told = [fromMs];
  const after = (ms: number): number | undefined => timing.next(ms, anchorMs);
  const isTold = (ms: number): boolean => told.includes(ms) && (after(ms) ?? Infinity) - ms > OFTEN_MS;

  return {
    isPutBack: () => clock.now() < seenMs,
    next(): number | undefined {
      const now = clock.now();
      seenMs = Math.max(Math.min(seenMs, now), now - windowMs - madeUpForMs);
      let next = after(seenMs);
      while (next !== undefined && isTold(next)) next = after(next);
      return next;
    },
    /** Gives the last of those that nobody told in time, which a laptop that was asleep or off tells of in place of all. */
    tell(due: number): number {
      const missedMs = clock.now() - windowMs - PRECISION_MS;
      let last = due;
      for (let next = after(due); next !== undefined && next <= missedMs; next = after(next)) last = next;
      seenMs = last;
      told.push(last);
      if (told.length > MOST_TOLD) told.shift();
      return last;
    },
  };
}
