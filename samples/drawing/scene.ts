// A pleasant picture without anybody in it: hills, a lake and a bicycle path in the morning.

import { type Point, smooth } from './paths.ts';
import { type Frame, svg } from './portrait.ts';
import { createRandom } from './random.ts';

export function drawScene(frame: Frame, seed: number): string {
  const { width, height } = frame;
  const random = createRandom(seed);
  const hill = (top: number, rough: number, colour: string): string => {
    const ridge = Array.from(
      { length: 9 },
      (_, at): Point => [(width * (at - 1)) / 6.5, height * (top + (random() - 0.5) * rough)],
    );
    return `<path d="${smooth([...ridge, [width * 1.2, height * 1.2], [-width * 0.2, height * 1.2]])}" fill="${colour}"/>`;
  };
  const tree = (x: number, y: number, size: number): string => `
    <rect x="${(x - size * 0.06).toFixed(0)}" y="${y.toFixed(0)}" width="${(size * 0.12).toFixed(0)}" height="${(size * 0.6).toFixed(0)}" fill="#6f5340"/>
    <circle cx="${x.toFixed(0)}" cy="${(y - size * 0.1).toFixed(0)}" r="${(size * 0.42).toFixed(0)}" fill="#5d8a58"/>
    <circle cx="${(x - size * 0.16).toFixed(0)}" cy="${(y - size * 0.22).toFixed(0)}" r="${(size * 0.24).toFixed(0)}" fill="#79a66d"/>`;
  const trees = [0.12, 0.22, 0.78, 0.9].map((x) =>
    tree(width * x, height * (0.6 + random() * 0.08), height * (0.13 + random() * 0.06)),
  );
  const path: Point[] = [
    [width * 0.4, height * 1.05],
    [width * 0.46, height * 0.85],
    [width * 0.6, height * 0.72],
    [width * 0.56, height * 0.66],
    [width * 0.59, height * 0.66],
    [width * 0.66, height * 0.73],
    [width * 0.62, height * 0.86],
    [width * 0.72, height * 1.05],
  ];
  return svg(
    frame,
    `<defs>
      <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#a9d0ea"/><stop offset="1" stop-color="#fdebd0"/></linearGradient>
      <filter id="glow" x="-100%" y="-100%" width="300%" height="300%"><feGaussianBlur stdDeviation="24"/></filter>
    </defs>
    <rect width="${width}" height="${height}" fill="url(#sky)"/>
    <circle cx="${width * 0.72}" cy="${height * 0.2}" r="${height * 0.09}" fill="#fff6d8" filter="url(#glow)"/>
    ${hill(0.42, 0.1, '#b7c9cf')}${hill(0.5, 0.08, '#9dbb9f')}
    <path d="${smooth([
      [0, height * 0.6],
      [width * 0.3, height * 0.57],
      [width * 0.62, height * 0.58],
      [width, height * 0.62],
      [width, height * 0.68],
      [0, height * 0.67],
    ])}" fill="#9cc7dc"/>
    ${hill(0.68, 0.04, '#86ad74')}
    <path d="${smooth(path)}" fill="#e6d6b4"/>
    ${trees.join('')}`,
  );
}
