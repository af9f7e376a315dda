// Conditions of resource policies, as far as statements for AWS services and transport use them.
import { compileGlob } from '../../glob.ts';
import { PolicyError } from './policy-error.ts';

/** Decides by the condition keys of a request, given in lower case. */
export type Condition = (context: Readonly<Record<string, string | undefined>>) => boolean;

const KEYS = new Set([
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:securetransport',
  'aws:principalarn',
  'aws:principalaccount',
]);

type Compare = (wanted: string) => (value: string) => boolean;
const equals: Compare = (wanted) => (value) => value === wanted;
const equalsIgnoreCase: Compare = (wanted) => (value) => value.toLowerCase() === wanted.toLowerCase();

const OPERATORS: Readonly<Record<string, { compare: Compare; isNegated: boolean }>> = {
  StringEquals: { compare: equals, isNegated: false },
  StringNotEquals: { compare: equals, isNegated: true },
  StringEqualsIgnoreCase: { compare: equalsIgnoreCase, isNegated: false },
  StringLike: { compare: (wanted) => compileGlob(wanted), isNegated: false },
  StringNotLike: { compare: (wanted) => compileGlob(wanted), isNegated: true },
  // The two Arn operators are one: both take wildcards.
  ArnEquals: { compare: (wanted) => compileGlob(wanted), isNegated: false },
  ArnLike: { compare: (wanted) => compileGlob(wanted), isNegated: false },
  ArnNotEquals: { compare: (wanted) => compileGlob(wanted), isNegated: true },
  ArnNotLike: { compare: (wanted) => compileGlob(wanted), isNegated: true },
  Bool: { compare: equalsIgnoreCase, isNegated: false },
};

/** Compiles one key of one operator. Throws a PolicyError that names an operator or key that is not evaluated here. */
export function compileCondition(operator: string, key: string, wanted: readonly string[]): Condition {
  const known = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (!known) throw new PolicyError(`condition operator ${operator} is not evaluated on a laptop`);
  const name = key.toLowerCase();
  if (!KEYS.has(name)) throw new PolicyError(`condition key ${key} is not evaluated on a laptop`);
  const tests = wanted.map(known.compare);
  return (context) => {
    const value = context[name];
    if (value === undefined) return known.isNegated;
    return tests.some((test) => test(value)) !== known.isNegated;
  };
}
