// What PutTraceSegments answers for a document that X-Ray does not take: a code, in the words that the daemon logs.
// https://docs.aws.amazon.com/xray/latest/api/API_UnprocessedTraceSegment.html
import { parseSegment, type SegmentDocument } from './segment.ts';

export interface UnprocessedSegment {
  Id?: string;
  ErrorCode: string;
  Message: string;
}

const DAY_MS = 86_400_000;
/** Traces are kept as long: https://docs.aws.amazon.com/general/latest/gr/xray.html */
const OLDEST_MS = 30 * DAY_MS;
/** Clocks differ. */
const SKEW_MS = 300_000;

/** The members that every segment has, with the code of their absence. */
const REQUIRED = [
  ['id', 'MissingId'],
  ['name', 'MissingName'],
  ['trace_id', 'MissingTraceId'],
  ['start_time', 'MissingStartTime'],
] as const;

/** The document, or why it is none that X-Ray takes at this time. */
export function readSegment(text: string, nowMs: number): SegmentDocument | UnprocessedSegment {
  const document = parseSegment(text);
  if (!document) return unprocessed(...whatIsWrong(text));
  const { id, trace_id: traceId, start_time: startTime, end_time: endTime = startTime } = document;
  const [, second] = /^1-([0-9a-f]{8})-[0-9a-f]{24}$/i.exec(traceId) ?? [];
  const isOutside = (ms: number) => ms < nowMs - OLDEST_MS || ms > nowMs + SKEW_MS;
  if (second === undefined || isOutside(Number.parseInt(second, 16) * 1000))
    return unprocessed('InvalidTraceId', id);
  if (isOutside(startTime * 1000)) return unprocessed('InvalidStartTime', id);
  if (endTime < startTime || isOutside(endTime * 1000)) return unprocessed('InvalidEndTime', id);
  return document;
}

function whatIsWrong(text: string): [code: string, id?: string] {
  let given: Record<string, unknown>;
  try {
    given = Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return ['ParseError'];
  }
  const missing = REQUIRED.find(([member]) => given[member] === undefined);
  const id = typeof given['id'] === 'string' ? given['id'] : undefined;
  return id === undefined ? [missing?.[1] ?? 'ParseError'] : [missing?.[1] ?? 'ParseError', id];
}

function unprocessed(code: string, id?: string): UnprocessedSegment {
  return {
    ...(id === undefined ? {} : { Id: id }),
    ErrorCode: code,
    Message: `Invalid segment. ErrorCode: ${code}`,
  };
}
