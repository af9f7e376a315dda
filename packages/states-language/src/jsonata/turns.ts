// Expressions that run long give way to everything else in the process now and then: without it, one that never ends holds up
// every client until its time is over.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Expression } from 'jsonata';

/** Functions that call themselves, and ranges made from nothing, go on for long whatever they are given. */
const MAKES_ITS_WORK = /function|\u03bb|\.\./;
/** Without filters, calls, orders and wildcards each value is looked at once. */
const LOOKS_ONCE = /^[^([*^]*$/;
/** Values from which on one looked at for each other takes long. */
const MANY_VALUES = 300;

/** Looking at the clock at every step would cost more than the step. */
const STEPS_BETWEEN_LOOKS = 256;

/** Called and waited for by JSONata at each step of an evaluation. */
const STEP = Symbol.for('jsonata.__evaluate_entry');

/** Tells with which values an expression may take so long that others would notice. */
export function longRunTest(text: string): (bindings: object) => boolean {
  if (MAKES_ITS_WORK.test(text)) return () => true;
  if (LOOKS_ONCE.test(text)) return () => false;
  return (bindings) => countUpTo(MANY_VALUES, bindings) === MANY_VALUES;
}

/** The values in a value, or this many. */
function countUpTo(most: number, value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  let count = 1;
  for (const inner of Array.isArray(value) ? value.slice(0, most) : Object.values(value)) {
    if (count >= most) break;
    count += countUpTo(most - count, inner);
  }
  return Math.min(count, most);
}

export interface TurnBounds {
  turnMs: number;
  /** Of one evaluation: some seconds of work, however many others go on meanwhile. */
  mostSteps: number;
}

const BOUNDS: TurnBounds = { turnMs: 25, mostSteps: 10_000_000 };

/** What JSONata hands over at each step: `base` is that of one evaluation. */
export interface Frame {
  base: { stepsTaken?: number };
}

export type Step = (node: unknown, input: unknown, frame: Frame) => Promise<void> | undefined;

/** Has an expression give way, and end with D1012 when it goes on too long, from now on; gives what is called at each step. */
export function takeTurns(expression: Expression, bounds: Partial<TurnBounds> = {}): Step {
  const { turnMs, mostSteps } = { ...BOUNDS, ...bounds };
  let steps = 0;
  let sinceMs = performance.now();
  const step: Step = (_node, _input, { base }) => {
    base.stepsTaken = (base.stepsTaken ?? 0) + 1;
    if (base.stepsTaken > mostSteps)
      throw Object.assign(new Error('it goes on too long'), { code: 'D1012', value: mostSteps });
    if (++steps % STEPS_BETWEEN_LOOKS !== 0 || performance.now() - sinceMs < turnMs) return undefined;
    return nextTurn().then(() => {
      sinceMs = performance.now();
    });
  };
  // Its types know names that are text alone.
  expression.assign(STEP as unknown as string, step);
  return step;
}
