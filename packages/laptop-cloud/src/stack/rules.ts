// The section Rules: what must hold between parameters before anything is made, as CloudFormation asserts it.
// Source: AWS CloudFormation User Guide, "Rules section" and "Rule-specific intrinsic functions".

import {
  type ConditionFunction,
  evaluateCondition,
  LOGIC_FUNCTIONS,
  resolveIntrinsics,
  type Scope,
} from './intrinsics.ts';
import { collectProblems, refuse, StackError } from './stack-error.ts';

/** Throws StackError with the AssertDescription of every assertion that does not hold. */
export function checkAssertions(
  rules: Readonly<Record<string, Record<string, unknown>>>,
  valueFor: (parameter: string) => unknown,
): void {
  const problems: string[] = [];
  const scope = onlyParameters(valueFor);
  for (const [name, rule] of Object.entries(rules))
    collectProblems(problems, `Rule ${name}`, () => checkRule(rule, scope));
  if (problems.length > 0) throw new StackError(problems);
}

const RULE_KEYS = ['RuleCondition', 'Assertions'];
const ASSERTION_KEYS = ['Assert', 'AssertDescription'];

function checkRule(rule: Record<string, unknown>, scope: Scope): void {
  refuseOthers(rule, RULE_KEYS, 'A rule');
  const { RuleCondition, Assertions } = rule;
  if (!Array.isArray(Assertions) || Assertions.length === 0) refuse('it needs a list of Assertions.');
  if (RuleCondition !== undefined && !evaluateCondition(RuleCondition, scope, RULE_FUNCTIONS)) return;
  const broken = (Assertions as unknown[]).flatMap((assertion, index) => {
    const { Assert, AssertDescription = `Assertions[${index}] does not hold.` } = Object(assertion);
    refuseOthers(Object(assertion), ASSERTION_KEYS, `Assertions[${index}]`);
    if (typeof AssertDescription !== 'string')
      refuse(`Assertions[${index}]: AssertDescription must be a string.`);
    return evaluateCondition(Assert, scope, RULE_FUNCTIONS) ? [] : [String(AssertDescription)];
  });
  if (broken.length > 0) throw new StackError(broken);
}

function refuseOthers(value: object, known: readonly string[], place: string): void {
  for (const key of Object.keys(value))
    if (!known.includes(key)) refuse(`${place} has the keys ${known.join(' and ')}, not ${key}.`);
}

const needsAccount: ConditionFunction = () =>
  refuse(
    'Fn::RefAll, Fn::ValueOf and Fn::ValueOfAll ask the account about its networks and hosted zones; a laptop has none.',
  );

const RULE_FUNCTIONS: Readonly<Record<string, ConditionFunction>> = {
  ...LOGIC_FUNCTIONS,
  'Fn::Contains': (argument, scope) => {
    const [texts, wanted] = twoOf(argument, 'Fn::Contains', scope);
    return textsOf(texts, 'Fn::Contains').includes(String(wanted));
  },
  'Fn::EachMemberEquals': (argument, scope) => {
    const [texts, wanted] = twoOf(argument, 'Fn::EachMemberEquals', scope);
    return textsOf(texts, 'Fn::EachMemberEquals').every((one) => one === String(wanted));
  },
  'Fn::EachMemberIn': (argument, scope) => {
    const [texts, wanted] = twoOf(argument, 'Fn::EachMemberIn', scope);
    const allowed = textsOf(wanted, 'Fn::EachMemberIn');
    return textsOf(texts, 'Fn::EachMemberIn').every((one) => allowed.includes(one));
  },
  'Fn::RefAll': needsAccount,
  'Fn::ValueOf': needsAccount,
  'Fn::ValueOfAll': needsAccount,
};

function twoOf(argument: unknown, name: string, scope: Scope): [unknown, unknown] {
  if (!Array.isArray(argument) || argument.length !== 2) return refuse(`${name} takes two values.`);
  const [left, right] = argument.map((side) => resolveIntrinsics(side, scope));
  return [left, right];
}

function textsOf(value: unknown, name: string): string[] {
  return Array.isArray(value) ? value.map(String) : refuse(`${name} needs a list.`);
}

/** Rules are looked at before there are resources, conditions or mappings. */
function onlyParameters(valueFor: (parameter: string) => unknown): Scope {
  const refused = (what: string) => (): never => refuse(`a rule may ask parameters only, not ${what}.`);
  return {
    ref: valueFor,
    getAtt: refused('resources'),
    condition: refused('conditions'),
    mapping: refused('mappings'),
  };
}
