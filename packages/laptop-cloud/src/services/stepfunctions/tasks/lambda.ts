// Lambda tasks: a function's ARN as the resource, or `arn:aws:states:::lambda:invoke`.

import { randomUUID } from 'node:crypto';
import { jsonFault, StatesTaskError } from 'states-language';
import { type Account, functionArn, splitFunctionName } from '../../../arns.ts';
import { authorize, type Principal, ServiceError } from '../../service.ts';
import { type ErrorNaming, refusalError } from './error-names.ts';
import { unusableParameters } from './sdk-call.ts';
import { isRecord } from './sdk-schema.ts';
import type { Task, TaskContext } from './task.ts';

/** What tasks need of the Lambda runtime. Payloads are JSON texts. */
export interface Functions {
  /** Rejects with a ServiceError when the function cannot be invoked at all. */
  invoke(
    nameOrArn: string,
    payload: string,
    options: { traceHeader?: string; signal: AbortSignal; isOwnJson: true },
  ): Promise<{
    payload: string;
    functionError?: string;
    statusCode: number;
    requestId?: string;
    logTail?(): string;
    executedVersion?: string;
  }>;
}

export interface LambdaTaskOptions {
  functions: Functions;
  region: string;
  accountId: string;
  /** The role's rights; without it every function may be invoked. */
  principalFor?: (roleArn: string) => Principal;
}

export const LAMBDA_ERROR_NAMING: ErrorNaming = {
  prefix: 'Lambda',
  unmodeled: 'AWSLambdaException',
  service: 'AWSLambda',
  style: 'optimized',
};

/** The exceptions of Lambda's Invoke. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors */
export const INVOKE_EXCEPTIONS: ReadonlySet<string> = new Set([
  'InvalidParameterValueException',
  'InvalidRequestContentException',
  'RequestTooLargeException',
  'ResourceConflictException',
  'ResourceNotFoundException',
  'ResourceNotReadyException',
  'ServiceException',
  'TooManyRequestsException',
  'UnsupportedMediaTypeException',
]);

const PARAMETERS: ReadonlySet<string> = new Set([
  'FunctionName',
  'Payload',
  'Qualifier',
  'InvocationType',
  'LogType',
  'ClientContext',
]);

/** A task whose resource is the function itself: the input is the payload, the answer the result. */
export async function invokeFunction(
  options: LambdaTaskOptions,
  task: Task,
  context: TaskContext,
): Promise<unknown> {
  const answer = await invoke(options, task.resource, JSON.stringify(task.input), task, context);
  return parsePayload(answer.payload);
}

/** `lambda:invoke`: the result wraps the answer as `{ ExecutedVersion, Payload, StatusCode, ... }`. */
export async function callInvoke(
  options: LambdaTaskOptions,
  task: Task,
  context: TaskContext,
): Promise<unknown> {
  const parameters = isRecord(task.input) ? task.input : {};
  const { FunctionName, Payload, Qualifier, InvocationType = 'RequestResponse', LogType } = parameters;
  const complaints = complaintsOfInvoke(parameters);
  if (complaints.length > 0) throw unusableParameters(task, task.input, complaints);
  const target = targetOf(String(FunctionName), Qualifier);
  const text = payloadText(Payload);
  if (InvocationType === 'DryRun') return { StatusCode: 204, ...metadata(204, '', {}) };
  if (InvocationType === 'Event') {
    // Nobody waits for an event's answer; the runtime's log tells how it went.
    void invoke(options, target, text, { ...task, signal: new AbortController().signal }, context).catch(
      () => undefined,
    );
    return { Payload: '', StatusCode: 202, ...metadata(202, '', {}) };
  }
  const answer = await invoke(options, target, text, task, context);
  const log =
    LogType === 'Tail' ? { LogResult: Buffer.from(answer.logTail?.() ?? '').toString('base64') } : {};
  return {
    ExecutedVersion: answer.executedVersion ?? '$LATEST',
    ...log,
    Payload: parsePayload(answer.payload),
    ...metadata(200, answer.payload, { ...answer, traceHeader: context.traceHeader }),
    StatusCode: 200,
  };
}

/** What makes parameters unusable for `lambda:invoke`. */
export function complaintsOfInvoke(input: unknown): string[] {
  const parameters = isRecord(input) ? input : {};
  const { FunctionName, Payload } = parameters;
  const complaints = Object.keys(parameters)
    .filter((name) => !PARAMETERS.has(name))
    .map((name) => `The field '${name}' is not supported by Step Functions`);
  if (typeof FunctionName !== 'string')
    complaints.push(`The field 'FunctionName' is required but was missing`);
  // A payload is a text or what JSON makes one of; a bare number or truth is neither.
  if (typeof Payload === 'number' || typeof Payload === 'boolean')
    complaints.push(`The value for the field 'Payload' must be a STRING`);
  return complaints;
}

type Answer = Awaited<ReturnType<Functions['invoke']>>;

async function invoke(
  options: LambdaTaskOptions,
  target: string,
  payload: string,
  task: Task,
  context: TaskContext,
): Promise<Answer> {
  const arn = target.startsWith('arn:') ? target : arnOf(options, target);
  const principal = options.principalFor?.(context.roleArn);
  if (principal) authorizeInvocation(principal, arn);
  let answer: Answer;
  try {
    answer = await options.functions.invoke(target, payload, {
      signal: task.signal,
      isOwnJson: true,
      ...(context.traceHeader ? { traceHeader: context.traceHeader } : {}),
    });
  } catch (error) {
    throw error instanceof ServiceError ? refused(error) : error;
  }
  if (answer.functionError) throw functionError(answer.payload);
  return answer;
}

/** The error a function reports: its type is the error's name, the whole report the cause. */
function functionError(payload: string): StatesTaskError {
  const report = parsePayload(payload);
  const type = isRecord(report) ? report['errorType'] : undefined;
  return new StatesTaskError(typeof type === 'string' && type ? type : 'Lambda.Unknown', payload);
}

function refused(error: ServiceError): StatesTaskError {
  return refusalError(LAMBDA_ERROR_NAMING, {
    exception: error.code,
    isModeled: INVOKE_EXCEPTIONS.has(error.code),
    message: error.message,
    status: error.status,
    requestId: randomUUID(),
  });
}

/** With the qualifier that is given beside the name, unless the name has the same. */
function targetOf(name: string, qualifier: unknown): string {
  const { qualifier: own } = splitFunctionName(name);
  if (typeof qualifier !== 'string' || own === qualifier) return name;
  if (own === undefined) return `${name}:${qualifier}`;
  throw refused(
    new ServiceError(
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    ),
  );
}

/** A text is the payload as it stands, so it has to be JSON itself; anything else is written as JSON. */
function payloadText(payload: unknown): string {
  if (payload === undefined || payload === null || payload === '') return '{}';
  if (typeof payload !== 'string') return JSON.stringify(payload);
  try {
    JSON.parse(payload);
    return payload;
  } catch {
    const fault = jsonFault(payload);
    const why = fault && `${fault.problem}\n at ${fault.source.replace('(String)', '(byte[])')}`;
    throw refused(
      new ServiceError(
        'InvalidRequestContentException',
        `Could not parse request body into json: Could not parse payload into json: ${why ?? payload}`,
        400,
      ),
    );
  }
}

// A function that answers nothing has the payload `null`; one that answers no JSON is passed on as text.
function parsePayload(payload: string): unknown {
  if (payload === '') return null;
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}

function metadata(
  status: number,
  payload: string,
  seen: {
    requestId?: string | undefined;
    traceHeader?: string | undefined;
    executedVersion?: string | undefined;
  },
): Record<string, unknown> {
  const requestId = seen.requestId ?? randomUUID();
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(payload)),
    'X-Amz-Executed-Version': seen.executedVersion ?? '$LATEST',
    'x-amzn-RequestId': requestId,
    ...(seen.traceHeader ? { 'X-Amzn-Trace-Id': seen.traceHeader } : {}),
  };
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: status,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}

function arnOf(account: Account, target: string): string {
  const { name, qualifier } = splitFunctionName(target);
  return functionArn(account, qualifier === undefined ? name : `${name}:${qualifier}`);
}

/** As Lambda refuses: with a status of its own. */
function authorizeInvocation(principal: Principal, arn: string): void {
  try {
    authorize(principal, 'lambda:InvokeFunction', arn);
  } catch (error) {
    throw error instanceof ServiceError ? refused(new ServiceError(error.code, error.message, 403)) : error;
  }
}
