// SQS spoke the query protocol before it spoke JSON. Its errors carry the old code in a header, and many clients still go by it:
// `e.Code` of Python and Java is `AWS.SimpleQueueService.NonExistentQueue`.
// Source: the trait awsQueryError of the service's model; https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
import type { ErrorWording } from '../protocols/fault.ts';
import { ServiceError } from '../service.ts';

const OLD_PREFIX = 'AWS.SimpleQueueService.';
const PREFIXED = [
  'BatchEntryIdsNotDistinct',
  'BatchRequestTooLong',
  'EmptyBatchRequest',
  'InvalidBatchEntryId',
  'MessageNotInflight',
  'PurgeQueueInProgress',
  'QueueDeletedRecently',
  'TooManyEntriesInBatchRequest',
  'UnsupportedOperation',
];
const OTHERS: Readonly<Record<string, string>> = {
  QueueDoesNotExist: `${OLD_PREFIX}NonExistentQueue`,
  KmsNotFound: 'KMS.NotFoundException',
  QueueNameExists: 'QueueAlreadyExists',
};

// Errors that no model names come from the frame that the service stands in.
const FRAME = 'com.amazon.coral.service#';
const UNMODELED: Readonly<Record<string, string>> = {
  InvalidParameterValue: `${FRAME}InvalidParameterValueException`,
  MissingParameter: `${FRAME}MissingRequiredParameterException`,
};

/** A required member is not there. */
export const missingParameter = (name: string) =>
  new ServiceError('MissingParameter', `The request must contain the parameter ${name}.`);

/** The type in the body and the old code in the header, of a code that the service throws. */
export const ERROR_WORDING: ErrorWording = (code, status) => ({
  code: UNMODELED[code] ?? code,
  headers: { 'x-amzn-query-error': `${oldCode(code)};${status >= 500 ? 'Receiver' : 'Sender'}` },
});

/** The same for who still speaks the query protocol. */
export const QUERY_ERROR_WORDING: ErrorWording = (code) => ({
  code: oldCode(code),
  headers: {},
  ...(code === 'QueueDoesNotExist'
    ? { message: 'The specified queue does not exist for this wsdl version.' }
    : {}),
});

/** What the query protocol called it. */
function oldCode(code: string): string {
  return PREFIXED.includes(code) ? `${OLD_PREFIX}${code}` : (OTHERS[code] ?? code);
}
