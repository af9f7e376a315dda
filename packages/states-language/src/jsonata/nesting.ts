// How deep an evaluation is. The bound of JSONata itself counts what is evaluated side by side as if it were nested: the sixty members
// of an object, or the keys of a group. So where that says that it is too deep, it is counted again like this.
import type { Expression } from 'jsonata';
import type { Frame, Step } from './turns.ts';

const ENTRY = Symbol.for('jsonata.__evaluate_entry');
const EXIT = Symbol.for('jsonata.__evaluate_exit');

/** Side by side or nested: what is beside the first of a list or an object is not counted as deep, as it is not on AWS. */
const MOST_OPEN = 150_000;

interface NestedFrame extends Frame {
  isParallelCall?: boolean;
}

/** Has an expression, which is evaluated once, fail with D1011 where it is nested deeper; `step` is called at each step. */
export function boundNesting(expression: Expression, most: number, step: Step = () => undefined): void {
  let depth = 0;
  let open = 0;
  const enter = (node: unknown, input: unknown, frame: NestedFrame) => {
    const { isParallelCall } = frame;
    if (++open > MOST_OPEN || (!isParallelCall && ++depth > most))
      throw Object.assign(new Error('nested too deeply'), { code: 'D1011', value: most });
    return step(node, input, frame);
  };
  const leave = (_node: unknown, _input: unknown, { isParallelCall }: NestedFrame) => {
    open--;
    if (!isParallelCall) depth--;
  };
  // Its types know names that are text alone.
  expression.assign(ENTRY as unknown as string, enter);
  expression.assign(EXIT as unknown as string, leave);
}
