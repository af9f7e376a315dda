// Pixels of another RGB space become sRGB: to light, into sRGB's primaries, and back into sRGB's curve. What lies outside
// sRGB is clipped, as a relative colorimetric conversion does.

import { BT709, type Chromaticities, type ColourSpace } from './colour-space.ts';

type Row = readonly [number, number, number];
type Matrix = readonly [Row, Row, Row];

/** Of libvips' 16-bit pixels, in which 8 bits are the upper half. */
const FULL = 255 << 8;
const STEPS = 1 << 14;

/** RGB pixels of 16 bits into sRGB of 8 bits. */
export function toSrgb(pixels: Uint16Array, space: ColourSpace): Buffer {
  const light = Float32Array.from({ length: 1 << 16 }, (_, i) => space.toLight(Math.min(i / FULL, 1)));
  const encoded = Uint8Array.from({ length: STEPS + 1 }, (_, i) =>
    Math.round(255 * srgbFromLight(i / STEPS)),
  );
  const encode = (value: number) =>
    encoded[value <= 0 ? 0 : value >= 1 ? STEPS : Math.round(value * STEPS)] ?? 0;
  const [[rr, rg, rb], [gr, gg, gb], [br, bg, bb]] = toSrgbPrimaries(space.chromaticities);
  const out = Buffer.allocUnsafe(pixels.length);
  for (let i = 0; i + 2 < pixels.length; i += 3) {
    const r = light[pixels[i] ?? 0] ?? 0;
    const g = light[pixels[i + 1] ?? 0] ?? 0;
    const b = light[pixels[i + 2] ?? 0] ?? 0;
    out[i] = encode(rr * r + rg * g + rb * b);
    out[i + 1] = encode(gr * r + gg * g + gb * b);
    out[i + 2] = encode(br * r + bg * g + bb * b);
  }
  return out;
}

/** Whether these could be the primaries of a screen at all: no division by zero, a triangle with an inside. */
export function isGamut([rx, ry, gx, gy, bx, by, , wy]: Chromaticities): boolean {
  const area = (gx - rx) * (by - ry) - (bx - rx) * (gy - ry);
  return [ry, gy, by, wy].every((y) => y > 0.001) && Math.abs(area) > 0.001;
}

function srgbFromLight(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
}

function toSrgbPrimaries(from: Chromaticities): Matrix {
  const adapted = multiply(adaptation(whiteOf(from), whiteOf(BT709)), toXyz(from));
  return multiply(inverse(toXyz(BT709)), adapted);
}

/** SMPTE RP 177: the primaries, scaled so that equal parts give the white. */
function toXyz(xy: Chromaticities): Matrix {
  const [rx, ry, gx, gy, bx, by] = xy;
  const columns: Matrix = [
    [rx / ry, gx / gy, bx / by],
    [1, 1, 1],
    [(1 - rx - ry) / ry, (1 - gx - gy) / gy, (1 - bx - by) / by],
  ];
  return multiply(columns, diagonal(apply(inverse(columns), whiteOf(xy))));
}

function whiteOf([, , , , , , x, y]: Chromaticities): Row {
  return [x / y, 1, (1 - x - y) / y];
}

/** Bradford, as ICC profiles use it. */
const BRADFORD: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

function adaptation(from: Row, to: Row): Matrix {
  const [source, target] = [apply(BRADFORD, from), apply(BRADFORD, to)];
  const scale: Row = [target[0] / source[0], target[1] / source[1], target[2] / source[2]];
  return multiply(inverse(BRADFORD), multiply(diagonal(scale), BRADFORD));
}

function diagonal([a, b, c]: Row): Matrix {
  return [
    [a, 0, 0],
    [0, b, 0],
    [0, 0, c],
  ];
}

function apply([a, b, c]: Matrix, v: Row): Row {
  const dot = (row: Row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2];
  return [dot(a), dot(b), dot(c)];
}

function multiply(a: Matrix, b: Matrix): Matrix {
  const [x, y, z] = b;
  const row = ([p, q, r]: Row): Row => [
    p * x[0] + q * y[0] + r * z[0],
    p * x[1] + q * y[1] + r * z[1],
    p * x[2] + q * y[2] + r * z[2],
  ];
  return [row(a[0]), row(a[1]), row(a[2])];
}

function inverse([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const row = (p: number, q: number, r: number): Row => [p / determinant, q / determinant, r / determinant];
  return [
    row(e * i - f * h, c * h - b * i, b * f - c * e),
    row(f * g - d * i, a * i - c * g, c * d - a * f),
    row(d * h - e * g, b * g - a * h, a * e - b * d),
  ];
}
