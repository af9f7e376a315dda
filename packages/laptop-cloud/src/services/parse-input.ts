// The edge of every operation: unknown JSON in, typed input out, or an error that names each bad member.
import type * as z from 'zod';
import { ServiceError } from './service.ts';

/** Parses an operation's input; throws a ServiceError with this code, naming all members that do not fit. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown, code: string): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ServiceError(code, parsed.error.issues.map(describe).join('; '));
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => [...issue.path, key].join('.'));
    return `${names.join(', ')} is not supported here`;
  }
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}
