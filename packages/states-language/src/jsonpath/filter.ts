// Filters of JSONPath: `[?(@.price < 10 && @.name =~ /a.*/i)]`, compared as Jayway's JsonPath compares.
import { isDeepStrictEqual } from 'node:util';
import { RegExpTimeoutError } from '../bounded-regexp.ts';
import { runtimeFailure } from '../failure.ts';
import { PathNotFoundError, readAny } from './evaluate.ts';
import type { Operand, Test } from './parse.ts';
import type { Reading } from './reading.ts';

/** What a path in a filter gives when it finds nothing. */
const NOTHING = Symbol('nothing');

/** Whether one node passes a filter. */
export function passes(test: Test, node: unknown, reading: Reading): boolean {
  switch (test.kind) {
    case 'or':
      return test.tests.some((one) => passes(one, node, reading));
    case 'and':
      return test.tests.every((one) => passes(one, node, reading));
    case 'not':
      return !passes(test.test, node, reading);
    case 'exists':
      return readOperand(test.operand, node, reading) !== NOTHING;
    case 'compare': {
      const { left, right } = test;
      const compare = () =>
        COMPARE[test.operator]!(readOperand(left, node, reading), readOperand(right, node, reading), reading);
      return isFixed(left) && isFixed(right) ? reading.once(test, compare) : compare();
    }
  }
}

/** The value of one side of a comparison, or of an argument of a path function. */
export function readOperand(operand: Operand, node: unknown, reading: Reading): unknown {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'pattern') return operand.pattern;
  const read = (start: unknown) => {
    try {
      return readAny(operand.tokens, start, reading);
    } catch (error) {
      if (error instanceof PathNotFoundError) return NOTHING;
      throw error;
    }
  };
  return operand.fromRoot ? reading.once(operand, () => read(reading.root)) : read(node);
}

/** The same whatever the node is. */
function isFixed(operand: Operand): boolean {
  return operand.kind !== 'path' || operand.fromRoot;
}

type Compare = (left: unknown, right: unknown, reading: Reading) => boolean;

/** Numbers and the strings that hold them are equal; everything else by structure. */
const equal = (left: unknown, right: unknown): boolean => {
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

/** Longer lists are looked through once. */
const LONG_LIST = 16;

const has: Compare = (list, value, reading) => {
  if (!Array.isArray(list) || value === NOTHING) return false;
  return list.length < LONG_LIST
    ? list.some((item) => equal(item, value))
    : reading.membersOf(list).has(value);
};

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
  in: (left, right, reading) => has(right, left, reading),
  nin: (left, right, reading) => !has(right, left, reading),
  contains: (left, right, reading) =>
    typeof left === 'string' && typeof right === 'string' ? left.includes(right) : has(left, right, reading),
  all: (left, right, reading) => Array.isArray(right) && right.every((item) => has(left, item, reading)),
  size: (left, right) => (typeof left === 'string' || Array.isArray(left)) && left.length === right,
  empty: (left, right) =>
    (typeof left === 'string' || Array.isArray(left)) && (left.length === 0) === (right === true),
  subsetof: (left, right, reading) => Array.isArray(left) && left.every((item) => has(right, item, reading)),
  anyof: (left, right, reading) => Array.isArray(left) && left.some((item) => has(right, item, reading)),
  noneof: (left, right, reading) => Array.isArray(left) && !left.some((item) => has(right, item, reading)),
  type: (left, right) => (Array.isArray(left) ? 'array' : left === null ? 'null' : typeof left) === right,
};
