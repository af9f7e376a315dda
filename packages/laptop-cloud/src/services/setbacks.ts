// A machine's clock that is put back: what was to last half a minute is not to last an hour and half a minute.
import type { Clock } from 'states-language';

/** Less is not worth a look at all that waits. */
const LEAST_MS = 1_000;

/** Gives by how much the clock was put back since it was asked before; 0 where it goes as it should. */
export function watchSetbacks(clock: Pick<Clock, 'now'>): () => number {
  let latestMs = clock.now();
  return () => {
    const nowMs = clock.now();
    const backMs = latestMs - nowMs;
    latestMs = nowMs;
    return backMs >= LEAST_MS ? backMs : 0;
  };
}

/** A time that lies so far ahead of the moment in which it was set, moved to as far ahead of now if that moment has not come yet. */
export function seenFrom(nowMs: number, timeMs: number, setMs: number): number {
  return setMs > nowMs ? timeMs - (setMs - nowMs) : timeMs;
}
