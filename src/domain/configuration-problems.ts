// Puts what the schema objects to into words: zod/mini ships without texts, which keeps the bundles small.

import type * as z from 'zod/mini';

type Issue = z.core.$ZodIssue;

/** One line per bad key: its path and what was expected. `defaults` shows which keys are known where. */
export function describeProblems(issues: readonly Issue[], defaults: unknown): string[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(
          (key) => `${pathText([...issue.path, key])} is not known here: ${knownKeys(issue, defaults)}`,
        )
      : [`${pathText(issue.path)}: expected ${expectation(issue)}`],
  );
}

function pathText(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the configuration' : path.map(String).join('.');
}

function knownKeys(issue: Issue, defaults: unknown): string {
  const section = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown>)[key],
    defaults,
  );
  return `expected one of ${Object.keys(section as object).join(', ')}`;
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return EXPECTED_TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `one of ${issue.values.join(', ')}`;
    case 'too_small':
      return issue.origin === 'array' ? `at least ${issue.minimum} value` : `at least ${issue.minimum}`;
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
    default:
      return issue.message;
  }
}

const EXPECTED_TYPES: Record<string, string> = {
  int: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};
