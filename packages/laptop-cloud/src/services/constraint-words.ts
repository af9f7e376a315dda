// What AWS's services say of members that a constraint of their model does not allow: of all of them at once, by name, in words that
// Lambda, EventBridge Scheduler and others share.
import type * as z from 'zod';
import { complaintsOf } from './complaints.ts';

type Issue = z.core.$ZodIssue;

/** Undefined where one of the issues is about something else, such as a member that is not known here. */
export function constraintWords(issues: readonly Issue[], input: unknown): string | undefined {
  const constraints = issues.map((issue) => constraintOf(issue, input));
  if (constraints.includes(undefined)) return undefined;
  const count = `${issues.length} validation error${issues.length > 1 ? 's' : ''} detected`;
  const words = (issue: Issue) =>
    `Value ${shown(valueAt(input, issue.path))} at '${memberOf(issue.path)}' failed to satisfy constraint: ${constraintOf(issue, input)}`;
  return `${count}: ${complaintsOf(issues, words)}`;
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
      return `Member must satisfy enum value set: [${issue.values.join(', ')}]`;
    default:
      return undefined;
  }
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

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return `'${text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}...` : text}'`;
}
