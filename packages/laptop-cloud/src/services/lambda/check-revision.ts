// Changes that count on what somebody has looked at.
import { ServiceError } from '../service.ts';

/** Throws PreconditionFailedException where somebody else has changed it since. */
export function checkRevision(
  expected: string | undefined,
  actual: unknown,
  /** What tells the revision. */
  teller = 'GetFunction/GetAlias',
): void {
  if (expected === undefined || expected === actual) return;
  throw new ServiceError(
    'PreconditionFailedException',
    `The Revision Id provided does not match the latest Revision Id. Call the ${teller} API to retrieve the latest Revision Id`,
    412,
    { Type: 'User' },
  );
}
