// The edge of every operation: unknown JSON in, typed input out, or an error that names each bad member.
import type * as z from 'zod';
import { complaintsOf, firstOf, MOST_TOLD } from './complaints.ts';
import { constraintWords } from './constraint-words.ts';
import { ServiceError } from './service.ts';

/** What a service says of a member that is not there, where that is another error than a wrong one. */
export type MissingMember = (name: string) => ServiceError;

/** Parses an operation's input; throws a ServiceError with this code, naming the members that do not fit. */
export function parseInput<T>(
  schema: z.ZodType<T>,
  input: unknown,
  code: string,
  missing?: MissingMember,
): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const absent = parsed.error.issues.find((issue) => isMissing(issue, input));
  if (missing && absent) throw missing(String(absent.path[0]));
  const constraints =
    code === 'ValidationException' ? constraintWords(parsed.error.issues, input) : undefined;
  throw new ServiceError(code, constraints ?? complaintsOf(parsed.error.issues, wordsOf));
}

function isMissing({ code, path }: z.core.$ZodIssue, input: unknown): boolean {
  const given = path.length === 1 ? Object.getOwnPropertyDescriptor(Object(input), path[0]!) : undefined;
  return code === 'invalid_type' && path.length === 1 && given?.value === undefined;
}

/** What is wrong with which member. */
export function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.slice(0, MOST_TOLD).map((key) => [...issue.path, key].join('.'));
    return `${firstOf(names, issue.keys.length, ', ')} is not supported here`;
  }
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}
