// Conditions of statements: all operators and keys must hold, any listed value is enough, a negated operator wants none of them.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
import { OPERATORS, type Test } from './condition-operators.ts';
import { objectOf, textsOf } from './policy-document.ts';
import { refuse } from './policy-error.ts';
import { type PolicyText, parsePolicyText, type TextRules } from './policy-text.ts';
import type { RequestContext } from './request-context.ts';

export type Condition = (context: RequestContext) => boolean;

export interface ConditionRules extends TextRules {
  /** Condition keys as AWS writes them; those that requests carry here. */
  knownKeys: readonly string[];
}

/** Reads a Condition. Throws a PolicyError that names an operator, key or value that the laptop cannot compare. */
export function parseCondition(condition: unknown, rules: ConditionRules, place: string): Condition {
  const tests = Object.entries(objectOf(`${place} Condition`, condition ?? {})).flatMap(([operator, keys]) =>
    Object.entries(objectOf(`${place} ${operator}`, keys)).map(([key, values]) => {
      const test = parseTest(operator, key, textsOf(`${place} ${operator} ${key}`, values), rules, place);
      return test;
    }),
  );
  return (context) => tests.every((test) => test(context));
}

function parseTest(
  operator: string,
  key: string,
  wanted: readonly string[],
  rules: ConditionRules,
  place: string,
): Condition {
  const [, set, name = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const isNull = name === 'Null' && ifExists === undefined;
  const known = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (!known && !isNull)
    refuse(
      place,
      `has the condition operator ${operator}, which the laptop does not evaluate; it knows ${Object.keys(OPERATORS).join(', ')}, each with IfExists too, and Null`,
    );
  const lowerKey = key.toLowerCase();
  if (!rules.knownKeys.some((one) => one.toLowerCase() === lowerKey))
    refuse(
      `${place} ${operator}`,
      `has a Condition on ${key}, which no service of the laptop gives (${rules.knownKeys.join(', ')}); narrow Action and Resource instead`,
    );
  const at = `${place} ${operator} ${key}`;
  if (!known) return nullTest(lowerKey, wanted, at);
  const texts = wanted.map((text) =>
    parsePolicyText(text, { ...rules, hasVariables: rules.hasVariables && known.hasVariables }, at),
  );
  for (const text of texts) if (text.isFixed) known.check?.(text.plain(new Map()) ?? '', at);
  const compiled = compile(texts, known.test);
  return (context) => {
    const given = context.get(lowerKey);
    if (given === undefined)
      return ifExists !== undefined || (set === undefined ? known.isNegated : set === 'ForAllValues');
    const tests = compiled(context);
    // What a variable cannot fill in makes the whole statement void.
    if (!tests) return false;
    const holds = (value: string) => tests.some((test) => test(value)) !== known.isNegated;
    if (set === 'ForAllValues') return [given].flat().every(holds);
    if (set === 'ForAnyValue') return [given].flat().some(holds);
    // Several values want one of the two words before the operator.
    return typeof given === 'string' && holds(given);
  };
}

function nullTest(lowerKey: string, wanted: readonly string[], place: string): Condition {
  const other = wanted.find((text) => !/^(true|false)$/i.test(text));
  if (other !== undefined) refuse(place, `must hold true or false, not ${other}`);
  return (context) => {
    const isAbsent = [context.get(lowerKey) ?? []].flat().length === 0;
    return wanted.some((text) => (text.toLowerCase() === 'true') === isAbsent);
  };
}

/** The tests of a request; those of values without variables are made once. */
function compile(
  texts: readonly PolicyText[],
  test: (text: PolicyText, context: RequestContext) => Test | undefined,
): (context: RequestContext) => Test[] | undefined {
  const fixed = texts.map((text) => (text.isFixed ? test(text, new Map()) : undefined));
  return (context) => {
    const tests = texts.map((text, index) => fixed[index] ?? test(text, context));
    return tests.includes(undefined) ? undefined : (tests as Test[]);
  };
}
