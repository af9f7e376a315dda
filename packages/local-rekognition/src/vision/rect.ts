// Rectangles in pixels, and how much two of them share.

import type { MeshPoint } from './human.ts';

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Meshed {
  mesh: readonly MeshPoint[];
}

/** The mesh's bounding rectangle. */
export function rectOf({ mesh }: Meshed): Rect {
  const xs = mesh.map(([x]) => x);
  const ys = mesh.map(([, y]) => y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** Sorts faces by the size of their meshes. */
export function largestFirst(a: Meshed, b: Meshed): number {
  return area(rectOf(b)) - area(rectOf(a));
}

function area(rect: Rect): number {
  return rect.width * rect.height;
}

/** Whether intersection over union says that both are of one face. */
export function isSamePlace(a: Rect, b: Rect): boolean {
  return overlap(a, b) > SAME_PLACE_OVERLAP;
}

const SAME_PLACE_OVERLAP = 0.2;

function overlap(a: Rect, b: Rect): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (area(a) + area(b) - width * height);
}
