// How Step Functions names what a service refuses: `DynamoDB.ConditionalCheckFailedException` and its cause text.
// Optimized integrations word errors as the AWS SDK for Java 1 does, SDK integrations as version 2 does.
import { StatesTaskError } from 'states-language';

export interface ErrorNaming {
  /** Before the dot: `DynamoDB`, `DynamoDb`. */
  prefix: string;
  /** The exception of an error code that the service's model does not have: `AmazonDynamoDBException`, `DynamoDbException`. */
  unmodeled: string;
  /** The service in cause texts: `AmazonDynamoDBv2`, `DynamoDb`. */
  service: string;
  style: 'optimized' | 'sdk';
}

/** What is known of a refusal. */
export interface Refusal {
  /** The exception's name in the service's model, e.g. `ConditionalCheckFailedException`, `StateMachineDoesNotExist`. */
  exception: string;
  /** The code on the wire, where it differs from the exception's name. */
  code?: string;
  isModeled: boolean;
  message: string;
  status: number;
  requestId: string;
  /** S3 only. */
  extendedRequestId?: string;
}

/** The task error for a service's refusal. */
export function refusalError(naming: ErrorNaming, refusal: Refusal): StatesTaskError {
  const exception = refusal.isModeled ? exceptionName(refusal.exception) : naming.unmodeled;
  return new StatesTaskError(
    `${naming.prefix}.${exception}`,
    `${refusal.message} ${CAUSES[naming.style](naming, refusal)}`,
  );
}

/** The task error for a call that got no answer at all. */
export function unreachableError(naming: ErrorNaming, message: string): StatesTaskError {
  return new StatesTaskError(
    `${naming.prefix}.SdkClientException`,
    `Unable to execute HTTP request: ${message}`,
  );
}

const CAUSES: Readonly<Record<ErrorNaming['style'], (naming: ErrorNaming, refusal: Refusal) => string>> = {
  optimized: ({ service }, { status, code, exception, requestId }) =>
    `(Service: ${service}; Status Code: ${status}; Error Code: ${code ?? exception}; Request ID: ${requestId}; Proxy: null)`,
  sdk: ({ service }, { status, requestId, extendedRequestId }) => {
    const extended = extendedRequestId ? `, Extended Request ID: ${extendedRequestId}` : '';
    return `(Service: ${service}, Status Code: ${status}, Request ID: ${requestId}${extended}) (SDK Attempt Count: 1)`;
  },
};

// Java's class names: a modelled `NoSuchBucket` is thrown as NoSuchBucketException.
function exceptionName(shape: string): string {
  if (shape.endsWith('Exception')) return shape;
  return `${shape.endsWith('Fault') ? shape.slice(0, -'Fault'.length) : shape}Exception`;
}
