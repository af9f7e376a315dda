// Expressions that run long give way to everything else in the process now and then: without it, one that never ends holds up
// every client until its time is over.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Expression } from 'jsonata';

/** Only these go on for long: functions that call themselves, and ranges made from nothing. */
const MAY_RUN_LONG = /function|\u03bb|\.\./;

const TURN_MS = 25;
/** Looking at the clock at every step would cost more than the step. */
const STEPS_BETWEEN_LOOKS = 256;

/** Called and waited for by JSONata at each step of an evaluation. */
const STEP = Symbol.for('jsonata.__evaluate_entry');

/** Has an expression give way, if it may run long at all: by what is called at each step. */
export function takeTurns(
  expression: Expression,
  text: string,
  turnMs = TURN_MS,
): (() => Promise<void> | undefined) | undefined {
  if (!MAY_RUN_LONG.test(text)) return undefined;
  let steps = 0;
  let sinceMs = performance.now();
  const step = (): Promise<void> | undefined => {
    if (++steps % STEPS_BETWEEN_LOOKS !== 0 || performance.now() - sinceMs < turnMs) return undefined;
    return nextTurn().then(() => {
      sinceMs = performance.now();
    });
  };
  // Its types know names that are text alone.
  expression.assign(STEP as unknown as string, step);
  return step;
}
