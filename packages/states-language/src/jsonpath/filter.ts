// Filters of JSONPath: `[?(@.price < 10 && @.name =~ /a.*/i)]`, compared as Jayway's JsonPath compares.
import { isDeepStrictEqual } from 'node:util';
import { RegExpTimeoutError } from '../bounded-regexp.ts';
import { runtimeFailure } from '../failure.ts';
import { PathNotFoundError, readAny } from './evaluate.ts';
import type { Operand, Test } from './parse.ts';

/** What a path in a filter gives when it finds nothing. */
const NOTHING = Symbol('nothing');

/** Whether one node passes a filter. */
export function passes(test: Test, node: unknown, root: unknown): boolean {
  switch (test.kind) {
    case 'or':
      return test.tests.some((one) => passes(one, node, root));
    case 'and':
      return test.tests.every((one) => passes(one, node, root));
    case 'not':
      return !passes(test.test, node, root);
    case 'exists':
      return readOperand(test.operand, node, root) !== NOTHING;
    case 'compare': {
      const compare = COMPARE[test.operator]!;
      return compare(readOperand(test.left, node, root), readOperand(test.right, node, root));
    }
  }
}

/** The value of one side of a comparison, or of an argument of a path function. */
export function readOperand(operand: Operand, node: unknown, root: unknown): unknown {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'pattern') return operand.pattern;
  try {
    return readAny(operand.tokens, operand.fromRoot ? root : node);
  } catch (error) {
    if (error instanceof PathNotFoundError) return NOTHING;
    throw error;
  }
}

type Compare = (left: unknown, right: unknown) => boolean;

/** Numbers and the strings that hold them are equal; everything else by structure. */
const equal: Compare = (left, right) => {
  if (left === NOTHING || right === NOTHING) return left === right;
  const [a, b] = [typeof left, typeof right];
  if ((a === 'number' && b === 'string') || (a === 'string' && b === 'number'))
    return Number(left) === Number(right);
  return isDeepStrictEqual(left, right);
};

function ordered(decide: (order: number) => boolean): Compare {
  return (left, right) => {
    if (typeof left === 'string' && typeof right === 'string')
      return decide(left < right ? -1 : left > right ? 1 : 0);
    if (typeof left === 'number' || typeof right === 'number') {
      const difference = asNumber(left) - asNumber(right);
      return !Number.isNaN(difference) && decide(difference);
    }
    return false;
  };
}

function asNumber(value: unknown): number {
  return typeof value === 'number' || (typeof value === 'string' && value !== '')
    ? Number(value)
    : Number.NaN;
}

const has: Compare = (list, value) => Array.isArray(list) && list.some((item) => equal(item, value));

function matches(text: string, expression: RegExp): boolean {
  try {
    return expression.test(text);
  } catch (error) {
    if (!(error instanceof RegExpTimeoutError)) throw error;
    throw runtimeFailure(`The regular expression /${expression.source}/ takes too long.`);
  }
}

const COMPARE: Readonly<Record<string, Compare>> = {
  '==': equal,
  '!=': (left, right) => !equal(left, right),
  '<>': (left, right) => !equal(left, right),
  '===': (left, right) => typeof left === typeof right && equal(left, right),
  '!==': (left, right) => typeof left !== typeof right || !equal(left, right),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  '=~': (left, right) => right instanceof RegExp && typeof left === 'string' && matches(left, right),
  in: (left, right) => has(right, left),
  nin: (left, right) => !has(right, left),
  contains: (left, right) =>
    typeof left === 'string' && typeof right === 'string' ? left.includes(right) : has(left, right),
  all: (left, right) => Array.isArray(right) && right.every((item) => has(left, item)),
  size: (left, right) => (typeof left === 'string' || Array.isArray(left)) && left.length === right,
  empty: (left, right) =>
    (typeof left === 'string' || Array.isArray(left)) && (left.length === 0) === (right === true),
  subsetof: (left, right) => Array.isArray(left) && left.every((item) => has(right, item)),
  anyof: (left, right) => Array.isArray(left) && left.some((item) => has(right, item)),
  noneof: (left, right) => Array.isArray(left) && !left.some((item) => has(right, item)),
  type: (left, right) => (Array.isArray(left) ? 'array' : left === null ? 'null' : typeof left) === right,
};
