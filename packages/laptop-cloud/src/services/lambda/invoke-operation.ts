// Invoke: the payload is the body, and the rest stands in headers.
import * as z from 'zod';
import type { Invocation, InvokeOptions } from '../../lambda/invocation.ts';
import { complaint, detected, oneOf } from '../constraint-words.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { RestAnswer } from '../protocols/rest-json.ts';
import { ServiceError } from '../service.ts';
import type { AsyncInvoker } from './async-invocations.ts';
import type { FindFunction } from './function-operations.ts';
import { payloadFault } from './payload-fault.ts';

const HEADERS = ['x-amz-client-context', 'x-amz-invocation-type', 'x-amz-log-type'];

export interface InvokeOperationOptions {
  find: FindFunction;
  invoke(nameOrArn: string, payload: string, options: InvokeOptions): Promise<Invocation>;
  /** Throws for a payload that is no JSON. */
  check(payload: string): void;
  later: AsyncInvoker;
}

export function invokeOperation({ find, invoke, check, later }: InvokeOperationOptions): Operation {
  return defineOperation({
    name: 'Invoke',
    http: {
      method: 'POST',
      path: '/2015-03-31/functions/{FunctionName}/invocations',
      headers: HEADERS,
      hasOwnBody: true,
    },
    input: z.strictObject({ FunctionName: z.string(), Qualifier: z.string().optional() }),
    actions: ['lambda:InvokeFunction'],
    errors: ['RequestTooLargeException', 'TooManyRequestsException'],
    resource: ({ FunctionName, Qualifier }) => find(FunctionName, Qualifier),
    async run({ resource: found, request: { headers, body, traceHeader } }) {
      refuseHeaders(headers);
      const payload = body.length === 0 ? '{}' : body.toString();
      const invokeOptions: InvokeOptions = {
        ...(traceHeader === undefined ? {} : { traceHeader }),
        ...clientContextOf(headers['x-amz-client-context']),
      };
      const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
      checkChoice('invocationType', type, ['Event', 'RequestResponse', 'DryRun']);
      checkChoice('logType', headers['x-amz-log-type'] ?? 'None', ['None', 'Tail']);
      if (type === 'DryRun') return new RestAnswer({ status: 204 });
      if (type === 'Event') {
        checkEventSize(body.length);
        await worded(body, () => check(payload));
        const requestId = later.accept(found.arn, payload, invokeOptions);
        return new RestAnswer({ status: 202, headers: { 'x-amzn-requestid': requestId }, body: '' });
      }
      const invocation = await worded(body, () => invoke(found.arn, payload, invokeOptions));
      return answerOf(invocation, headers['x-amz-log-type'] === 'Tail');
    },
  });
}

/** What is refused as no JSON, in Lambda's words. */
async function worded<T>(body: Buffer, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'InvalidRequestContentException') throw error;
    const message = payloadFault(body) ?? error.message;
    const refusal = new ServiceError(error.code, message, error.status, error.members);
    refusal.cause = error;
    throw refusal;
  }
}

const UNSUPPORTED = {
  'x-amz-tenant-id': 'TenantId',
  'x-amz-durable-execution-name': 'DurableExecutionName',
};

function refuseHeaders(headers: Readonly<Record<string, string>>): void {
  const given = Object.entries(UNSUPPORTED).find(([header]) => headers[header] !== undefined);
  if (given)
    throw new ServiceError('InvalidParameterValueException', `${given[1]} is not supported here.`, 400, {
      Type: 'User',
    });
}

function checkChoice(member: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  throw new ServiceError('ValidationException', detected(1, complaint(`'${value}'`, member, oneOf(choices))));
}

// Source: Lambda Developer Guide, "Lambda quotas".
const MAX_EVENT_BYTES = 1_048_576;

function checkEventSize(bytes: number): void {
  if (bytes <= MAX_EVENT_BYTES) return;
  throw new ServiceError(
    'RequestTooLargeException',
    `${bytes} byte payload is too large for the Event invocation type (limit ${MAX_EVENT_BYTES} bytes)`,
    413,
    { Type: 'User' },
  );
}

function answerOf(invocation: Invocation, wantsLog: boolean): RestAnswer {
  return new RestAnswer({
    status: invocation.statusCode,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': invocation.requestId,
      'x-amz-executed-version': invocation.executedVersion,
      'x-amzn-trace-id': invocation.traceHeader,
      ...(invocation.functionError ? { 'x-amz-function-error': invocation.functionError } : {}),
      ...(wantsLog ? { 'x-amz-log-result': Buffer.from(invocation.logTail()).toString('base64') } : {}),
    },
    body: invocation.payload,
  });
}

function clientContextOf(header: string | undefined): { clientContext?: unknown } {
  if (header === undefined) return {};
  try {
    return { clientContext: JSON.parse(Buffer.from(header, 'base64').toString()) };
  } catch (cause) {
    const refusal = new ServiceError(
      'InvalidRequestContentException',
      'Client context must be Base64 of JSON.',
    );
    refusal.cause = cause;
    throw refusal;
  }
}
