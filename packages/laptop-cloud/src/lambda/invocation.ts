// One invocation from payload to answer: its log, its trace, its limits. Where the handler runs is the runner's matter.
import { newUuid } from '../new-uuid.ts';
import type { Reply } from './instance.ts';
import { type InvocationLog, type LogLine, type LogSize, openLog } from './invocation-log.ts';
import { LambdaError } from './lambda-error.ts';
import type { LambdaFunction } from './lambda-function.ts';
import type { InvokeMessage } from './messages.ts';
import { beyondLimit, PAYLOAD_LIMIT_BYTES } from './payload-limit.ts';
import type { OpenInvocationSegments } from './trace.ts';

export interface InvokeOptions {
  /** The payload was made by JSON.stringify: it need not be read to see whether it is JSON. */
  isOwnJson?: true;
  /** The caller's X-Amzn-Trace-Id. */
  traceHeader?: string;
  clientContext?: unknown;
  /** Of an event, which keeps it through all its tries; a new one by default. */
  requestId?: string;
  /** Ends the waiting, for a free environment too, but not the function: Lambda runs on when its caller is gone. */
  signal?: AbortSignal;
}

export interface Invocation {
  /** JSON text: the answer, or the error report. */
  payload: string;
  functionError?: 'Unhandled' | 'Handled';
  statusCode: number;
  requestId: string;
  durationMs: number;
  /** Present when an environment was started for it. */
  initDurationMs?: number;
  /** The last 4 KB of its log, made for whoever asks. */
  logTail(): string;
  /** The last lines of its log. */
  log: readonly LogLine[];
  logSize: LogSize;
  /** What the handler got as trace header. */
  traceHeader: string;
  /** The version that ran. */
  executedVersion: string;
}

/** Lets a handler handle one message; rejects only when it cannot be run at all. */
export type Runner = (
  message: Omit<InvokeMessage, 'deadline'>,
  log: InvocationLog,
  /** Of the caller: until the handler has the message, it need not get it. */
  signal?: AbortSignal,
) => Promise<{ reply: Reply; durationMs: number; initDurationMs?: number }>;

export interface InvocationParts {
  runner: Runner;
  openSegments: OpenInvocationSegments;
  onLine(line: LogLine, requestId: string): void;
}

/** Runs one invocation; a handler that fails makes an Invocation with functionError. Throws what the runner throws, and LambdaError for a payload Lambda refuses. */
export async function runInvocation(
  lambdaFunction: LambdaFunction,
  payload: string,
  { traceHeader, clientContext, isOwnJson, requestId = newUuid(), signal }: InvokeOptions,
  { runner, openSegments, onLine }: InvocationParts,
): Promise<Invocation> {
  checkSize(payload);
  if (!isOwnJson) checkJson(payload);
  const log = openLog({ ...lambdaFunction, requestId }, (line) => onLine(line, requestId));
  const segments = openSegments({
    functionName: lambdaFunction.name,
    functionArn: lambdaFunction.arn,
    requestId,
    traceHeader,
    isActive: lambdaFunction.isTraced,
  });
  const message = {
    requestId,
    payload,
    functionArn: lambdaFunction.arn,
    traceHeader: segments.traceHeader,
    ...(clientContext === undefined ? {} : { clientContext }),
  };
  const outcome = await runner(message, log, signal).catch((error: unknown) => {
    const errorType = error instanceof LambdaError ? error.code : 'ServiceException';
    segments.end({ errorType, isThrottled: errorType === 'TooManyRequestsException' });
    throw error;
  });
  const reply = withinLimit(outcome.reply);
  const failure =
    reply.kind === 'error'
      ? { functionError: 'Unhandled' as const, errorType: reply.report.errorType }
      : undefined;
  const { durationMs, initDurationMs } = outcome;
  const timing = initDurationMs === undefined ? { durationMs } : { durationMs, initDurationMs };
  const ending = failure ? { errorType: failure.errorType } : {};
  log.end({
    ...timing,
    ...ending,
    maxMemoryUsedMb: reply.memoryMb,
    status: failure ? (failure.errorType === 'Sandbox.Timedout' ? 'timeout' : 'error') : 'success',
  });
  segments.end({ ...timing, ...ending });
  return {
    payload: reply.kind === 'error' ? JSON.stringify(reply.report) : reply.payload,
    ...(failure ? { functionError: failure.functionError } : {}),
    statusCode: 200,
    requestId,
    ...timing,
    logTail: log.tail,
    log: log.lines,
    logSize: log.size,
    traceHeader: segments.traceHeader,
    executedVersion: lambdaFunction.version,
  };
}

function checkSize(payload: string): void {
  const size = Buffer.byteLength(payload);
  if (size > PAYLOAD_LIMIT_BYTES)
    throw new LambdaError(
      'RequestTooLargeException',
      `Request must be smaller than ${PAYLOAD_LIMIT_BYTES} bytes for the InvokeFunction operation`,
      413,
    );
}

/** Throws InvalidRequestContentException. */
export function checkJson(payload: string): void {
  try {
    JSON.parse(payload);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LambdaError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${why}`,
      400,
      { cause },
    );
  }
}

function withinLimit(reply: Reply): Reply {
  if (reply.kind === 'error') return reply;
  const report = beyondLimit(reply.payload);
  return report ? { kind: 'error', report, isSpent: false, memoryMb: reply.memoryMb } : reply;
}

/** The promise, or a rejection as soon as the signal aborts. */
export function abandonable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise<T>((resolve, reject) => {
    const abandon = (): void => reject(signal.reason);
    if (signal.aborted) abandon();
    signal.addEventListener('abort', abandon, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon));
  });
}
