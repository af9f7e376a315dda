// What AWS's services say of members that a constraint of their model does not allow: of all of them at once, by name, in words that
// Lambda, EventBridge Scheduler and others share.
import type * as z from 'zod';
import { complaintsOf } from './complaints.ts';

type Issue = z.core.$ZodIssue;

/** How a service shows values. */
export interface Showing {
  /** Longer ones are cut. 200 characters without it. */
  longest?: number;
  /** What the model of the service calls the objects in a list, by the list's member. As JSON without it. */
  items?: Readonly<Record<string, string>>;
}

/** Undefined where one of the issues is about something else, such as a member that is not known here. */
export function constraintWords(
  issues: readonly Issue[],
  input: unknown,
  showing: Showing = {},
): string | undefined {
  const constraints = issues.map((issue) => constraintOf(issue, input));
  if (constraints.includes(undefined)) return undefined;
  const words = (issue: Issue) => {
    const value = shown(valueAt(input, issue.path), showing, String(issue.path.at(-1)));
    return complaint(value, memberOf(issue.path), constraintOf(issue, input)!);
  };
  return detected(issues.length, complaintsOf(issues, words, LONGEST_TEXT + (showing.longest ?? 0)));
}

/** So many complaints, told. */
export function detected(count: number, complaints: string): string {
  return `${count} validation error${count > 1 ? 's' : ''} detected: ${complaints}`;
}

/** `value` as it is shown: in quotes where there is one. */
export function complaint(value: string, member: string, constraint: string): string {
  return `Value ${value} at '${member}' failed to satisfy constraint: ${constraint}`;
}

export function oneOf(choices: readonly unknown[]): string {
  return `Member must satisfy enum value set: [${choices.join(', ')}]`;
}

function constraintOf(issue: Issue, input: unknown): string | undefined {
  if (issue.path.length === 0) return undefined;
  if (valueAt(input, issue.path) === undefined) return 'Member must not be null';
  switch (issue.code) {
    case 'too_small':
      return `Member must have ${measureOf(issue.origin)} greater than or equal to ${issue.minimum}`;
    case 'too_big':
      return `Member must have ${measureOf(issue.origin)} less than or equal to ${issue.maximum}`;
    case 'invalid_value':
      return oneOf(issue.values);
    case 'invalid_format':
      return issue.pattern && `Member must satisfy regular expression pattern: ${patternOf(issue.pattern)}`;
    default:
      return undefined;
  }
}

/** Of a whole text, as AWS's models write it. */
function patternOf(expression: string): string {
  return expression.replace(/^\/\^?/, '').replace(/\$?\/[a-z]*$/, '');
}

function measureOf(origin: string): 'length' | 'value' {
  return origin === 'string' || origin === 'array' ? 'length' : 'value';
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, step) => (Object(value) as Record<PropertyKey, unknown>)[step], input);
}

/** `filterCriteria.filters.1.member.pattern`: names begin small, and lists count from one. */
function memberOf(path: readonly PropertyKey[]): string {
  return path
    .map((step) =>
      typeof step === 'number'
        ? `${step + 1}.member`
        : String(step).replace(/^[A-Z]/, (first) => first.toLowerCase()),
    )
    .join('.');
}

/** Longer ones would hide what is wrong with them. */
const LONGEST_VALUE = 200;
/** All complaints together, beside a value that is shown whole. */
const LONGEST_TEXT = 2_000;

function shown(value: unknown, { longest = LONGEST_VALUE, items = {} }: Showing, member: string): string {
  if (value === undefined || value === null) return 'null';
  const item = items[member];
  const text = item !== undefined && Array.isArray(value) ? listOf(value, item) : textOf(value);
  return `'${text.length > longest ? `${text.slice(0, longest)}...` : text}'`;
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** As Java prints the classes of a model: `[Tag(key=a, value=b)]`. */
function listOf(items: readonly unknown[], name: string): string {
  const one = (item: unknown) =>
    `${name}(${Object.entries(Object(item))
      .map(([member, value]) => `${member}=${textOf(value)}`)
      .join(', ')})`;
  return `[${items.map(one).join(', ')}]`;
}
