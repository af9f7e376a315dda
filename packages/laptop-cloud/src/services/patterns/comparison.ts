// One entry of a pattern's leaf list: a wanted value, or an object that names one comparison.
import { compileAddressRange } from './address-range.ts';
import { checkOperator, type PatternService } from './operators.ts';
import { PatternError } from './pattern-error.ts';
import { compileWildcard } from './wildcard.ts';

/** Decides on all values the event has at the field; an absent field has none. */
export type Comparison = (values: readonly unknown[]) => boolean;
type Test = (value: unknown) => boolean;

/** Compiles one entry of the leaf of field `name`. Throws a PatternError that names an operator which the service does not take. */
export function compileComparison(name: string, wanted: unknown, service: PatternService): Comparison {
  if (Array.isArray(wanted)) throw new PatternError(`"${name}" has a list within its list`);
  if (typeof wanted !== 'object' || wanted === null) return any((value) => value === wanted);
  const [operator, ...more] = Object.entries(wanted);
  if (!operator || more.length > 0) {
    throw new PatternError(`"${name}": a comparison must have exactly one operator`);
  }
  const [operatorName, operand] = operator;
  for (const one of operatorsIn(operatorName, operand)) checkOperator(one, service);
  if (operatorName === 'exists') return compileExists(operand);
  return any(compileTest(OPERATORS, operatorName, operand));
}

// `{"anything-but": {"prefix": "x"}}` asks for anything-but and for a prefix inside it.
function operatorsIn(name: string, operand: unknown): string[] {
  if (typeof operand !== 'object' || operand === null || Array.isArray(operand)) return [name];
  return [name, ...Object.keys(operand).map((inner) => `${name}.${inner}`)];
}

function any(test: Test): Comparison {
  return (values) => values.some(test);
}

function compileTest(
  operators: Readonly<Record<string, (operand: unknown) => Test>>,
  name: string,
  operand: unknown,
): Test {
  const compile = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!compile) throw new PatternError(`Unrecognized match type ${name}`);
  return compile(operand);
}

const OPERATORS: Readonly<Record<string, (operand: unknown) => Test>> = {
  prefix: (operand) => edge('prefix', operand, (text, start) => text.startsWith(start)),
  suffix: (operand) => edge('suffix', operand, (text, end) => text.endsWith(end)),
  'equals-ignore-case': (operand) => {
    const wanted = text('equals-ignore-case', operand).toLowerCase();
    return (value) => typeof value === 'string' && value.toLowerCase() === wanted;
  },
  wildcard,
  cidr: (operand) => compileAddressRange(text('cidr', operand)),
  numeric,
  'anything-but': anythingBut,
};

// What may stand inside anything-but; each takes one text or a list of them.
const NEGATABLE: Readonly<Record<string, (operand: unknown) => Test>> = {
  prefix: (operand) => oneOf(operand, plainEdge('prefix')),
  suffix: (operand) => oneOf(operand, plainEdge('suffix')),
  'equals-ignore-case': (operand) => oneOf(operand, OPERATORS['equals-ignore-case']!),
  wildcard: (operand) => oneOf(operand, wildcard),
};

// Nothing begins or ends with neither nothing nor a text whose capitals do not count: AWS refuses both here.
function plainEdge(name: 'prefix' | 'suffix'): (operand: unknown) => Test {
  return (operand) => {
    if (text(name, operand) === '') throw new PatternError(`Null prefix/suffix not allowed`);
    return OPERATORS[name]!(operand);
  };
}

function oneOf(operand: unknown, compile: (operand: unknown) => Test): Test {
  if (Array.isArray(operand) && operand.length === 0) throw new PatternError('Empty arrays are not allowed');
  const tests = (Array.isArray(operand) ? operand : [operand]).map(compile);
  return (value) => tests.some((test) => test(value));
}

function anythingBut(operand: unknown): Test {
  if (typeof operand === 'object' && operand !== null && !Array.isArray(operand)) {
    const [operator, ...more] = Object.entries(operand);
    if (!operator || more.length > 0) throw new PatternError('anything-but must have exactly one operator');
    const excluded = compileTest(NEGATABLE, operator[0], operator[1]);
    return (value) => !excluded(value);
  }
  const unwanted: unknown[] = Array.isArray(operand) ? operand : [operand];
  if (unwanted.length === 0) throw new PatternError('Empty arrays are not allowed');
  const kinds = new Set(unwanted.map((value) => typeof value));
  if (kinds.size > 1 || !(kinds.has('string') || kinds.has('number'))) {
    throw new PatternError('Inside anything-but list, either all values are numbers or all are strings');
  }
  const set = new Set(unwanted);
  return (value) => !set.has(value);
}

function edge(name: string, operand: unknown, holds: (text: string, edge: string) => boolean): Test {
  const ignoreCase = ignoreCaseOperand(operand);
  if (ignoreCase !== undefined) {
    const wanted = text(`${name} equals-ignore-case`, ignoreCase).toLowerCase();
    return (value) => typeof value === 'string' && holds(value.toLowerCase(), wanted);
  }
  const wanted = text(name, operand);
  return (value) => typeof value === 'string' && holds(value, wanted);
}

function ignoreCaseOperand(operand: unknown): unknown {
  if (typeof operand !== 'object' || operand === null) return undefined;
  const [[name, value] = [], ...more] = Object.entries(operand);
  if (name !== 'equals-ignore-case' || more.length > 0) {
    throw new PatternError(`Unrecognized match type ${name ?? '{}'}`);
  }
  return value;
}

function wildcard(operand: unknown): Test {
  const pattern = text('wildcard', operand);
  try {
    const matches = compileWildcard(pattern);
    return (value) => typeof value === 'string' && matches(value);
  } catch (cause) {
    throw new PatternError(`wildcard "${pattern}": ${(cause as Error).message}`, { cause });
  }
}

function compileExists(operand: unknown): Comparison {
  if (typeof operand !== 'boolean')
    throw new PatternError('exists match pattern must be either true or false.');
  return (values) => values.length > 0 === operand;
}

const RELATIONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function numeric(operand: unknown): Test {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) {
    throw new PatternError('Value of numeric must be an array of one or two pairs of operator and number.');
  }
  const [lowerRelation, , upperRelation] = operand;
  const isRange = String(lowerRelation).startsWith('>') && String(upperRelation).startsWith('<');
  if (operand.length === 4 && !isRange) throw new PatternError('Bad numeric range operator');
  const bounds: Test[] = [];
  for (let at = 0; at < operand.length; at += 2) bounds.push(bound(operand[at], operand[at + 1]));
  if (operand.length === 4 && operand[1] >= operand[3])
    throw new PatternError('Bottom must be less than top');
  return (value) => bounds.every((holds) => holds(value));
}

function bound(relation: unknown, limit: unknown): Test {
  const holds = RELATIONS[String(relation)];
  if (!holds) throw new PatternError(`Unrecognized numeric range operator: ${relation}`);
  if (typeof limit !== 'number') throw new PatternError('Value of numeric must be numeric.');
  return (value) => typeof value === 'number' && holds(value, limit);
}

function text(name: string, operand: unknown): string {
  if (typeof operand === 'string') return operand;
  throw new PatternError(`${name} match pattern must be a string`);
}
