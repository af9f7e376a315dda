// Calls of AWS services, with what can go wrong put into the few errors that the state machine knows.

import {
  DependencyRefusedError,
  DependencyThrottledError,
  DependencyUnavailableError,
} from '../shared/errors.ts';

type ErrorClass = new (message: string, options: ErrorOptions) => Error;

/** What error names of one service mean, where it is not simply "refused" or "unavailable". */
export type ErrorMap = Readonly<Record<string, ErrorClass>>;

/** Names under which services turn calls away that were too many, whatever status they give them. */
const THROTTLING_NAMES: ReadonlySet<string> = new Set([
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

/** Names that ask for a retry although their status says the request was wrong. */
const RETRYABLE_NAMES: ReadonlySet<string> = new Set(['RequestTimeout', 'TransactionConflictException']);

/** Names of errors that come without a response and that no retry will fix. */
const NON_RETRYABLE_WITHOUT_RESPONSE: ReadonlySet<string> = new Set(['CredentialsProviderError']);

/**
 * Runs one call. A failure becomes the error that `errorMap` has for its name; else DependencyThrottledError for a call that was one
 * too many, DependencyUnavailableError for 5xx and an unreachable service, else DependencyRefusedError. `cause` keeps the original.
 * A failure that is not the service's passes as it is. Messages name call, error and request, never the service's words: those may quote keys.
 */
export async function callService<Answer>(
  call: string,
  errorMap: ErrorMap,
  run: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await run();
  } catch (cause) {
    throw isServiceError(cause) ? mapServiceError(call, errorMap, cause) : cause;
  }
}

/** The same for a call that one error answers as well as success does. False for that error. */
export async function callUnlessRefused(
  call: string,
  Refusal: new (...given: never[]) => Error,
  send: () => Promise<unknown>,
): Promise<boolean> {
  return callService(call, {}, async () => {
    try {
      await send();
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  });
}

interface ServiceError extends Error {
  $metadata?: { httpStatusCode?: number; requestId?: string };
}

function isServiceError(cause: unknown): cause is ServiceError {
  return cause instanceof Error && ('$metadata' in cause || NON_RETRYABLE_WITHOUT_RESPONSE.has(cause.name));
}

function mapServiceError(call: string, errorMap: ErrorMap, cause: ServiceError): Error {
  const Mapped = Object.hasOwn(errorMap, cause.name) ? errorMap[cause.name]! : defaultError(cause);
  const { httpStatusCode: status = 'no answer', requestId = 'none' } = cause.$metadata ?? {};
  return new Mapped(`${call}: ${cause.name} (${status}, request ${requestId})`, { cause });
}

function defaultError({ name, $metadata }: ServiceError): ErrorClass {
  const status = $metadata?.httpStatusCode;
  if (NON_RETRYABLE_WITHOUT_RESPONSE.has(name)) return DependencyRefusedError;
  if (status === 429 || THROTTLING_NAMES.has(name)) return DependencyThrottledError;
  const isPassing = status === undefined || status >= 500 || RETRYABLE_NAMES.has(name);
  return isPassing ? DependencyUnavailableError : DependencyRefusedError;
}
