// Segments that AWS services write of their own accord, opened when work starts and written when it ends.
import { newSegmentId, newTraceId } from '../trace-ids.ts';
import { formatTraceHeader, parseTraceHeader, type SegmentDocument, type Subsegment } from './segment.ts';
import type { TraceStore } from './trace-store.ts';

export interface SegmentStart {
  name: string;
  /** `AWS::StepFunctions::StateMachine`, `AWS::Lambda`, `AWS::Lambda::Function` ... */
  origin: string;
  /** The caller's tracing header; without one a new trace starts. */
  traceHeader?: string | undefined;
  resourceArn?: string;
  /** Goes under `aws`. */
  aws?: Record<string, unknown>;
  /** False: nothing is written, ids are made all the same. A header with Sampled=0 has the same effect. */
  isSampled?: boolean;
  /** Milliseconds since 1970; now by default. */
  startMs?: number;
}

export interface SegmentEnd {
  /** Client's fault (4xx), server's fault (5xx) or throttling (429). */
  outcome?: 'error' | 'fault' | 'throttle' | undefined;
  cause?: { type: string; message: string };
  httpStatus?: number;
  annotations?: Record<string, string | number | boolean>;
  endMs?: number;
}

/** A segment or subsegment under way. */
export interface OpenSegment {
  id: string;
  traceId: string;
  /** Whether it is written when it ends. */
  isSampled: boolean;
  /** For calls made on its behalf: its own id is the parent. */
  traceHeader: string;
  startSubsegment(
    name: string,
    options?: { namespace?: 'aws' | 'remote'; aws?: Record<string, unknown>; startMs?: number },
  ): OpenSubsegment;
  /** Writes it; a second call does nothing. Subsegments still open end with it. */
  end(end?: SegmentEnd): void;
}

export type OpenSubsegment = OpenSegment;

/** Opens a segment; it shows as in progress at once. */
export function openSegment(store: TraceStore, start: SegmentStart): OpenSegment {
  const { root, parent, isSampled: asked = true } = parseTraceHeader(start.traceHeader);
  const startMs = start.startMs ?? Date.now();
  const isSampled = asked && start.isSampled !== false;
  const document: SegmentDocument = {
    id: newSegmentId(),
    trace_id: root ?? newTraceId(startMs),
    name: start.name,
    start_time: startMs / 1000,
    origin: start.origin,
    ...(parent === undefined ? {} : { parent_id: parent }),
    ...(start.resourceArn === undefined ? {} : { resource_arn: start.resourceArn }),
    ...(start.aws === undefined ? {} : { aws: start.aws }),
  };
  if (isSampled) store.add({ ...document, in_progress: true });
  return opened(document, document.trace_id, isSampled, {
    written: () => {
      if (isSampled) store.add(document);
    },
    // Sent apart, as soon as it ends: an execution that waits for days shows what it did so far.
    adopt: (child) => () => {
      if (isSampled)
        store.add({ ...child, trace_id: document.trace_id, parent_id: document.id, type: 'subsegment' });
    },
  });
}

/** What becomes of a document when it ends, and of those below it. */
interface Ends {
  written(): void;
  /** Puts a child under its parent; gives what is to be done when the child ends. */
  adopt(child: Subsegment): () => void;
}

function opened(document: Subsegment, traceId: string, isSampled: boolean, ends: Ends): OpenSegment {
  const children: OpenSegment[] = [];
  let isOpen = true;
  return {
    id: document.id,
    traceId,
    isSampled,
    traceHeader: formatTraceHeader(traceId, document.id, isSampled),
    startSubsegment: (name, { namespace, aws, startMs = Date.now() } = {}) => {
      const child: Subsegment = {
        id: newSegmentId(),
        name,
        start_time: startMs / 1000,
        ...(namespace === undefined ? {} : { namespace }),
        ...(aws === undefined ? {} : { aws }),
      };
      const open = opened(child, traceId, isSampled, {
        written: ends.adopt(child),
        adopt: (grandchild) => {
          child.subsegments = [...(child.subsegments ?? []), grandchild];
          return () => {};
        },
      });
      children.push(open);
      return open;
    },
    end: ({ outcome, cause, httpStatus, annotations, endMs = Date.now() } = {}) => {
      if (!isOpen) return;
      isOpen = false;
      for (const child of children) child.end({ endMs });
      document.end_time = endMs / 1000;
      if (outcome === 'throttle') document.error = true;
      if (outcome) document[outcome] = true;
      if (cause) document.cause = { exceptions: [{ id: newSegmentId(), ...cause }] };
      if (httpStatus !== undefined) document.http = { response: { status: httpStatus } };
      if (annotations) document.annotations = { ...document.annotations, ...annotations };
      ends.written();
    },
  };
}
