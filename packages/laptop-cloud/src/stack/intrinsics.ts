// CloudFormation's intrinsic functions, as its template reference describes them. Pure: what names mean comes from a Scope.
import { lookup } from './lookup.ts';
import { refuse, refuseHere } from './stack-error.ts';

/** What the names in a template stand for. Each throws StackError for a name it does not know. */
export interface Scope {
  ref(name: string): unknown;
  getAtt(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, top: string, second: string): unknown;
}

/** What `!Ref AWS::NoValue` stands for: the property or list item is left out. */
export const NO_VALUE: unique symbol = Symbol('AWS::NoValue');

/** Resolves every intrinsic in a value; properties that become AWS::NoValue disappear. Throws StackError naming what is wrong. */
export function resolveIntrinsics(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value))
    return value.map((item) => resolveIntrinsics(item, scope)).filter((item) => item !== NO_VALUE);
  if (typeof value !== 'object' || value === null) return value;
  const call = intrinsicOf(value);
  if (call) return functionNamed(call.name)(call.argument, scope);
  const entries = Object.entries(value).map(([key, item]) => [key, resolveIntrinsics(item, scope)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== NO_VALUE));
}

/** A function that is true or false; `evaluate` is for what stands inside of it. */
export type ConditionFunction = (
  argument: unknown,
  scope: Scope,
  evaluate: (inner: unknown) => boolean,
) => boolean;

/** Evaluates the body of a Condition: Equals, And, Or, Not, another condition by name, or what else the table holds. */
export function evaluateCondition(
  value: unknown,
  scope: Scope,
  functions: Readonly<Record<string, ConditionFunction>> = CONDITION_FUNCTIONS,
): boolean {
  const [name, ...others] = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const called = name !== undefined && others.length === 0 ? lookup(functions, name) : undefined;
  if (!called || name === undefined)
    return refuse(`a condition is one of ${Object.keys(functions).join(', ')}, not ${text(value)}.`);
  const argument = (value as Record<string, unknown>)[name];
  return called(argument, scope, (inner) => evaluateCondition(inner, scope, functions));
}

/** The function call that an object is, if it is one: its only key is `Ref` or starts with `Fn::`. */
export function intrinsicOf(value: unknown): { name: string; argument: unknown } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const keys = Object.keys(value);
  const name = keys.find((key) => key === 'Ref' || key.startsWith('Fn::'));
  if (name === undefined) return undefined;
  // `Ref` may be an ordinary key of some property; `Fn::` never is.
  if (keys.length > 1)
    return name === 'Ref' ? undefined : refuse(`${name} must be the only key of its object.`);
  return { name, argument: (value as Record<string, unknown>)[name] };
}

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

function functionNamed(name: string): Intrinsic {
  const found = lookup(FUNCTIONS, name);
  if (found) return found;
  const sentence = `${name} is not supported on the laptop${REFUSED[name] ? `: ${REFUSED[name]}` : ''}.`;
  return ONLY_ON_AWS.includes(name) ? refuseHere(sentence) : refuse(sentence);
}

/** Right as they stand; only an account can answer them. */
const ONLY_ON_AWS = ['Fn::ImportValue', 'Fn::Transform', 'Fn::GetAZs', 'Fn::Cidr'];

const REFUSED: Readonly<Record<string, string>> = {
  'Fn::ImportValue': 'it reads an export of another stack; pass the value as a parameter',
  'Fn::Transform': 'macros run only in CloudFormation',
  'Fn::GetAZs': 'a laptop has no availability zones',
  'Fn::Cidr': 'a laptop has no VPC',
  'Fn::Equals': 'it belongs under Conditions; use Fn::If here',
  'Fn::Not': 'it belongs under Conditions; use Fn::If here',
  'Fn::And': 'it belongs under Conditions; use Fn::If here',
  'Fn::Or': 'it belongs under Conditions; use Fn::If here',
};

const FUNCTIONS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => {
    const name = string(argument, 'Ref');
    return name === 'AWS::NoValue' ? NO_VALUE : scope.ref(name);
  },
  'Fn::GetAtt': (argument, scope) => {
    const parts = typeof argument === 'string' ? argument.split(/\.(.*)/s, 2) : list(argument, 'Fn::GetAtt');
    const [logicalId, attribute] = parts;
    if (parts.length !== 2)
      return refuse(`Fn::GetAtt takes a logical id and an attribute, not ${text(argument)}.`);
    return scope.getAtt(
      string(logicalId, 'Fn::GetAtt'),
      string(resolveIntrinsics(attribute, scope), 'Fn::GetAtt'),
    );
  },
  'Fn::Sub': (argument, scope) => substitute(argument, scope),
  'Fn::Join': (argument, scope) => {
    const [separator, items] = pair(argument, 'Fn::Join');
    const parts = list(resolveIntrinsics(items, scope), 'Fn::Join');
    return parts.map((part) => scalar(part, 'Fn::Join')).join(string(separator, 'Fn::Join'));
  },
  'Fn::Select': (argument, scope) => {
    const [index, items] = pair(argument, 'Fn::Select');
    const at = Number(resolveIntrinsics(index, scope));
    const choices = list(resolveIntrinsics(items, scope), 'Fn::Select');
    if (!Number.isInteger(at) || at < 0 || at >= choices.length)
      return refuse(`Fn::Select asks for item ${text(index)} of a list of ${choices.length}.`);
    return choices[at];
  },
  'Fn::Split': (argument, scope) => {
    const [separator, source] = pair(argument, 'Fn::Split');
    const delimiter = string(separator, 'Fn::Split');
    if (delimiter === '') return refuse('Fn::Split needs a delimiter.');
    return string(resolveIntrinsics(source, scope), 'Fn::Split').split(delimiter);
  },
  'Fn::If': (argument, scope) => {
    const [condition, whenTrue, whenFalse, ...others] = list(argument, 'Fn::If');
    if (whenFalse === undefined || others.length > 0)
      return refuse('Fn::If takes a condition and two values.');
    return resolveIntrinsics(scope.condition(string(condition, 'Fn::If')) ? whenTrue : whenFalse, scope);
  },
  'Fn::FindInMap': (argument, scope) => {
    const keys = list(argument, 'Fn::FindInMap').map((key) => resolveIntrinsics(key, scope));
    const [map, top, second] = keys.map((key) => scalar(key, 'Fn::FindInMap'));
    if (map === undefined || top === undefined || second === undefined || keys.length > 3)
      return refuse('Fn::FindInMap takes a map and two keys.');
    return scope.mapping(map, top, second);
  },
  'Fn::Base64': (argument, scope) =>
    Buffer.from(string(resolveIntrinsics(argument, scope), 'Fn::Base64')).toString('base64'),
};

/** What Conditions and Rules have in common. */
export const LOGIC_FUNCTIONS: Readonly<Record<string, ConditionFunction>> = {
  'Fn::Equals': (argument, scope) => {
    const [left, right] = pair(argument, 'Fn::Equals').map((side) => resolveIntrinsics(side, scope));
    // CloudFormation compares texts: a Number parameter equals its digits.
    return typeof left === 'object' ? text(left) === text(right) : String(left) === String(right);
  },
  'Fn::Not': (argument, _, evaluate) => {
    const [only, ...others] = list(argument, 'Fn::Not');
    if (only === undefined || others.length > 0) return refuse('Fn::Not takes one condition.');
    return !evaluate(only);
  },
  'Fn::And': (argument, _, evaluate) => terms(argument, 'Fn::And').every(evaluate),
  'Fn::Or': (argument, _, evaluate) => terms(argument, 'Fn::Or').some(evaluate),
};

const CONDITION_FUNCTIONS: Readonly<Record<string, ConditionFunction>> = {
  Condition: (argument, scope) => scope.condition(string(argument, 'Condition')),
  ...LOGIC_FUNCTIONS,
};

function substitute(argument: unknown, scope: Scope): string {
  const [template, given] = Array.isArray(argument) ? pair(argument, 'Fn::Sub') : [argument, {}];
  const variables = given as Record<string, unknown>;
  return string(template, 'Fn::Sub').replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const key = name.trim();
    if (Object.hasOwn(variables, key))
      return scalar(resolveIntrinsics(variables[key], scope), `Fn::Sub \${${key}}`);
    const dot = key.indexOf('.');
    const value = dot < 0 ? scope.ref(key) : scope.getAtt(key.slice(0, dot), key.slice(dot + 1));
    return scalar(value, `Fn::Sub \${${key}}`);
  });
}

function string(value: unknown, place: string): string {
  return typeof value === 'string' ? value : refuse(`${place} needs a string, not ${text(value)}.`);
}

function scalar(value: unknown, place: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  return refuse(`${place} needs a single value, not ${text(value)}.`);
}

function list(value: unknown, place: string): unknown[] {
  return Array.isArray(value) ? value : refuse(`${place} needs a list, not ${text(value)}.`);
}

function pair(value: unknown, place: string): [unknown, unknown] {
  const items = list(value, place);
  return items.length === 2
    ? [items[0], items[1]]
    : refuse(`${place} takes two values, not ${items.length}.`);
}

function terms(value: unknown, place: string): unknown[] {
  const items = list(value, place);
  if (items.length >= 2 && items.length <= 10) return items;
  return refuse(`${place} takes two to ten conditions, not ${items.length}.`);
}

function text(value: unknown): string {
  return typeof value === 'symbol' ? 'AWS::NoValue' : (JSON.stringify(value) ?? 'nothing');
}
