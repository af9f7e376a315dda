// `anything-but`: values, or texts that begin, end or look otherwise.
import { PatternError } from './pattern-error.ts';
import { equalsIgnoreCase, prefix, suffix, type Test, wildcard } from './text-tests.ts';

/** Throws a PatternError; that an inner operator is unknown was seen before. */
export function compileAnythingBut(operand: unknown): Test {
  if (typeof operand !== 'object' || operand === null || Array.isArray(operand)) return otherValue(operand);
  const [inner, ...more] = Object.entries(operand);
  if (!inner) throw new PatternError('Anything-But expression name not found');
  const [name, excluded] = inner as [keyof typeof NEGATABLE, unknown];
  checkShape(excluded);
  const { refusal, compile } = NEGATABLE[name];
  const tests = listOf(excluded).map((one) => {
    if (typeof one !== 'string') throw new PatternError(refusal);
    return compile(one);
  });
  if (more.length > 0) throw new PatternError(TOO_MANY);
  return (value) => !tests.some((test) => test(value));
}

const TOO_MANY = 'Too many elements in numeric expression';

// What may stand inside, each with one text or a list of them, and AWS's words for anything else.
const NEGATABLE = {
  prefix: { compile: edge(prefix), refusal: 'prefix/suffix match pattern must be a string' },
  suffix: { compile: edge(suffix), refusal: 'prefix/suffix match pattern must be a string' },
  wildcard: { compile: wildcard, refusal: 'wildcard match pattern must be a string' },
  'equals-ignore-case': {
    compile: equalsIgnoreCase,
    refusal: 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
  },
};

// Nothing begins or ends with nothing.
function edge(compile: (operand: string) => Test): (operand: string) => Test {
  return (operand) => {
    if (operand === '') throw new PatternError('Null prefix/suffix not allowed');
    return compile(operand);
  };
}

function otherValue(operand: unknown): Test {
  checkShape(operand);
  const unwanted = listOf(operand);
  if (unwanted.some((value) => typeof value !== 'string' && typeof value !== 'number'))
    throw new PatternError('Inside anything but list, start|null|boolean is not supported.');
  if (new Set(unwanted.map((value) => typeof value)).size !== 1)
    throw new PatternError(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    );
  const set = new Set(unwanted);
  return (value) => !set.has(value);
}

function checkShape(operand: unknown): void {
  if (Array.isArray(operand) || typeof operand === 'string' || typeof operand === 'number') return;
  throw new PatternError('Value of anything-but must be an array or single string/number value.');
}

function listOf(operand: unknown): unknown[] {
  return Array.isArray(operand) ? operand : [operand];
}
