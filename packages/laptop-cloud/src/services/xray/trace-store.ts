// Segment documents grouped by trace, kept in memory and as one JSON line each on disk.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pendingLines, readJsonLines } from '../json-lines.ts';
import { type SegmentDocument, type Subsegment, segmentOf } from './segment.ts';

export interface Trace {
  id: string;
  /** Seconds since 1970. */
  startTime: number;
  /** Seconds from the first start to the last end seen. */
  durationSeconds: number;
  /** Segments in order of start, subsegments that came apart put where they belong. */
  segments: SegmentDocument[];
}

export interface TraceStore {
  /** Takes a document; a later one with the same id replaces it. */
  add(document: SegmentDocument): void;
  trace(id: string): Trace | undefined;
  /** Newest first. */
  traces(): Trace[];
  onDocument(listener: (document: SegmentDocument) => void): void;
  /** Writes what is still waiting to be written. */
  flush(): void;
}

export interface TraceStoreOptions {
  /** `<folder>/<date>.jsonl`; null keeps traces in memory only. */
  folder: string | null;
  /** Traces kept in memory; the oldest go first. Default 1,000. */
  limit?: number;
}

/** Documents come in bursts while what they describe goes on; writing each at once would slow it down. */
const WRITE_DELAY_MS = 50;

export function createTraceStore({ folder, limit = 1000 }: TraceStoreOptions): TraceStore {
  const documents = new Map<string, Map<string, SegmentDocument>>();
  const listeners: ((document: SegmentDocument) => void)[] = [];
  const files = pendingLines(WRITE_DELAY_MS);
  const keep = (document: SegmentDocument): void => {
    const trace = documents.get(document.trace_id) ?? new Map<string, SegmentDocument>();
    trace.set(document.id, document);
    documents.set(document.trace_id, trace);
    const [oldest] = documents.keys();
    if (documents.size > limit && oldest !== undefined) documents.delete(oldest);
  };
  const traceOf = (id: string, parts: Map<string, SegmentDocument>): Trace => {
    const all = [...parts.values()];
    const startTime = Math.min(...all.map(({ start_time }) => start_time));
    const end = Math.max(...all.map(({ end_time, start_time }) => end_time ?? start_time));
    return { id, startTime, durationSeconds: round(end - startTime), segments: assemble(all) };
  };
  if (folder !== null) {
    mkdirSync(folder, { recursive: true });
    for (const document of readDocuments(folder)) keep(document);
  }
  return {
    add: (document) => {
      keep(document);
      // What is still under way is worth showing, not keeping.
      if (folder !== null && !document.in_progress) files.append(fileOf(folder, document), document);
      for (const listener of listeners) listener(document);
    },
    trace: (id) => {
      const parts = documents.get(id);
      return parts && traceOf(id, parts);
    },
    traces: () =>
      [...documents].map(([id, parts]) => traceOf(id, parts)).sort((a, b) => b.startTime - a.startTime),
    onDocument: (listener) => void listeners.push(listener),
    flush: files.flush,
  };
}

function fileOf(folder: string, { start_time }: SegmentDocument): string {
  return join(folder, `${new Date(start_time * 1000).toISOString().slice(0, 10)}.jsonl`);
}

function* readDocuments(folder: string): Generator<SegmentDocument> {
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.jsonl')) continue;
    for (const value of readJsonLines(join(folder, file))) {
      // A line cut off by a crash is no segment and is left out.
      const document = segmentOf(value);
      if (document) yield document;
    }
  }
}

/** Puts each subsegment that was sent apart under its parent; one whose parent is unknown stands alone. */
function assemble(documents: readonly SegmentDocument[]): SegmentDocument[] {
  const copies = documents.map((document) => structuredClone(document));
  const byId = new Map<string, Subsegment>();
  const index = (segment: Subsegment): void => {
    byId.set(segment.id, segment);
    for (const child of segment.subsegments ?? []) index(child);
  };
  for (const copy of copies) index(copy);
  const isAlone = (copy: SegmentDocument): boolean => {
    const parent = copy.type === 'subsegment' ? byId.get(copy.parent_id ?? '') : undefined;
    if (!parent) return true;
    const others = (parent.subsegments ?? []).filter(({ id }) => id !== copy.id);
    parent.subsegments = [...others, copy].sort((a, b) => a.start_time - b.start_time);
    return false;
  };
  return copies.filter(isAlone).sort((a, b) => a.start_time - b.start_time);
}

/** Microseconds, as X-Ray's own times. */
function round(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
