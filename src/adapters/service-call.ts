// Calls of AWS services, with what can go wrong put into the few errors that the state machine knows.

import {
  DependencyRefusedError,
  DependencyThrottledError,
  DependencyUnavailableError,
} from '../shared/errors.ts';

type Fault = new (message: string, options: ErrorOptions) => Error;

/** What error names of one service mean, where it is not simply "refused" or "unavailable". */
export type Meanings = Readonly<Record<string, Fault>>;

/** Names under which services turn calls away that were too many, whatever status they give them. */
const THROTTLED: ReadonlySet<string> = new Set([
  'BandwidthLimitExceeded',
  'KMSThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequests',
  'TooManyRequestsException',
]);

/** Names that ask for another try although their status says the request was wrong. */
const WORTH_ANOTHER_TRY: ReadonlySet<string> = new Set(['RequestTimeout', 'TransactionConflictException']);

/** Faults without an answer that no other try will mend. */
const HOPELESS_WITHOUT_ANSWER: ReadonlySet<string> = new Set(['CredentialsProviderError']);

/**
 * Runs one call. A failure becomes the error `meanings` has for its name; else DependencyThrottledError for a call that was one
 * too many, DependencyUnavailableError for 5xx and an unreachable service, else DependencyRefusedError. `cause` keeps the original. A failure that is not the service's passes as
 * it is. Messages name call, error and request, never the service's words: those may quote keys.
 */
export async function callService<Answer>(
  call: string,
  meanings: Meanings,
  run: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await run();
  } catch (cause) {
    throw isServiceFault(cause) ? translated(call, meanings, cause) : cause;
  }
}

interface ServiceFault extends Error {
  $metadata?: { httpStatusCode?: number; requestId?: string };
}

function isServiceFault(cause: unknown): cause is ServiceFault {
  return cause instanceof Error && ('$metadata' in cause || HOPELESS_WITHOUT_ANSWER.has(cause.name));
}

function translated(call: string, meanings: Meanings, cause: ServiceFault): Error {
  const Fault = Object.hasOwn(meanings, cause.name) ? meanings[cause.name]! : usualFault(cause);
  const { httpStatusCode: status = 'no answer', requestId = 'none' } = cause.$metadata ?? {};
  return new Fault(`${call}: ${cause.name} (${status}, request ${requestId})`, { cause });
}

function usualFault({ name, $metadata }: ServiceFault): Fault {
  const status = $metadata?.httpStatusCode;
  if (HOPELESS_WITHOUT_ANSWER.has(name)) return DependencyRefusedError;
  if (status === 429 || THROTTLED.has(name)) return DependencyThrottledError;
  const isPassing = status === undefined || status >= 500 || WORTH_ANOTHER_TRY.has(name);
  return isPassing ? DependencyUnavailableError : DependencyRefusedError;
}
