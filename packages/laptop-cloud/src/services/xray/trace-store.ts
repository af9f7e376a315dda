// Segment documents grouped by trace, as the JSON of each in memory and as a line of it on disk: a photo is sixty of them, which
// are sought seldom and cost the collector more as objects than to read again.
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
  /** Takes a document, with its JSON where it came as that; a later one with the same id replaces it. */
  add(document: SegmentDocument, json?: string): void;
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
  /** The JSON of each document, by the ids of trace and document. */
  const documents = new Map<string, Map<string, string>>();
  const listeners: ((document: SegmentDocument) => void)[] = [];
  const files = pendingLines(WRITE_DELAY_MS);
  const keep = ({ id, trace_id }: SegmentDocument, json: string): void => {
    const known = documents.get(trace_id);
    if (known) return void known.set(id, json);
    documents.set(trace_id, new Map([[id, json]]));
    const [oldest] = documents.keys();
    if (documents.size > limit && oldest !== undefined) documents.delete(oldest);
  };
  const traceOf = (id: string, parts: Map<string, string>): Trace => {
    const all = [...parts.values()].map((json) => JSON.parse(json) as SegmentDocument);
    const startTime = Math.min(...all.map(({ start_time }) => start_time));
    const end = Math.max(...all.map(({ end_time, start_time }) => end_time ?? start_time));
    return { id, startTime, durationSeconds: round(end - startTime), segments: assemble(all) };
  };
  if (folder !== null) {
    mkdirSync(folder, { recursive: true });
    for (const document of readDocuments(folder)) keep(document, JSON.stringify(document));
  }
  return {
    add: (document, given) => {
      const json = given === undefined || given.includes('\n') ? JSON.stringify(document) : given;
      keep(document, json);
      // What is still under way is worth showing, not keeping.
      if (folder !== null && !document.in_progress) files.appendText(fileOf(folder, document), json);
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

/** Puts each subsegment that was sent apart under its parent, which it changes; one whose parent is unknown stands alone. */
function assemble(documents: readonly SegmentDocument[]): SegmentDocument[] {
  const byId = new Map<string, Subsegment>();
  const index = (segment: Subsegment): void => {
    byId.set(segment.id, segment);
    for (const child of segment.subsegments ?? []) index(child);
  };
  for (const document of documents) index(document);
  const isAlone = (document: SegmentDocument): boolean => {
    const parent = document.type === 'subsegment' ? byId.get(document.parent_id ?? '') : undefined;
    if (!parent) return true;
    const others = (parent.subsegments ?? []).filter(({ id }) => id !== document.id);
    parent.subsegments = [...others, document].sort((a, b) => a.start_time - b.start_time);
    return false;
  };
  return documents.filter(isAlone).sort((a, b) => a.start_time - b.start_time);
}

/** Microseconds, as X-Ray's own times. */
function round(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
