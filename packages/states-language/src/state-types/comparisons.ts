// The comparison operators of Choice rules. A value of another type than the operator's never matches.
import { textsInOrder } from '../texts-in-order.ts';
import { parseTimestamp } from '../timestamp.ts';

type Comparison = (value: unknown, operand: unknown) => boolean;

function ordered<T>(
  read: (value: unknown) => T | undefined,
  decide: (value: T, operand: T) => boolean,
): Comparison {
  return (value, operand) => {
    const left = read(value);
    const right = read(operand);
    return left !== undefined && right !== undefined && decide(left, right);
  };
}

const asString = (value: unknown) => (typeof value === 'string' ? value : undefined);
const asNumber = (value: unknown) => (typeof value === 'number' ? value : undefined);
const asBoolean = (value: unknown) => (typeof value === 'boolean' ? value : undefined);

/** By name; each also exists with `Path` at its end, except StringMatches. */
export const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: ordered(asString, (a, b) => a === b),
  StringLessThan: ordered(asString, (a, b) => a < b),
  StringLessThanEquals: ordered(asString, (a, b) => a <= b),
  StringGreaterThan: ordered(asString, (a, b) => a > b),
  StringGreaterThanEquals: ordered(asString, (a, b) => a >= b),
  StringMatches: ordered(asString, (text, wanted) => wildcard(wanted)(text)),
  NumericEquals: ordered(asNumber, (a, b) => a === b),
  NumericLessThan: ordered(asNumber, (a, b) => a < b),
  NumericLessThanEquals: ordered(asNumber, (a, b) => a <= b),
  NumericGreaterThan: ordered(asNumber, (a, b) => a > b),
  NumericGreaterThanEquals: ordered(asNumber, (a, b) => a >= b),
  BooleanEquals: ordered(asBoolean, (a, b) => a === b),
  TimestampEquals: ordered(parseTimestamp, (a, b) => a === b),
  TimestampLessThan: ordered(parseTimestamp, (a, b) => a < b),
  TimestampLessThanEquals: ordered(parseTimestamp, (a, b) => a <= b),
  TimestampGreaterThan: ordered(parseTimestamp, (a, b) => a > b),
  TimestampGreaterThanEquals: ordered(parseTimestamp, (a, b) => a >= b),
};

/** Operators that ask for the kind of a value; their operand says whether the answer should be yes. */
export const TYPE_TESTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === 'string',
  IsNumeric: (value) => typeof value === 'number',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => parseTimestamp(value) !== undefined,
};

/** The last patterns that were asked for: a machine has few, whoever tries machines out has any number. */
const PATTERNS = new Map<string, (text: string) => boolean>();
const MOST_PATTERNS = 1000;

/** `*` stands for any characters, `\*` for a star and `\\` for a backslash. */
function wildcard(wanted: string): (text: string) => boolean {
  const known = PATTERNS.get(wanted);
  if (known) return known;
  const parts = [''];
  for (const [part] of wanted.matchAll(/\\[\\*]|[\s\S]/g)) {
    if (part === '*') parts.push('');
    else parts[parts.length - 1] += part.length === 2 ? part[1]! : part;
  }
  const matches = textsInOrder(parts);
  if (PATTERNS.size >= MOST_PATTERNS) PATTERNS.clear();
  PATTERNS.set(wanted, matches);
  return matches;
}
