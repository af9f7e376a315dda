// Properties that CloudFormation knows and the laptop does not honour: refused with the reason, not as unknown ones.

import * as z from 'zod';

/** Members for a strict object: each may only be absent. */
export function refusedProperties<Name extends string>(
  reasons: Readonly<Record<Name, string>>,
): Record<Name, z.ZodOptional<z.ZodNever>> {
  const members = Object.entries<string>(reasons).map(([name, reason]) => [
    name,
    z.never({ error: `is not supported on the laptop: ${reason}` }).optional(),
  ]);
  return Object.fromEntries(members) as Record<Name, z.ZodOptional<z.ZodNever>>;
}

/** Reads a resource's properties. Throws an Error naming every bad one. */
export function readProperties<Schema extends z.ZodType>(
  schema: Schema,
  properties: Readonly<Record<string, unknown>>,
): z.output<Schema> {
  const parsed = schema.safeParse(properties);
  if (parsed.success) return parsed.data;
  throw new Error(
    parsed.error.issues
      .map(({ path, message }) => `${path.length > 0 ? `${path.join('.')} ` : ''}${message}`)
      .join('; '),
  );
}
