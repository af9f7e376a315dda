// AwsJson 1.0 and 1.1: one POST, the operation's name in X-Amz-Target, JSON both ways.
import type { Operation } from '../operation.ts';
import { type Service, ServiceError, type ServiceRequest } from '../service.ts';
import { parseBoundedJson } from './bounded-json.ts';
import { type OperationServiceOptions, operationService } from './dispatch.ts';
import type { ErrorWording } from './fault.ts';

export interface JsonServiceOptions extends OperationServiceOptions {
  version: '1.0' | '1.1';
  /** What stands before the dot in X-Amz-Target, e.g. `DynamoDB_20120810`. */
  targetPrefix: string;
  /** Put before error codes that carry no `#` themselves, e.g. `com.amazonaws.dynamodb.v20120810#`. */
  errorPrefix?: string;
  /** Where errors go by another code than the service throws. */
  wording?: ErrorWording;
  /** No answer holds a Date or bytes, so that none is searched for them. */
  hasPlainAnswers?: true;
}

/** An answer that is JSON already. */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * A service of the AwsJson protocol. Answers may hold Dates (sent as epoch seconds) and Uint8Arrays (sent as
 * base64). A ServiceError becomes its error body; anything else InternalFailure 500, its stack logged.
 */
export function jsonService(options: JsonServiceOptions): Service {
  const { scope, version, targetPrefix, errorPrefix = '', operations, wording } = options;
  const write = options.hasPlainAnswers ? JSON.stringify : toJson;
  const contentType = `application/x-amz-json-${version}`;
  const byTarget = new Map(
    operations.map((operation): [string, { operation: Operation }] => [
      `${targetPrefix}.${operation.name}`,
      { operation },
    ]),
  );
  return operationService(options, {
    protocol: `JSON ${version}`,
    dialect: {
      body: 'json',
      contentType,
      internal: 'InternalFailure',
      prefix: errorPrefix,
      ...(wording ? { wording } : {}),
    },
    find: ({ headers }) => byTarget.get(headers['x-amz-target'] ?? ''),
    refuse: (request) => unknownOperation(request, targetPrefix, scope),
    read: ({ body }) => parseJsonObject(body),
    render: (output) => ({
      status: 200,
      headers: { 'content-type': contentType },
      body: output instanceof JsonText ? output.text : write(output ?? {}),
    }),
  });
}

function unknownOperation({ headers }: ServiceRequest, targetPrefix: string, scope: string): ServiceError {
  const target = headers['x-amz-target'] ?? '';
  const [prefix, name] = target.split('.');
  const message =
    prefix !== targetPrefix || !name
      ? `X-Amz-Target "${target}" is not an operation of ${targetPrefix}`
      : `NotImplemented: ${name} is not an operation of the local ${scope} service`;
  return new ServiceError('UnknownOperationException', message);
}

function parseJsonObject(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  let input: unknown;
  try {
    input = parseBoundedJson(body);
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
