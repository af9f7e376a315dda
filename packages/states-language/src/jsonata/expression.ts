// JSONata expressions: compiled once, evaluated with the state's data, results made plain JSON.
import { randomUUID } from 'node:crypto';
import type { Expression, Focus } from 'jsonata';
import { queryFailure } from '../failure.ts';
import { beyondEngine, EXPRESSION_TOO_DEEP, isStackOverflow } from './engine-limits.ts';
import { InternalError, MAX_ELEMENTS, STATES_FUNCTIONS, TOO_LARGE } from './functions.ts';
import { compile } from './library.ts';
import { boundNesting } from './nesting.ts';
import { longRunTest, takeTurns } from './turns.ts';

/** The expression is not JSONata. */
export class JsonataSyntaxError extends Error {
  override readonly name = 'JsonataSyntaxError';
}

/** How far AWS lets an expression go: the depth of its evaluation, and the elements of one sequence. */
const BOUNDS = { stack: 100, sequence: MAX_ELEMENTS };
/** Of one that gives way to nobody, and of the order-by operator, whose steps take memory by the square; others are counted (turns.ts). */
const IN_TIME = { ...BOUNDS, timeout: 5_000 };
const ORDERS = /\^\s*\(/;

/** Without calls, ranges, filters and wildcards, and too short to nest deeply: spared the dear watch over its bounds. */
const CANNOT_GO_FAR = /^[^([*]{0,80}$/;

/** What AWS says of an expression that goes too far, by the code of JSONata. */
const TOO_FAR: Readonly<Record<string, string>> = {
  D1011:
    'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.',
  D1012: 'Expression evaluation timeout: Check for infinite loop',
  D2015: TOO_LARGE,
};

/** The name of the clock among the bindings; the space keeps it out of reach of expressions. */
const CLOCK = 'states clock';

export interface Bindings {
  readonly [name: string]: unknown;
}

export interface CompiledExpression {
  /** Without the braces. */
  readonly text: string;
  /** Gives plain JSON. Throws States.QueryEvaluationError naming the field, also when the result is nothing. */
  evaluate(bindings: Bindings, now: number): Promise<unknown>;
}

/** The expression inside `{% %}`, or undefined when the text is no expression. */
export function expressionIn(text: unknown): string | undefined {
  if (typeof text !== 'string' || !text.startsWith('{%') || !text.endsWith('%}') || text.length < 4)
    return undefined;
  return text.slice(2, -2).trim();
}

/** Compiles the text between the braces; `field` names its place, as in `Output/name`. Throws JsonataSyntaxError. */
export function compileExpression(text: string, field: string): CompiledExpression {
  let expression = parseExpression(text);
  addFunctions(expression);
  const mayRunLong = longRunTest(text);
  let givesWay = false;
  const failure = (whatFailed: string) => queryFailure(text, field, whatFailed);
  return {
    text,
    evaluate: async (bindings, at) => {
      if (!givesWay && mayRunLong(bindings)) {
        expression = compile(text, boundsOf(text));
        takeTurns(expression);
        addFunctions(expression);
        givesWay = true;
      }
      let result: unknown;
      try {
        result = await expression.evaluate(undefined, { ...bindings, [CLOCK]: at }).catch((error) => {
          if ((error as { code?: string }).code !== 'D1011') throw error;
          return evaluateCounted(text, { ...bindings, [CLOCK]: at });
        });
      } catch (error) {
        if (error instanceof InternalError)
          throw failure(`threw an internal error during evaluation. ${randomUUID()}`);
        const { code, message } = error as { code?: string; message?: string };
        const beyond = beyondEngine(error) ?? TOO_FAR[code ?? ''];
        const tail = code && !beyond ? `. ${code}: ${message}` : `: ${beyond ?? message}`;
        throw failure(`threw an error during evaluation${tail}`);
      }
      if (result === undefined) throw failure('returned nothing (undefined).');
      try {
        return plain(result, () => {
          throw failure('returned an unsupported result type.');
        });
      } catch (error) {
        const beyond = beyondEngine(error);
        if (beyond === undefined) throw error;
        throw failure(`returned something that cannot be taken on: ${beyond}`);
      }
    },
  };
}

/** The same with a better count of its depth, which is dear. */
function evaluateCounted(text: string, bindings: Bindings): Promise<unknown> {
  const expression = compile(text, { ...boundsOf(text), stack: 0 });
  boundNesting(expression, BOUNDS.stack, takeTurns(expression));
  addFunctions(expression);
  return expression.evaluate(undefined, bindings);
}

/** Of one that gives way to others. */
function boundsOf(text: string): object {
  return ORDERS.test(text) ? IN_TIME : BOUNDS;
}

function addFunctions(expression: Expression): void {
  for (const [name, { call, signature }] of Object.entries(STATES_FUNCTIONS))
    expression.registerFunction(name, call, signature);
  expression.registerFunction('now', now, '<s?s?:s>');
  expression.registerFunction('millis', millis, '<:n>');
}

/** Throws JsonataSyntaxError. */
export function parseExpression(text: string): Expression {
  try {
    return compile(text, CANNOT_GO_FAR.test(text) ? {} : IN_TIME);
  } catch (error) {
    if (isStackOverflow(error)) throw new JsonataSyntaxError(EXPRESSION_TOO_DEEP);
    throw new JsonataSyntaxError((error as { message?: string }).message ?? 'not a JSONata expression');
  }
}

interface DateFunction {
  implementation(this: Focus, ...given: unknown[]): unknown;
}

/** JSONata's own clock is the machine's; here time is the execution's. */
function now(this: Focus, picture?: string, timezone?: string): unknown {
  const fromMillis = this.environment.lookup('fromMillis') as DateFunction;
  return fromMillis.implementation.call(this, this.environment.lookup(CLOCK), picture, timezone);
}

function millis(this: Focus): unknown {
  return this.environment.lookup(CLOCK);
}

/**
 * JSONata marks the sequences it makes and leaves undefined where nothing was found. Gives plain JSON,
 * copying only what is not plain already.
 */
function plain(value: unknown, refuse: () => never): unknown {
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') return refuse();
  // As Jackson writes numbers that JSON has no form for.
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const isMarked = Object.keys(value).length !== value.length || 'sequence' in value;
    const items = value.map((item: unknown) => (item === undefined ? null : plain(item, refuse)));
    return isMarked || items.some((item, at) => item !== value[at]) ? items : value;
  }
  if ('_jsonata_lambda' in value || '_jsonata_function' in value || value instanceof RegExp) return refuse();
  let copy: Record<string, unknown> | undefined;
  for (const [name, inner] of Object.entries(value)) {
    const kept = inner === undefined ? undefined : plain(inner, refuse);
    if (kept === inner && inner !== undefined) continue;
    copy ??= { ...value };
    if (kept === undefined) delete copy[name];
    else copy[name] = kept;
  }
  return copy ?? value;
}
