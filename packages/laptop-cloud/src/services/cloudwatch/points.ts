// Values of metrics with their moments, for as long as an alarm looks back. What no alarm watches is not kept.

export interface MetricId {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
}

export interface Points {
  /** Keeps values of the metric from now on, each for so long at least. */
  watch(metric: MetricId, keptMs: number): void;
  add(metric: MetricId, values: readonly number[], atMs: number): void;
  /** Values after `fromMs` and up to `toMs`. */
  between(metric: MetricId, fromMs: number, toMs: number): number[];
}

interface Kept {
  keptMs: number;
  /** In the order they came, which is that of time but for moments. */
  points: { atMs: number; values: readonly number[] }[];
}

export function createPoints(): Points {
  const watched = new Map<string, Kept>();
  const names = new Set<string>();
  return {
    watch(metric, keptMs) {
      names.add(metric.name);
      const kept = watched.get(keyOf(metric));
      if (kept) kept.keptMs = Math.max(kept.keptMs, keptMs);
      else watched.set(keyOf(metric), { keptMs, points: [] });
    },
    add(metric, values, atMs) {
      // Every invocation has half a dozen, and hardly one of them an alarm.
      if (!names.has(metric.name)) return;
      const kept = watched.get(keyOf(metric));
      if (!kept) return;
      const old = kept.points.findIndex((point) => point.atMs > atMs - kept.keptMs);
      if (old !== 0) kept.points.splice(0, old === -1 ? kept.points.length : old);
      kept.points.push({ atMs, values });
    },
    between: (metric, fromMs, toMs) =>
      (watched.get(keyOf(metric))?.points ?? []).flatMap(({ atMs, values }) =>
        atMs > fromMs && atMs <= toMs ? values : [],
      ),
  };
}

function keyOf({ namespace, name, dimensions }: MetricId): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}
