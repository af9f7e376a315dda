// What any field of cron takes: numbers, names, ranges, steps, and lists of them.
import { ExpressionError } from './expression-error.ts';

export interface Field {
  name: string;
  least: number;
  most: number;
  /** Names of the values from `least` on. */
  names?: readonly string[];
  /** Whether `most` is not followed by `least`: years do not come again. */
  isOnce?: true;
}

/** The values that a list of numbers, names, ranges and steps stands for. */
export function parseField(text: string, field: Field, withSteps = true): Set<number> {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const [range = '', step, ...more] = item.split('/');
    if (more.length > 0 || (step !== undefined && !withSteps)) throw refused(item, field);
    const every = step === undefined ? 1 : Number(step);
    if (step !== undefined && (!/^\d+$/.test(step) || every < 1)) throw refused(item, field);
    const { first, last } = boundsOf(range, field, step !== undefined);
    // `20-2` goes on from the least behind the most, as AWS's own example of nights has it.
    const end = last < first ? last + field.most - field.least + 1 : last;
    for (let value = first; value <= end; value += every)
      values.add(value > field.most ? value - field.most + field.least - 1 : value);
  }
  return values;
}

function boundsOf(range: string, field: Field, isOpen: boolean): { first: number; last: number } {
  if (range === '*') return { first: field.least, last: field.most };
  const [start = '', end, ...more] = range.split('-');
  if (more.length > 0) throw refused(range, field);
  const first = numberIn(start, field);
  const last = end === undefined ? (isOpen ? field.most : first) : numberIn(end, field);
  if (last < first && field.isOnce)
    throw new ExpressionError(`${range} in the field ${field.name} ends before it begins`);
  return { first, last };
}

export function numberIn(text: string, field: Field): number {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? field.least + named : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= field.least && value <= field.most) return value;
  throw refused(text, field);
}

export function refused(text: string, { name, least, most, names }: Field): ExpressionError {
  const named = names ? ` or ${names[0]} to ${names.at(-1)}` : '';
  return new ExpressionError(
    `"${text}" does not fit the field ${name}, which takes ${least} to ${most}${named}`,
  );
}
