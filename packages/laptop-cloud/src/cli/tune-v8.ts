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
/** For its quicker compiler by itself 400, and 500 more whenever it has seen something new of a function. */
const CALLS_FOR_QUICK = 100;

/**
 * For who has started and answers requests: what one of them calls once is compiled as well as it can be after some four thousand of
 * them, not fourteen, and takes two thirds of the time from then on. That costs another thread 0.3 s, once; at a start, whose code is
 * done when it would be compiled, a tenth of a second for nothing. What is called once or twice for a whole photo is compiled quickly
 * well before: the main process took 6 % less for each of 300, 400 and 1,000 photos.
 */
export function compileSooner(): void {
  setFlagsFromString(`--invocation-count-for-turbofan=${CALLS}`);
  setFlagsFromString(`--invocation-count-for-maglev=${CALLS_FOR_QUICK}`);
  setFlagsFromString(`--minimum-invocations-after-ic-update=${CALLS_FOR_QUICK}`);
}
