// Operations for tests of what is around them: they take anything, and anybody may call them.
import * as z from 'zod';
import { defineOperation, type Operation } from '../../src/services/operation.ts';
import type { ServiceRequest } from '../../src/services/service.ts';

/** Stands for every error code where the real operations list theirs. */
export const ANY_ERROR = '*';

export function freeOperation(
  name: string,
  run: (input: Record<string, unknown>, request: ServiceRequest) => unknown,
): Operation {
  return defineOperation({
    name,
    input: z.custom<Record<string, unknown>>(),
    errors: [ANY_ERROR],
    resource: () => [],
    run: ({ input, request }) => run(input, request),
  });
}
