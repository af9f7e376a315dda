// Piecewise linear scales: from what a model measures to what Rekognition would call it.

/** Value at `x` of the line through `points` (ascending x); beyond the ends, the end's value. */
export function interpolate(points: readonly (readonly [x: number, y: number])[], x: number): number {
  const next = points.findIndex(([at]) => at >= x);
  const after = points[next] ?? points.at(-1);
  if (!after) throw new RangeError('a scale needs at least one point');
  const before = points[next - 1];
  if (next <= 0 || !before) return after[1];
  const share = (x - before[0]) / (after[0] - before[0]);
  return before[1] + share * (after[1] - before[1]);
}
