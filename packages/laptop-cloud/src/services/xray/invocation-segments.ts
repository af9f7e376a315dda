// The two segments Lambda writes for each traced invocation: of the service (AWS::Lambda) and of the function (AWS::Lambda::Function).

import { newSegmentId, newTraceId } from '../trace-ids.ts';
import { openSegment } from './open-segment.ts';
import { formatTraceHeader, parseTraceHeader } from './segment.ts';
import type { TraceStore } from './trace-store.ts';

export interface TracedCall {
  functionName: string;
  functionArn: string;
  requestId: string;
  traceHeader: string | undefined;
  /** Tracing: Active starts a trace where the caller has none; PassThrough follows the caller only. */
  isActive: boolean;
}

export interface TracedInvocation {
  /** Becomes _X_AMZN_TRACE_ID: what the function traces itself hangs below its segment. */
  traceHeader: string;
  end(outcome: { initDurationMs?: number; errorType?: string; isThrottled?: boolean }): void;
}

/** Opens both segments; they are written when the invocation ends. */
export function openInvocation(store: TraceStore, call: TracedCall): TracedInvocation {
  const { isSampled = call.isActive, root = newTraceId(Date.now()) } = parseTraceHeader(call.traceHeader);
  // Nothing of it is written; the function gets identifiers all the same.
  if (!isSampled)
    return { traceHeader: formatTraceHeader(root, newSegmentId(), false), end: () => undefined };
  const service = openSegment(store, {
    name: call.functionName,
    origin: 'AWS::Lambda',
    traceHeader: call.traceHeader,
    resourceArn: call.functionArn,
    aws: { request_id: call.requestId },
    isSampled,
  });
  const own = openSegment(store, {
    name: call.functionName,
    origin: 'AWS::Lambda::Function',
    traceHeader: service.traceHeader,
    resourceArn: call.functionArn,
    aws: { function_arn: call.functionArn, request_id: call.requestId },
  });
  const startMs = Date.now();
  return {
    traceHeader: own.traceHeader,
    end: ({ initDurationMs, errorType, isThrottled }) => {
      if (initDurationMs !== undefined)
        own.startSubsegment('Initialization', { startMs }).end({ endMs: startMs + initDurationMs });
      const failure = errorType === undefined ? {} : { cause: { type: errorType, message: errorType } };
      own.end({ ...failure, outcome: errorType === undefined ? undefined : 'fault' });
      service.end({
        ...failure,
        outcome: isThrottled ? 'throttle' : errorType === undefined ? undefined : 'fault',
        httpStatus: isThrottled ? 429 : 200,
      });
    },
  };
}
