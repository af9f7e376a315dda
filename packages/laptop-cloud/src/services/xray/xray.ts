// X-Ray on the laptop: receives what functions trace, adds what AWS services would, and answers queries over both.
import {
  authorize,
  type Service,
  ServiceError,
  type ServiceRequest,
  type ServiceResponse,
} from '../service.ts';
import { parseFilter } from './filter-expression.ts';
import { openInvocation, type TracedCall, type TracedInvocation } from './invocation-segments.ts';
import { type OpenSegment, openSegment, type SegmentStart } from './open-segment.ts';
import { startReceiver } from './receiver.ts';
import { parseSegment } from './segment.ts';
import { createTraceStore, type TraceStore } from './trace-store.ts';
import { factsOf, summaryOf } from './trace-summary.ts';

export interface XrayOptions {
  /** Where traces are kept; null keeps them in memory only. */
  folder: string | null;
  /** Gets what was sent and is no segment; stderr by default. */
  log?: (line: string) => void;
}

export interface Xray {
  service: Service;
  /** `127.0.0.1:<port>`, for AWS_XRAY_DAEMON_ADDRESS. */
  address: string;
  store: TraceStore;
  startSegment(start: SegmentStart): OpenSegment;
  /** Fits the Lambda runtime's `openSegments`. */
  openInvocation(call: TracedCall): TracedInvocation;
  close(): Promise<void>;
}

/** Starts the UDP receiver and loads the traces of earlier runs. */
export async function createXray({
  folder,
  log = (line) => console.error(line),
}: XrayOptions): Promise<Xray> {
  const store = createTraceStore({ folder });
  const receiver = await startReceiver(store.add, (text) => log(`xray: no segment: ${text.slice(0, 200)}`));
  const close = async (): Promise<void> => {
    await receiver.close();
    store.flush();
  };
  return {
    service: { scope: 'xray', handle: (request) => handle(request, store, log) },
    address: receiver.address,
    store,
    startSegment: (start) => openSegment(store, start),
    openInvocation: (call) => openInvocation(store, call),
    close,
  };
}

type Operation = (input: Record<string, unknown>, store: TraceStore) => unknown;

/** REST-JSON: every operation is a POST to its own path. https://docs.aws.amazon.com/xray/latest/api/API_Operations.html */
const OPERATIONS: Readonly<Record<string, { action: string; answer: Operation }>> = {
  '/TraceSegments': { action: 'xray:PutTraceSegments', answer: putTraceSegments },
  '/Traces': { action: 'xray:BatchGetTraces', answer: batchGetTraces },
  '/TraceSummaries': { action: 'xray:GetTraceSummaries', answer: getTraceSummaries },
};

async function handle(
  request: ServiceRequest,
  store: TraceStore,
  log: (line: string) => void,
): Promise<ServiceResponse> {
  try {
    const operation = request.method === 'POST' ? OPERATIONS[request.path] : undefined;
    if (!operation)
      throw new ServiceError(
        'NotImplemented',
        `The laptop does not implement ${request.method} ${request.path} of X-Ray, only ${Object.keys(OPERATIONS).join(', ')}.`,
        501,
      );
    authorize(request.principal, operation.action, '*');
    return answer(200, operation.answer(parseInput(request.body), store));
  } catch (error) {
    if (error instanceof ServiceError)
      return answer(
        error.code === 'AccessDeniedException' ? 403 : error.status,
        { Message: error.message, message: error.message },
        error.code,
      );
    log(`xray ${request.path}: ${error instanceof Error ? error.stack : String(error)}`);
    return answer(500, { message: 'The local service failed; its log says more.' }, 'InternalFailure');
  }
}

function answer(status: number, body: unknown, errorType?: string): ServiceResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      ...(errorType === undefined ? {} : { 'x-amzn-errortype': errorType }),
    },
    body: JSON.stringify(body),
  };
}

function parseInput(body: Buffer): Record<string, unknown> {
  try {
    return Object(JSON.parse(body.length === 0 ? '{}' : body.toString())) as Record<string, unknown>;
  } catch {
    throw new ServiceError('InvalidRequestException', 'The request is not JSON.');
  }
}

function putTraceSegments({ TraceSegmentDocuments }: Record<string, unknown>, store: TraceStore): unknown {
  const unprocessed: unknown[] = [];
  for (const text of texts(TraceSegmentDocuments, 'TraceSegmentDocuments')) {
    const document = parseSegment(text);
    if (document) store.add(document);
    else unprocessed.push({ ErrorCode: 'InvalidSegment', Message: 'Not a segment document.' });
  }
  return { UnprocessedTraceSegments: unprocessed };
}

function batchGetTraces({ TraceIds }: Record<string, unknown>, store: TraceStore): unknown {
  const ids = texts(TraceIds, 'TraceIds');
  const found = ids.flatMap((id) => store.trace(id) ?? []);
  return {
    Traces: found.map(({ id, durationSeconds, segments }) => ({
      Id: id,
      Duration: durationSeconds,
      LimitExceeded: false,
      Segments: segments.map((segment) => ({ Id: segment.id, Document: JSON.stringify(segment) })),
    })),
    UnprocessedTraceIds: ids.filter((id) => !found.some((trace) => trace.id === id)),
  };
}

function getTraceSummaries(input: Record<string, unknown>, store: TraceStore): unknown {
  const { StartTime, EndTime, FilterExpression = '' } = input;
  if (typeof StartTime !== 'number' || typeof EndTime !== 'number')
    throw new ServiceError('InvalidRequestException', 'StartTime and EndTime are required.');
  const filter = parseFilter(String(FilterExpression));
  const inTime = store.traces().filter(({ startTime }) => startTime >= StartTime && startTime <= EndTime);
  return {
    TraceSummaries: inTime.filter((trace) => filter(factsOf(trace))).map(summaryOf),
    ApproximateTime: StartTime,
    TracesProcessedCount: inTime.length,
  };
}

function texts(value: unknown, member: string): string[] {
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) return value;
  throw new ServiceError('InvalidRequestException', `${member} must be a list of strings.`);
}
