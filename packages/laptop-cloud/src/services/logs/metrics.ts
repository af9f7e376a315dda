// CloudWatch's embedded metric format: metrics read out of log lines, and what they add up to.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html

export interface Metric {
  namespace: string;
  name: string;
  /** `Count`, `Milliseconds`, ...; `None` when the line gives none. */
  unit: string;
  /** At least one. */
  values: number[];
  dimensions: Record<string, string>;
  /** Milliseconds since 1970. */
  timestamp: number;
}

/** The metrics of one log line, one for each set of dimensions; none for a line in any other format. */
export function parseMetrics(line: string): Metric[] {
  const root = parseObject(line);
  const header = root && asObject(root._aws);
  if (!root || !header || !Array.isArray(header.CloudWatchMetrics)) return [];
  const timestamp = typeof header.Timestamp === 'number' ? header.Timestamp : 0;
  return header.CloudWatchMetrics.flatMap((directive: unknown) => {
    const { Namespace, Dimensions, Metrics } = asObject(directive) ?? {};
    if (typeof Namespace !== 'string' || !Array.isArray(Metrics)) return [];
    const dimensionSets = Array.isArray(Dimensions) && Dimensions.length > 0 ? Dimensions : [[]];
    return Metrics.flatMap((definition: unknown) => {
      const { Name, Unit } = asObject(definition) ?? {};
      const values = typeof Name === 'string' ? numbers(root[Name]) : [];
      if (typeof Name !== 'string' || values.length === 0) return [];
      return dimensionSets.map((keys: unknown) => ({
        namespace: Namespace,
        name: Name,
        unit: typeof Unit === 'string' ? Unit : 'None',
        values,
        dimensions: pick(root, keys),
        timestamp,
      }));
    });
  });
}

/** What the values of one metric under one set of dimensions add up to. */
export interface MetricSummary extends Omit<Metric, 'values' | 'timestamp'> {
  count: number;
  sum: number;
  min: number;
  max: number;
  /** Of the last value: milliseconds since 1970. */
  lastTimestamp: number;
}

export interface MetricStore {
  /** Counts in whatever metrics a log line carries. */
  addLine(line: string): void;
  /** One for each namespace, name and set of dimensions, in order of first appearance. */
  summaries(): MetricSummary[];
  onMetric(listener: (metric: Metric) => void): void;
}

export function createMetricStore(): MetricStore {
  const summaries = new Map<string, MetricSummary>();
  const listeners: ((metric: Metric) => void)[] = [];
  const add = ({ values, timestamp, ...identity }: Metric): void => {
    const sorted = Object.entries(identity.dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify([identity.namespace, identity.name, sorted]);
    const summary = summaries.get(key) ?? {
      ...identity,
      count: 0,
      sum: 0,
      min: Number.POSITIVE_INFINITY,
      max: Number.NEGATIVE_INFINITY,
      lastTimestamp: 0,
    };
    for (const value of values) {
      summary.count += 1;
      summary.sum += value;
      summary.min = Math.min(summary.min, value);
      summary.max = Math.max(summary.max, value);
    }
    summary.lastTimestamp = Math.max(summary.lastTimestamp, timestamp);
    summaries.set(key, summary);
  };
  return {
    addLine: (line) => {
      for (const metric of parseMetrics(line)) {
        add(metric);
        for (const listener of listeners) listener(metric);
      }
    },
    summaries: () => [...summaries.values()].map((summary) => ({ ...summary })),
    onMetric: (listener) => void listeners.push(listener),
  };
}

function parseObject(line: string): Record<string, unknown> | undefined {
  // Cheap, because every line of every function comes by here.
  if (!line.startsWith('{') || !line.includes('"_aws"')) return undefined;
  try {
    return asObject(JSON.parse(line));
  } catch {
    // A line that only looks like JSON is text.
    return undefined;
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function numbers(value: unknown): number[] {
  return [value].flat().filter((item): item is number => typeof item === 'number' && Number.isFinite(item));
}

function pick(root: Record<string, unknown>, keys: unknown): Record<string, string> {
  const names = Array.isArray(keys) ? keys.map(String) : [];
  return Object.fromEntries(names.filter((name) => name in root).map((name) => [name, String(root[name])]));
}
