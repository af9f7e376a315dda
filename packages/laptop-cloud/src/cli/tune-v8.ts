// How V8 compiles and keeps what a laptop runs: requests that are short and much alike, thousands of them.
import { setFlagsFromString } from 'node:v8';

/** Whatever the command. */
export function tuneV8(): void {
  // A request passes code that ran a few times before; V8 would begin to watch what to compile well after hundreds.
  setFlagsFromString('--no-lazy-feedback-allocation');
  // What a few collections found alive, as much is while it warms up, would be made among the old objects from then on. What requests
  // make dies young; from there it goes only with the whole heap, and with it all that it refers to.
  setFlagsFromString('--no-allocation-site-pretenuring');
}

/** By itself V8 waits for 3000. */
const CALLS = 1000;

/**
 * For who has started and answers requests: what one of them calls once is compiled as well as it can be after some four thousand of
 * them, not fourteen, and takes two thirds of the time from then on. That costs another thread 0.3 s, once; at a start, whose code is
 * done when it would be compiled, a tenth of a second for nothing.
 */
export function compileSooner(): void {
  setFlagsFromString(`--invocation-count-for-turbofan=${CALLS}`);
}
