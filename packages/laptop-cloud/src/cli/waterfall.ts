// A trace as a waterfall: what called what, when it began and how long it took.

import type { SegmentDocument, Subsegment } from '../services/xray/segment.ts';
import type { Trace } from '../services/xray/trace-store.ts';
import type { Terminal } from './terminal.ts';

interface Row {
  depth: number;
  name: string;
  /** Milliseconds from the start of the trace. */
  startMs: number;
  durationMs: number;
  hasFailed: boolean;
  /** Annotations, and what a call of AWS was. */
  notes: string[];
}

const BAR_WIDTH = 28;
const NAME_WIDTH = 44;

/** One line for each segment and subsegment, children under their parents. */
export function printWaterfall({ line, paint }: Terminal, trace: Trace): void {
  const rows = rowsOf(trace);
  const totalMs = Math.max(1, ...rows.map((row) => row.startMs + row.durationMs));
  for (const row of rows) {
    const name = `${'  '.repeat(row.depth)}${row.name}`.slice(0, NAME_WIDTH).padEnd(NAME_WIDTH);
    const duration = `${row.durationMs.toFixed(0)} ms`.padStart(9);
    const colour = row.hasFailed ? paint.red : paint.cyan;
    line(
      `  ${row.hasFailed ? paint.red(name) : name} ${duration} ${colour(bar(row, totalMs))} ${paint.dim(row.notes.join(' '))}`,
    );
  }
}

function bar({ startMs, durationMs }: Row, totalMs: number): string {
  const start = Math.min(BAR_WIDTH - 1, Math.floor((startMs / totalMs) * BAR_WIDTH));
  const length = Math.max(1, Math.round((durationMs / totalMs) * BAR_WIDTH));
  return `${' '.repeat(start)}${'█'.repeat(Math.min(length, BAR_WIDTH - start))}`.padEnd(BAR_WIDTH);
}

function rowsOf(trace: Trace): Row[] {
  const byParent = new Map<string, SegmentDocument[]>();
  const ids = new Set<string>();
  const collect = (document: SegmentDocument | Subsegment) => {
    ids.add(document.id);
    document.subsegments?.forEach(collect);
  };
  trace.segments.forEach(collect);
  const roots = trace.segments.filter(({ parent_id }) => parent_id === undefined || !ids.has(parent_id));
  for (const segment of trace.segments) {
    if (roots.includes(segment)) continue;
    const siblings = byParent.get(segment.parent_id!) ?? [];
    byParent.set(segment.parent_id!, [...siblings, segment]);
  }
  const rows: Row[] = [];
  const visit = (document: SegmentDocument | Subsegment, depth: number) => {
    rows.push(rowOf(document, depth, trace.startTime));
    const children = [...(document.subsegments ?? []), ...(byParent.get(document.id) ?? [])];
    for (const child of children.toSorted((a, b) => a.start_time - b.start_time)) visit(child, depth + 1);
  };
  for (const root of roots) visit(root, 0);
  return rows;
}

function rowOf(document: SegmentDocument | Subsegment, depth: number, traceStart: number): Row {
  const { origin, annotations = {}, aws = {}, start_time, end_time } = document;
  const operation = typeof aws['operation'] === 'string' ? [aws['operation']] : [];
  return {
    depth,
    name: nameOf(document),
    startMs: (start_time - traceStart) * 1000,
    durationMs: ((end_time ?? start_time) - start_time) * 1000,
    hasFailed: Boolean(document.fault || document.error || document.throttle),
    notes: [
      ...operation,
      ...failureOf(document),
      ...Object.entries(annotations)
        // The step is the row's name, the execution that of the whole trace.
        .filter(([key, value]) => key !== 'executionArn' && key !== 'step' && value !== '')
        .map(([key, value]) => `${key}=${value}`),
      ...(origin ? [KINDS[origin] ?? origin] : []),
    ],
  };
}

/** What else writes segments is named as X-Ray names it. */
const KINDS: Readonly<Record<string, string>> = {
  'AWS::StepFunctions::StateMachine': 'state machine',
  'AWS::Lambda': 'Lambda service',
  'AWS::Lambda::Function': 'Lambda function',
};

/** Logical id instead of `<stack>-<logical id>-<12 random characters>`, which says less in more columns. */
function nameOf({ name, origin }: SegmentDocument | Subsegment): string {
  return (origin && /-([A-Za-z0-9]+)-[A-Z0-9]{12}$/.exec(name)?.[1]) || name;
}

function failureOf({ cause, http }: SegmentDocument | Subsegment): string[] {
  const { exceptions = [] } = Object(cause) as { exceptions?: { type?: string }[] };
  const status = http?.response?.status ?? 0;
  return [
    ...(exceptions[0]?.type === undefined ? [] : [exceptions[0].type]),
    ...(status >= 400 ? [String(status)] : []),
  ];
}
