// Metric math as alarms use it, reckoned for one period at a time: numbers, metrics by their id, + - * /, comparisons, parentheses,
// FILL, IF, and MAX, MIN, SUM, AVG of a list. Everything else is refused by name.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html

/** A value of the period; undefined where there is none. */
type Value = number | undefined;
/** The value of an expression, given that of each metric it names. */
export type MathExpression = (value: (id: string) => Value) => Value;

export class MathError extends Error {
  override readonly name = 'MathError';
}

/** Throws a MathError that names what the laptop does not reckon. */
export function parseMath(text: string): MathExpression {
  const tokens = text.match(/\s+|[A-Za-z_]\w*|\d+(?:\.\d+)?|[<>=!]=|[-+*/<>()[\],]|./gs) ?? [];
  const rest = tokens.filter((token) => token.trim() !== '');
  const expression = comparison(rest);
  if (rest.length > 0) throw new MathError(`"${rest[0]}" in "${text}"`);
  return expression;
}

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};
const SUMS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
};
const PRODUCTS: Readonly<Record<string, (a: number, b: number) => Value>> = {
  '*': (a, b) => a * b,
  // Where it divides by nothing there is no value.
  '/': (a, b) => (b === 0 ? undefined : a / b),
};
const LISTS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  MAX: (values) => Math.max(...values),
  MIN: (values) => Math.min(...values),
  SUM: (values) => values.reduce((total, value) => total + value, 0),
  AVG: (values) => values.reduce((total, value) => total + value, 0) / values.length,
};

const comparison = (rest: string[]): MathExpression =>
  leftToRight(
    rest,
    sums,
    mapped(COMPARISONS, (holds) => (holds ? 1 : 0)),
  );
const sums = (rest: string[]): MathExpression => leftToRight(rest, products, SUMS);
const products = (rest: string[]): MathExpression => leftToRight(rest, single, PRODUCTS);

function leftToRight(
  rest: string[],
  part: (rest: string[]) => MathExpression,
  operators: Readonly<Record<string, (a: number, b: number) => Value>>,
): MathExpression {
  let left = part(rest);
  while (Object.hasOwn(operators, rest[0] ?? '')) {
    const operate = operators[rest.shift()!]!;
    const [first, second] = [left, part(rest)];
    left = (value) => {
      const [a, b] = [first(value), second(value)];
      return a === undefined || b === undefined ? undefined : operate(a, b);
    };
  }
  return left;
}

function single(rest: string[]): MathExpression {
  const token = rest.shift();
  if (token === undefined) throw new MathError('"its end" where a value should stand');
  if (token === '(') return closed(rest, ')', comparison(rest));
  if (/^\d/.test(token)) return () => Number(token);
  if (!/^[A-Za-z_]/.test(token)) throw new MathError(`"${token}" where a value should stand`);
  if (rest[0] !== '(') return (value) => value(token);
  rest.shift();
  return closed(rest, ')', call(token, rest));
}

function call(name: string, rest: string[]): MathExpression {
  if (Object.hasOwn(LISTS, name)) {
    const parts = rest[0] === '[' ? listOf(rest) : [comparison(rest)];
    return (value) => {
      const values = parts.flatMap((part) => part(value) ?? []);
      return values.length === 0 ? undefined : LISTS[name]!(values);
    };
  }
  if (name === 'FILL') {
    const [metric, , filling] = [comparison(rest), comma(rest), comparison(rest)];
    return (value) => metric(value) ?? filling(value);
  }
  if (name === 'IF') {
    const condition = comparison(rest);
    comma(rest);
    const then = comparison(rest);
    const otherwise = rest[0] === ',' ? [comma(rest), comparison(rest)][1] : undefined;
    return (value) => {
      const holds = condition(value);
      return holds === undefined ? undefined : (holds !== 0 ? then : otherwise)?.(value);
    };
  }
  throw new MathError(`the function ${name}`);
}

function listOf(rest: string[]): MathExpression[] {
  rest.shift();
  const parts = [comparison(rest)];
  while (rest[0] === ',') {
    rest.shift();
    parts.push(comparison(rest));
  }
  return closed(rest, ']', parts);
}

function closed<Part>(rest: string[], end: string, part: Part): Part {
  const token = rest.shift();
  if (token !== end) throw new MathError(`"${token ?? 'its end'}" where "${end}" should stand`);
  return part;
}

function comma(rest: string[]): undefined {
  return closed(rest, ',', undefined);
}

function mapped<From>(
  operators: Readonly<Record<string, (a: number, b: number) => From>>,
  to: (value: From) => number,
): Record<string, (a: number, b: number) => number> {
  return Object.fromEntries(
    Object.entries(operators).map(([name, operate]) => [name, (a, b) => to(operate(a, b))]),
  );
}
