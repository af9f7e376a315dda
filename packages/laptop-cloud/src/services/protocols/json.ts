// AwsJson 1.0 and 1.1: one POST, the operation's name in X-Amz-Target, JSON both ways.
import { type Service, ServiceError, type ServiceRequest, type ServiceResponse } from '../service.ts';

export type JsonOperation = (input: Record<string, unknown>, request: ServiceRequest) => Promise<unknown>;

export interface JsonServiceOptions {
  /** SigV4 credential scope, e.g. `dynamodb`. */
  scope: string;
  version: '1.0' | '1.1';
  /** What stands before the dot in X-Amz-Target, e.g. `DynamoDB_20120810`. */
  targetPrefix: string;
  /** The one table of operations, by their AWS names. */
  operations: Readonly<Record<string, JsonOperation>>;
  /** Put before error codes that carry no `#` themselves, e.g. `com.amazonaws.dynamodb.v20120810#`. */
  errorPrefix?: string;
  /** More headers of an error answer, e.g. SQS's `x-amzn-query-error`. */
  errorHeaders?: (error: ServiceError) => Record<string, string>;
  /** Gets unexpected failures; stderr by default. */
  log?: (line: string) => void;
  close?: () => Promise<void>;
}

/**
 * A service of the AwsJson protocol. Answers may hold Dates (sent as epoch seconds) and Uint8Arrays (sent as
 * base64). A ServiceError becomes its error body; anything else InternalFailure 500, its stack logged.
 */
export function jsonService(options: JsonServiceOptions): Service {
  const contentType = `application/x-amz-json-${options.version}`;
  const log = options.log ?? ((line: string) => console.error(line));

  async function handle(request: ServiceRequest): Promise<ServiceResponse> {
    const target = request.headers['x-amz-target'] ?? '';
    try {
      const answer = await operationFor(options, target)(parseInput(request.body), request);
      return { status: 200, headers: { 'content-type': contentType }, body: toJson(answer ?? {}) };
    } catch (error) {
      if (error instanceof ServiceError) return fault(error);
      log(`${options.scope} ${target}: ${error instanceof Error ? error.stack : String(error)}`);
      return fault(new ServiceError('InternalFailure', 'The local service failed; its log says more.', 500));
    }
  }

  function fault(error: ServiceError): ServiceResponse {
    const type = error.code.includes('#') ? error.code : `${options.errorPrefix ?? ''}${error.code}`;
    return {
      status: error.status,
      headers: {
        'content-type': contentType,
        'x-amzn-errortype': type.slice(type.indexOf('#') + 1),
        ...options.errorHeaders?.(error),
      },
      body: toJson({ __type: type, message: error.message, ...error.members }),
    };
  }

  const operations = Object.keys(options.operations);
  return { scope: options.scope, operations, handle, ...(options.close ? { close: options.close } : {}) };
}

function operationFor(options: JsonServiceOptions, target: string): JsonOperation {
  const [prefix, name = ''] = target.split('.');
  if (prefix !== options.targetPrefix || !name) {
    throw new ServiceError(
      'UnknownOperationException',
      `X-Amz-Target "${target}" is not an operation of ${options.targetPrefix}`,
    );
  }
  const operation = Object.hasOwn(options.operations, name) ? options.operations[name] : undefined;
  if (operation) return operation;
  throw new ServiceError(
    'UnknownOperationException',
    `NotImplemented: ${name} is not an operation of the local ${options.scope} service`,
  );
}

function parseInput(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  let input: unknown;
  try {
    input = JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new ServiceError(
      'SerializationException',
      `The request body is not JSON: ${(cause as Error).message}`,
    );
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new ServiceError('SerializationException', 'The request body is not a JSON object');
  }
  return input as Record<string, unknown>;
}

// Dates and bytes have methods of their own that would turn them into strings and number tables.
function toJson(answer: unknown): string {
  return JSON.stringify(answer, function (this: Record<string, unknown>, key, value) {
    const original = this[key];
    if (original instanceof Date) return original.getTime() / 1000;
    if (original instanceof Uint8Array) return Buffer.from(original).toString('base64');
    return value;
  });
}
