// The service graph: who called whom in the traces of a time, how often, how long and with what outcome.
// https://docs.aws.amazon.com/xray/latest/devguide/xray-api-gettingdata.html#xray-api-servicegraph
import { splitArn } from '../../arns.ts';
import type { SegmentDocument, Subsegment } from './segment.ts';
import type { Trace } from './trace-store.ts';

/** A node while the traces are read. */
interface Node {
  name: string;
  type: string | undefined;
  /** Whether it wrote segments of its own; else it is known from its callers alone. */
  isActive: boolean;
  isRoot: boolean;
  isClient: boolean;
  accountId: string | undefined;
  seen: Call[];
  /** By whom it calls. */
  edges: Map<Node, Call[]>;
}

/** One request, as the node or its caller saw it. */
type Call = Pick<Subsegment, 'start_time' | 'end_time' | 'error' | 'fault' | 'throttle'>;

/** The members `Services` of the answer. */
export function serviceGraph(traces: readonly Trace[]): Record<string, unknown>[] {
  const nodes = new Nodes();
  for (const trace of traces) addTrace(nodes, trace);
  const all = nodes.all();
  return all.map((node, index) => described(node, index, all));
}

class Nodes {
  readonly #byKey = new Map<string, Node>();

  of(name: string, type: string | undefined): Node {
    const key = JSON.stringify([name, type]);
    const known = this.#byKey.get(key);
    if (known) return known;
    const node: Node = {
      name,
      type,
      isActive: false,
      isRoot: false,
      isClient: false,
      accountId: undefined,
      seen: [],
      edges: new Map(),
    };
    this.#byKey.set(key, node);
    return node;
  }

  all(): Node[] {
    return [...this.#byKey.values()];
  }
}

function addTrace(nodes: Nodes, { segments }: Trace): void {
  const ownerOf = new Map<string, { owner: SegmentDocument; call: Subsegment | undefined }>();
  for (const owner of segments) {
    ownerOf.set(owner.id, { owner, call: undefined });
    for (const call of below(owner)) ownerOf.set(call.id, { owner, call });
  }
  // A call that is answered with a segment leads to that; any other to what the call says of itself.
  const answered = new Set<string>();
  for (const segment of segments) {
    const node = nodeOf(nodes, segment);
    const caller = segment.parent_id === undefined ? undefined : ownerOf.get(segment.parent_id);
    if (!caller) addClient(nodes, node, segment);
    else {
      if (caller.call) answered.add(caller.call.id);
      connect(nodeOf(nodes, caller.owner), node, caller.call ?? segment);
    }
    node.seen.push(segment);
  }
  for (const segment of segments)
    for (const call of below(segment))
      if (call.namespace !== undefined && !answered.has(call.id)) {
        const node = inferred(nodes, call);
        connect(nodeOf(nodes, segment), node, call);
        node.seen.push(call);
      }
}

function nodeOf(nodes: Nodes, { name, origin, resource_arn: arn }: SegmentDocument): Node {
  const node = nodes.of(name, origin);
  node.isActive = true;
  node.accountId ??= arn === undefined ? undefined : splitArn(arn)?.accountId;
  return node;
}

/** Whoever made the first request, under the name that was asked for. */
function addClient(nodes: Nodes, entry: Node, segment: SegmentDocument): void {
  entry.isRoot = true;
  const client = nodes.of(hostIn(segment) ?? segment.name, 'client');
  client.isClient = true;
  connect(client, entry, segment);
}

function hostIn({ http }: SegmentDocument): string | undefined {
  const { url } = Object(http?.['request']) as { url?: unknown };
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).hostname : undefined;
}

function connect(from: Node, to: Node, call: Call): void {
  from.edges.set(to, [...(from.edges.get(to) ?? []), call]);
}

/** What the details of a call to AWS name, and the type that X-Ray gives it. */
const RESOURCES = [
  ['table_name', 'AWS::DynamoDB::Table'],
  ['queue_url', 'AWS::SQS::Queue'],
  ['bucket_name', 'AWS::S3::Bucket'],
] as const;

function inferred(nodes: Nodes, { name, namespace, aws = {} }: Subsegment): Node {
  if (namespace !== 'aws') return nodes.of(name, namespace);
  for (const [member, type] of RESOURCES) {
    const resource = aws[member];
    if (typeof resource === 'string') return nodes.of(resource, type);
  }
  const service = typeof aws['service'] === 'string' ? aws['service'] : name;
  return nodes.of(service, `AWS::${service}`);
}

function below({ subsegments = [] }: Subsegment): Subsegment[] {
  return subsegments.flatMap((one) => [one, ...below(one)]);
}

function described(node: Node, index: number, all: readonly Node[]): Record<string, unknown> {
  const edges = [...node.edges].map(([to, calls]) => ({
    ReferenceId: all.indexOf(to),
    ...frameOf(calls),
    SummaryStatistics: statistics(calls),
    ResponseTimeHistogram: histogram(calls),
    Aliases: [],
  }));
  const frame = frameOf(node.isClient ? [...node.edges.values()].flat() : node.seen);
  const service = {
    ReferenceId: index,
    Name: node.name,
    Names: [node.name],
    ...(node.type === undefined ? {} : { Type: node.type }),
    ...(node.accountId ? { AccountId: node.accountId } : {}),
    State: node.isActive ? 'active' : 'unknown',
    ...frame,
    Edges: edges,
  };
  if (node.isClient) return service;
  return {
    ...service,
    Root: node.isRoot,
    SummaryStatistics: statistics(node.seen),
    DurationHistogram: histogram(node.seen),
    ResponseTimeHistogram: histogram(node.seen),
  };
}

function frameOf(calls: readonly Call[]) {
  return {
    StartTime: Math.min(...calls.map(({ start_time }) => start_time)),
    EndTime: Math.max(...calls.map(({ start_time, end_time }) => end_time ?? start_time)),
  };
}

/** Of the requests that are over. */
function statistics(calls: readonly Call[]) {
  const over = calls.filter(isOver);
  const faults = over.filter(({ fault }) => fault === true).length;
  const failed = over.filter(({ fault, error, throttle }) => fault !== true && (error || throttle));
  const throttled = failed.filter(({ throttle }) => throttle === true).length;
  const seconds = over.reduce((sum, call) => sum + secondsOf(call), 0);
  return {
    OkCount: over.length - faults - failed.length,
    ErrorStatistics: {
      ThrottleCount: throttled,
      OtherCount: failed.length - throttled,
      TotalCount: failed.length,
    },
    FaultStatistics: { OtherCount: faults, TotalCount: faults },
    TotalCount: over.length,
    TotalResponseTime: inMilliseconds(seconds),
  };
}

function histogram(calls: readonly Call[]): { Value: number; Count: number }[] {
  const counts = new Map<number, number>();
  for (const call of calls.filter(isOver)) {
    const value = inMilliseconds(secondsOf(call));
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => a - b).map(([Value, Count]) => ({ Value, Count }));
}

const isOver = ({ end_time }: Call): boolean => end_time !== undefined;
const secondsOf = ({ start_time, end_time = start_time }: Call): number => end_time - start_time;

/** Seconds that are whole milliseconds. */
function inMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
