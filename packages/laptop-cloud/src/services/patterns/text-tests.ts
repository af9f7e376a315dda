// The tests of one text: its beginning, its end, the whole without regard to capitals, and wildcards.
import { PatternError } from './pattern-error.ts';
import { compileWildcard } from './wildcard.ts';

/** Decides on one value. */
export type Test = (value: unknown) => boolean;

export const prefix = (operand: unknown): Test =>
  edge('prefix', operand, (text, start) => text.startsWith(start));

export const suffix = (operand: unknown): Test => edge('suffix', operand, (text, end) => text.endsWith(end));

export function equalsIgnoreCase(operand: unknown): Test {
  const wanted = textOf('equals-ignore-case', operand).toLowerCase();
  return (value) => typeof value === 'string' && value.toLowerCase() === wanted;
}

export function wildcard(operand: unknown): Test {
  const pattern = textOf('wildcard', operand);
  try {
    const matches = compileWildcard(pattern);
    return (value) => typeof value === 'string' && matches(value);
  } catch (cause) {
    throw new PatternError((cause as Error).message, { cause });
  }
}

/** Throws a PatternError unless the operand is a text. */
export function textOf(name: string, operand: unknown): string {
  if (typeof operand === 'string') return operand;
  throw new PatternError(`${name} match pattern must be a string`);
}

function edge(
  name: 'prefix' | 'suffix',
  operand: unknown,
  holds: (text: string, edge: string) => boolean,
): Test {
  if (typeof operand !== 'object' || operand === null || Array.isArray(operand)) {
    const wanted = textOf(name, operand);
    return (value) => typeof value === 'string' && holds(value, wanted);
  }
  const [inner, ...more] = Object.entries(operand);
  if (!inner) throw new PatternError(`${name === 'prefix' ? 'Prefix' : 'Suffix'} expression name not found`);
  // Any other inner operator was refused before.
  const wanted = textOf('equals-ignore-case', inner[1]).toLowerCase();
  if (more.length > 0) throw new PatternError('Only one key allowed in match expression');
  return (value) => typeof value === 'string' && holds(value.toLowerCase(), wanted);
}
