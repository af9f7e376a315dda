// Segment documents and the tracing header. https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
import { isEpochSeconds } from '../timing/epoch-seconds.ts';

/** A segment or subsegment as X-Ray takes it; members not named here are kept as they are. */
export interface SegmentDocument {
  id: string;
  trace_id: string;
  name: string;
  /** Seconds since 1970, with fractions. */
  start_time: number;
  end_time?: number;
  in_progress?: boolean;
  /** `subsegment` when sent apart from its parent. */
  type?: string;
  parent_id?: string;
  origin?: string;
  namespace?: string;
  resource_arn?: string;
  error?: boolean;
  fault?: boolean;
  throttle?: boolean;
  cause?: unknown;
  annotations?: Record<string, string | number | boolean>;
  metadata?: Record<string, unknown>;
  http?: { response?: { status?: number } & Record<string, unknown> } & Record<string, unknown>;
  aws?: Record<string, unknown>;
  subsegments?: Subsegment[];
}

/** Inside its parent a subsegment needs neither the trace's id nor its parent's. */
export type Subsegment = Omit<SegmentDocument, 'trace_id'> & { trace_id?: string };

/** Reads a document of PutTraceSegments or of a datagram; undefined when a required member is missing. */
export function parseSegment(text: string): SegmentDocument | undefined {
  try {
    return segmentOf(JSON.parse(text));
  } catch {
    // Not JSON is one of the ways of not being a segment.
    return undefined;
  }
}

/** The value as a document; undefined when a required member is missing. */
export function segmentOf(value: unknown): SegmentDocument | undefined {
  const document = Object(value) as Partial<SegmentDocument>;
  const isComplete =
    typeof document.id === 'string' &&
    typeof document.trace_id === 'string' &&
    typeof document.name === 'string' &&
    typeof document.start_time === 'number' &&
    isEpochSeconds(document.start_time) &&
    (typeof document.end_time === 'number' || document.in_progress === true);
  return isComplete ? (value as SegmentDocument) : undefined;
}

/** The tracing header `Root=...;Parent=...;Sampled=1`, taken apart. */
export interface TraceHeader {
  root?: string;
  parent?: string;
  isSampled?: boolean;
}

export function parseTraceHeader(header: string | undefined): TraceHeader {
  const parts = new Map(
    (header ?? '').split(';').map((part) => {
      const [key = '', value = ''] = part.split('=');
      return [key.trim().toLowerCase(), value.trim()] as const;
    }),
  );
  const root = parts.get('root');
  const parent = parts.get('parent');
  const sampled = parts.get('sampled');
  return {
    ...(root && /^1-[0-9a-f]{8}-[0-9a-f]{24}$/i.test(root) ? { root } : {}),
    ...(parent && /^[0-9a-f]{16}$/i.test(parent) ? { parent } : {}),
    ...(sampled === '1' || sampled === '0' ? { isSampled: sampled === '1' } : {}),
  };
}

export function formatTraceHeader(root: string, parent: string, isSampled: boolean): string {
  return `Root=${root};Parent=${parent};Sampled=${isSampled ? 1 : 0}`;
}
