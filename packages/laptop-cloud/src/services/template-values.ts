// What values of a template may look like: parameters arrive as text.
import * as z from 'zod';

export const Flag = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]);
export const Count = z.coerce.number().int().nonnegative();

/** Parses properties; throws an Error naming each one that does not fit or is not supported here. */
export function readProperties<Schema extends z.ZodType>(
  schema: Schema,
  properties: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(properties);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map(describe).join('; '));
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => [...issue.path, key].join('.'));
    return `${names.join(', ')} is not supported on the laptop`;
  }
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}
