// Regular expressions of definitions: whoever writes one may not know how long it goes back and forth over an unlucky text, and
// everybody else in the process would wait for it.
import { createContext, Script } from 'node:vm';

/** For all expressions together, before the process does something else. */
export const REGEXP_BOUND = { ms: 500 };
/** Steps that are not worth a watch over them. */
const FEW_STEPS = 1e7;

/** An expression has gone on for too long. With the code of JSONata for what does. */
export class RegExpTimeoutError extends Error {
  override readonly name = 'RegExpTimeoutError';
  readonly code = 'D1012';
}

/** The same expression, which throws RegExpTimeoutError where it would hold up everybody. */
export class BoundedRegExp extends RegExp {
  readonly #isBounded: boolean;
  /** Of the length of a text; at most so many steps for each of its letters to that power. */
  readonly #power: number;

  constructor(expression: RegExp) {
    super(expression);
    const { isBounded, power } = traitsOf(expression);
    this.#isBounded = isBounded;
    this.#power = power;
  }

  override exec(text: string): RegExpExecArray | null {
    if (this.#isBounded || text.length ** this.#power <= FEW_STEPS) return super.exec(text);
    return inTime(() => super.exec(text));
  }
}

interface Traits {
  isBounded: boolean;
  power: number;
}

const known = new WeakMap<RegExp, Traits>();

function traitsOf(expression: RegExp): Traits {
  const found = known.get(expression);
  if (found) return found;
  const traits = { isBounded: isLinear(expression), power: powerOf(expression.source) };
  known.set(expression, traits);
  return traits;
}

/** Where V8 has its linear engine, it goes over to that by itself, for what that can run: it is asked by this flag. */
function isLinear({ source, flags }: RegExp): boolean {
  try {
    new RegExp(source, `${flags}l`);
    return true;
  } catch {
    return false;
  }
}

/** One for where a match begins and one for each repetition; none is enough for a group that is repeated, or refers to one. */
function powerOf(source: string): number {
  const plain = source.replace(/\\[^1-9k]/g, 'x').replace(/\[(?:\\.|[^\]\\])*\]/g, 'x');
  if (/\\|\)[*+?{]|\(\?(?!:)/.test(plain)) return Number.POSITIVE_INFINITY;
  return 1 + (plain.match(/[*+{]|\w\?/g)?.length ?? 0);
}

const script = new Script('run()');
let context: { run?: () => unknown } | undefined;
let spentMs = 0;

/** The watch of `vm` ends a call of V8 itself, which no clock of ours could. */
function inTime<Result>(run: () => Result): Result {
  if (spentMs === 0) setImmediate(() => (spentMs = 0));
  const leftMs = Math.floor(REGEXP_BOUND.ms - spentMs);
  if (leftMs < 1) throw new RegExpTimeoutError('no time is left for regular expressions');
  context ??= createContext({}) as { run?: () => unknown };
  context.run = run;
  const sinceMs = performance.now();
  try {
    return script.runInContext(context, { timeout: leftMs }) as Result;
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw cause;
    throw new RegExpTimeoutError('a regular expression takes too long', { cause });
  } finally {
    spentMs += Math.max(1, performance.now() - sinceMs);
    delete context.run;
  }
}
