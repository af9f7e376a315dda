// How long each part of a trace was busy itself, and not with what it waited for: the first thing to know of a slow execution.

import type { Subsegment } from '../../services/xray/segment.ts';
import type { Trace } from '../../services/xray/trace-store.ts';

export interface OwnTime {
  /** From the outermost part that says something, e.g. `InspectPhoto > Initialization`. */
  place: string;
  seconds: number;
}

interface Node {
  document: Subsegment;
  children: Node[];
}

/** Each part with the time in which none of its children was at work, longest first. */
export function ownTimes(trace: Trace): OwnTime[] {
  const times: OwnTime[] = [];
  const visit = ({ document, children }: Node, task: string | undefined): void => {
    const end = document.end_time ?? document.start_time;
    const busy = covered(
      children.map((child) => [
        Math.max(document.start_time, child.document.start_time),
        Math.min(end, child.document.end_time ?? child.document.start_time),
      ]),
    );
    const name = shortName(document);
    const place = task === undefined || task === name ? name : `${task} > ${name}`;
    times.push({ place, seconds: Math.max(0, end - document.start_time - busy) });
    // What lies below a task is told under the task's name.
    for (const child of children)
      visit(child, task ?? (isMachine(document) ? child.document.name : undefined));
  };
  for (const root of treeOf(trace)) visit(root, undefined);
  return times.toSorted((a, b) => b.seconds - a.seconds);
}

function treeOf(trace: Trace): Node[] {
  const nodes = new Map<string, Node>();
  const roots: Node[] = [];
  const grow = (document: Subsegment): Node => {
    const node: Node = { document, children: [] };
    nodes.set(document.id, node);
    node.children = (document.subsegments ?? []).map(grow);
    return node;
  };
  const segments = trace.segments.map(grow);
  for (const segment of segments) {
    const parent = nodes.get(segment.document.parent_id ?? '');
    if (parent) parent.children.push(segment);
    else roots.push(segment);
  }
  return roots;
}

/** Seconds covered by at least one of the spans. */
function covered(spans: (readonly [number, number])[]): number {
  let seconds = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const [start, end] of spans.toSorted((a, b) => a[0] - b[0])) {
    seconds += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return seconds;
}

function isMachine({ origin }: Subsegment): boolean {
  return origin === 'AWS::StepFunctions::StateMachine';
}

function shortName({ name, origin, aws }: Subsegment): string {
  const { operation, service } = aws ?? {};
  // A state that calls a service keeps its own name.
  if (typeof operation === 'string' && service === undefined) return `${name} ${operation}`;
  return NAMES[origin ?? ''] ?? name;
}

/** Names of functions and machines say nothing here: they follow from the task. */
const NAMES: Readonly<Record<string, string>> = {
  'AWS::Lambda': 'before and after the function (service)',
  'AWS::Lambda::Function': 'outside the handler (runtime)',
  'AWS::StepFunctions::StateMachine': 'between the tasks (state machine)',
};
