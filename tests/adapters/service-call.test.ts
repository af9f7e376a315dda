import { callService } from '../../src/adapters/service-call.ts';
import {
  DependencyRefusedError,
  DependencyThrottledError,
  DependencyUnavailableError,
  ImageUnreadableError,
} from '../../src/shared/errors.ts';

function fault(name: string, httpStatusCode?: number): Error {
  const $metadata = { requestId: 'request-7', ...(httpStatusCode && { httpStatusCode }) };
  return Object.assign(new Error('about incoming/secret-rider/1'), { name, $metadata });
}

function failing(error: unknown): Promise<unknown> {
  const meanings = { InvalidImageFormatException: ImageUnreadableError };
  return callService('Rekognition DetectFaces', meanings, () => Promise.reject(error)).catch(
    (caught) => caught,
  );
}

it.each([
  ['ThrottlingException', 400, DependencyThrottledError],
  ['ProvisionedThroughputExceededException', 400, DependencyThrottledError],
  ['SlowDown', 503, DependencyThrottledError],
  ['RequestLimitExceeded', 400, DependencyThrottledError],
  ['KMSThrottlingException', 400, DependencyThrottledError],
  ['AnythingElse', 429, DependencyThrottledError],
  ['RequestTimeout', 400, DependencyUnavailableError],
  ['TransactionConflictException', 400, DependencyUnavailableError],
  ['ServiceUnavailable', 503, DependencyUnavailableError],
  ['InternalServerError', 500, DependencyUnavailableError],
  ['TooManyRequests', 429, DependencyThrottledError],
  ['TimeoutError', undefined, DependencyUnavailableError],
  ['AccessDeniedException', 400, DependencyRefusedError],
  ['ResourceNotFoundException', 400, DependencyRefusedError],
  ['ValidationException', 400, DependencyRefusedError],
  ['InvalidS3ObjectException', 400, DependencyRefusedError],
  ['InvalidImageFormatException', 400, ImageUnreadableError],
])('makes of %s with status %p a %p', async (name, status, expected) => {
  const cause = fault(name, status);
  const error = (await failing(cause)) as Error;
  expect(error).toBeInstanceOf(expected);
  expect(error.cause).toBe(cause);
});

it('calls missing credentials ours to fix', async () => {
  const cause = Object.assign(new Error('none'), { name: 'CredentialsProviderError' });
  expect(await failing(cause)).toBeInstanceOf(DependencyRefusedError);
});

it('names call, error, status and request, and not what the service wrote', async () => {
  const error = (await failing(fault('AccessDenied', 403))) as Error;
  expect(error.message).toBe('Rekognition DetectFaces: AccessDenied (403, request request-7)');
});

it('passes on what is no answer of a service', async () => {
  const mistake = new TypeError('a mistake of ours');
  expect(await failing(mistake)).toBe(mistake);
});
