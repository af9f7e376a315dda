// One entry of a pattern's leaf list: a wanted value, or an object that names one comparison.
// The words of refusals here and beside are those of the engine that AWS publishes, https://github.com/aws/event-ruler.
import { compileAddressRange } from './address-range.ts';
import { compileAnythingBut } from './anything-but.ts';
import { compileNumeric } from './numeric.ts';
import { checkOperator, type PatternService } from './operators.ts';
import { PatternError } from './pattern-error.ts';
import { equalsIgnoreCase, prefix, suffix, type Test, textOf, wildcard } from './text-tests.ts';

/** Decides on all values the event has at the field; an absent field has none. */
export type Comparison = (values: readonly unknown[]) => boolean;

/** Compiles one entry of a leaf's list. Throws a PatternError that names an operator which the service does not take. */
export function compileComparison(wanted: unknown, service: PatternService): Comparison {
  if (Array.isArray(wanted))
    throw new PatternError('Match value must be String, number, true, false, or null');
  if (typeof wanted !== 'object' || wanted === null) return any((value) => value === wanted);
  const [operator, ...more] = Object.entries(wanted);
  if (!operator) throw new PatternError('Match expression name not found');
  const [name, operand] = operator;
  checkOperator(service, name);
  for (const inner of operatorsInside(name, operand)) checkOperator(service, inner, name);
  if (more.length > 0) throw new PatternError('Only one key allowed in match expression');
  return name === 'exists' ? compileExists(operand) : any(TESTS[name as keyof typeof TESTS](operand));
}

// `{"anything-but": {"prefix": "x"}}` asks for anything-but and for a prefix inside it.
function operatorsInside(name: string, operand: unknown): string[] {
  const isNested = typeof operand === 'object' && operand !== null && !Array.isArray(operand);
  return isNested && NESTING.has(name) ? Object.keys(operand) : [];
}

const NESTING: ReadonlySet<string> = new Set(['prefix', 'suffix', 'anything-but']);

function any(test: Test): Comparison {
  return (values) => values.some(test);
}

const TESTS = {
  prefix,
  suffix,
  'equals-ignore-case': equalsIgnoreCase,
  wildcard,
  cidr: (operand: unknown): Test => compileAddressRange(textOf('prefix', operand)),
  numeric: compileNumeric,
  'anything-but': compileAnythingBut,
};

function compileExists(operand: unknown): Comparison {
  if (typeof operand !== 'boolean')
    throw new PatternError('exists match pattern must be either true or false.');
  return (values) => values.length > 0 === operand;
}
