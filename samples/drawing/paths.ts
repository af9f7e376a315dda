// SVG path texts from points, and colours mixed from colours.

export type Point = readonly [x: number, y: number];

/** A smooth curve through the points (Catmull-Rom), closed unless `open`. */
export function smooth(points: readonly Point[], open = false): string {
  const count = points.length;
  const at = (index: number): Point =>
    points[open ? Math.min(count - 1, Math.max(0, index)) : (index + count) % count] ?? [0, 0];
  let path = `M${text(at(0))}`;
  for (let index = 0; index < (open ? count - 1 : count); index++) {
    const [before, from, to, after] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
    const first: Point = [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6];
    const second: Point = [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6];
    path += `C${text(first)} ${text(second)} ${text(to)}`;
  }
  return open ? path : `${path}Z`;
}

/** Straight lines through the points, closed. */
export function polygon(points: readonly Point[]): string {
  return `M${points.map(text).join('L')}Z`;
}

function text([x, y]: Point): string {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}

/** `share` of the way from one `#rrggbb` colour to another. */
export function mix(from: string, to: string, share: number): string {
  const channel = (at: number) => {
    const a = Number.parseInt(from.slice(at, at + 2), 16);
    const b = Number.parseInt(to.slice(at, at + 2), 16);
    return Math.round(a + (b - a) * share)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}
