// Conditions of IAM statements, evaluated as IAM does: all operators and keys must hold, any listed value is enough.
import { compileGlob } from '../glob.ts';
import { lookup } from './lookup.ts';
import { refuse } from './stack-error.ts';

/** Condition keys that services of the laptop give with a request; a condition on any other key is refused by name. */
export const CONDITION_KEYS: readonly string[] = ['s3:prefix'];

/** What a request says of itself, by condition key. */
export type ConditionContext = Readonly<Record<string, string>>;

/** Compiles a statement's Condition. Throws StackError for an operator or key that the laptop does not evaluate. */
export function conditionOf(condition: unknown, place: string): (context: ConditionContext) => boolean {
  const tests = Object.entries(Object(condition)).flatMap(([operator, keys]) => {
    const ifExists = operator.endsWith('IfExists');
    const compare = lookup(OPERATORS, ifExists ? operator.slice(0, -'IfExists'.length) : operator);
    if (!compare)
      return refuse(
        `${place} has the condition operator ${operator}, which the laptop does not evaluate; it knows ${Object.keys(OPERATORS).join(', ')}.`,
      );
    return Object.entries(Object(keys)).map(([key, value]) => {
      if (!CONDITION_KEYS.includes(key))
        return refuse(
          `${place} has a Condition on ${key}, which no service of the laptop gives (${CONDITION_KEYS.join(', ')}); narrow Action and Resource instead.`,
        );
      const wanted = [value].flat().map(String);
      return (context: ConditionContext) => {
        const given = context[key];
        // A key the request does not carry: only a negated operator or ...IfExists holds.
        if (given === undefined) return ifExists || compare.isNegated;
        return wanted.some((item) => compare.matches(given, item)) !== compare.isNegated;
      };
    });
  });
  return (context) => tests.every((test) => test(context));
}

interface Operator {
  isNegated: boolean;
  matches(given: string, wanted: string): boolean;
}

const equals = (given: string, wanted: string) => given === wanted;
const like = (given: string, wanted: string) => compileGlob(wanted)(given);

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { isNegated: false, matches: equals },
  StringNotEquals: { isNegated: true, matches: equals },
  StringEqualsIgnoreCase: {
    isNegated: false,
    matches: (given, wanted) => given.toLowerCase() === wanted.toLowerCase(),
  },
  StringLike: { isNegated: false, matches: like },
  StringNotLike: { isNegated: true, matches: like },
};
