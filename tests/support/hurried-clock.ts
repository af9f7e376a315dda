// Waits that pass twenty times as fast: what is tried again is tried again soon. How long each wait should be is tested in virtual
// time, in tests/statemachine. Deadlines stay what they are, as the work they bound takes its real time.

import { realClock } from '../../packages/states-language/src/clock.ts';
import type { Clock } from '../../packages/states-language/src/host.ts';

const HURRY = 20;

export function hurriedClock(): Clock {
  const real = realClock();
  return { ...real, sleep: (ms, signal) => real.sleep(ms / HURRY, signal), deadline: real.sleep };
}
