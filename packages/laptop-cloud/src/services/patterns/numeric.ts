// `numeric`: one relation to a number, or a range between two.
import { PatternError } from './pattern-error.ts';
import type { Test } from './text-tests.ts';

const RELATIONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** Compiles `[">", 0]` or `[">", 0, "<=", 5]`. Throws a PatternError. */
export function compileNumeric(operand: unknown): Test {
  if (!Array.isArray(operand)) throw new PatternError('Value of numeric must be an array.');
  const [relation, limit, ...rest] = operand as unknown[];
  if (typeof relation !== 'string')
    throw new PatternError(`Invalid member in numeric match: ${shown(relation)}`);
  if (!Object.hasOwn(RELATIONS, relation))
    throw new PatternError(`Unrecognized numeric range operator: ${relation}`);
  const first = bound(relation, limit);
  if (rest.length === 0) return first;
  if (!relation.startsWith('>')) throw new PatternError('Too many elements in numeric expression');
  const [upperRelation, upperLimit, ...more] = rest;
  if (typeof upperRelation !== 'string')
    throw new PatternError(`Bad value in numeric range: ${shown(upperRelation)}`);
  if (upperRelation !== '<' && upperRelation !== '<=')
    throw new PatternError(`Bad numeric range operator: ${upperRelation}`);
  const second = bound(upperRelation, upperLimit);
  if (more.length > 0) throw new PatternError('Too many terms in numeric range expression');
  if ((limit as number) >= (upperLimit as number)) throw new PatternError('Bottom must be less than top');
  return (value) => first(value) && second(value);
}

function bound(relation: string, limit: unknown): Test {
  if (typeof limit !== 'number')
    throw new PatternError(`Value of ${relation === '=' ? 'equals' : relation} must be numeric`);
  const holds = RELATIONS[relation]!;
  return (value) => typeof value === 'number' && holds(value, limit);
}

/** As it stands in the pattern, where it is not the end of the list. */
function shown(value: unknown): string {
  return value === undefined ? ']' : JSON.stringify(value);
}
