// A face cut out upright and to scale: eyes, nose and mouth come to lie where the recognition network expects them.

import type { MeshPoint } from './human.ts';
import { eyeCentre, LEFT_EYE, pointAt, RIGHT_EYE } from './mesh.ts';
import type { Pixels } from './protocol.ts';

type Point = readonly [x: number, y: number];

export const CROP_SIDE_PX = 112;

// The usual layout of 112 x 112 face crops: eyes, tip of the nose, corners of the mouth.
const PLACES: readonly Point[] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];
const NOSE_TIP = 1;
const MOUTH_CORNERS = [61, 291] as const;

/** RGB of the crop, 0 to 255, whichever way round the face lies in the picture; black where it ends. */
export function cropFace(pixels: Pixels, mesh: readonly MeshPoint[]): Float32Array {
  const points = [
    eyeCentre(mesh, LEFT_EYE),
    eyeCentre(mesh, RIGHT_EYE),
    ...[NOSE_TIP, ...MOUTH_CORNERS].map((index) => pointAt(mesh, index)),
  ];
  const toPicture = inverse(
    similarity(
      points.map(([x, y]): Point => [x, y]),
      PLACES,
    ),
  );
  // Where the face is larger than the crop, each pixel is the mean of a few.
  const samples = Math.min(4, Math.max(1, Math.round(Math.hypot(toPicture.a, toPicture.b))));
  const crop = new Float32Array(CROP_SIDE_PX * CROP_SIDE_PX * 3);
  for (let row = 0; row < CROP_SIDE_PX; row++) {
    for (let column = 0; column < CROP_SIDE_PX; column++) {
      const at = (row * CROP_SIDE_PX + column) * 3;
      for (let sample = 0; sample < samples * samples; sample++) {
        const x = column + ((sample % samples) + 0.5) / samples - 0.5;
        const y = row + (Math.floor(sample / samples) + 0.5) / samples - 0.5;
        const { a, b, left, top } = toPicture;
        addColour(crop, at, pixels, a * x - b * y + left, b * x + a * y + top, 1 / (samples * samples));
      }
    }
  }
  return crop;
}

interface Similarity {
  a: number;
  b: number;
  left: number;
  top: number;
}

/** The turn, scale and shift that bring `from` as near to `to` as can be (least squares). */
function similarity(from: readonly Point[], to: readonly Point[]): Similarity {
  const [fromX, fromY] = centre(from);
  const [toX, toY] = centre(to);
  let along = 0;
  let across = 0;
  let size = 0;
  for (const [index, [x, y]] of from.entries()) {
    const [u, v] = to[index] ?? [0, 0];
    const [dx, dy, du, dv] = [x - fromX, y - fromY, u - toX, v - toY];
    along += dx * du + dy * dv;
    across += dx * dv - dy * du;
    size += dx * dx + dy * dy;
  }
  const [a, b] = [along / size, across / size];
  return { a, b, left: toX - a * fromX + b * fromY, top: toY - b * fromX - a * fromY };
}

function inverse({ a, b, left, top }: Similarity): Similarity {
  const square = a * a + b * b;
  const [c, d] = [a / square, -b / square];
  return { a: c, b: d, left: -(c * left - d * top), top: -(d * left + c * top) };
}

function centre(points: readonly Point[]): Point {
  const sum = points.reduce<Point>((total, [x, y]) => [total[0] + x, total[1] + y], [0, 0]);
  return [sum[0] / points.length, sum[1] / points.length];
}

/** Adds the colour between pixels (bilinear), weighted. */
function addColour(
  crop: Float32Array,
  at: number,
  pixels: Pixels,
  x: number,
  y: number,
  weight: number,
): void {
  const { rgb, width, height } = pixels;
  if (x < 0 || y < 0 || x > width - 1 || y > height - 1) return;
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - x0, y - y0];
  const right = x0 + 1 < width ? 3 : 0;
  const below = y0 + 1 < height ? width * 3 : 0;
  for (let channel = 0; channel < 3; channel++) {
    const from = (y0 * width + x0) * 3 + channel;
    const upper = (rgb[from] ?? 0) * (1 - fx) + (rgb[from + right] ?? 0) * fx;
    const lower = (rgb[from + below] ?? 0) * (1 - fx) + (rgb[from + below + right] ?? 0) * fx;
    crop[at + channel] = (crop[at + channel] ?? 0) + weight * (upper * (1 - fy) + lower * fy);
  }
}
