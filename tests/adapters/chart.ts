// A chart of colour patches as pixels of any RGB space, and what is left of it in a picture of ours.

import sharp, { type Sharp } from 'sharp';
import type { Rgb } from './ciede2000.ts';

/** In sRGB; no two alike, so that any turn shows. Row by row. */
export const COLOURS: readonly Rgb[] = [
  [224, 16, 32],
  [16, 192, 32],
  [20, 30, 200],
  [240, 195, 162],
  [198, 134, 66],
  [92, 58, 40],
  [128, 128, 128],
  [250, 250, 250],
  [12, 12, 12],
  [255, 220, 60],
  [60, 180, 190],
  [170, 60, 150],
];

export const GREYS: readonly Rgb[] = COLOURS.map((_, i) => [20 + 19 * i, 20 + 19 * i, 20 + 19 * i]);

/** Inside what ink can print, so that a way through CMYK and back changes them little. */
export const MUTED: readonly Rgb[] = COLOURS.map((_, i) => [
  190 + 4 * i,
  150 + 5 * i,
  120 + 7 * ((5 * i) % 12),
]);

const COLUMNS = 3;
const SIDE = 80;
/** The rows below the patches hold noise: no camera writes flat pictures of a few hundred bytes. */
const NOISE_HEIGHT = 80;
const WIDTH = COLUMNS * SIDE;
const HEIGHT = (COLOURS.length / COLUMNS) * SIDE + NOISE_HEIGHT;

export const CHART_SIZE = { width: WIDTH, height: HEIGHT };

/** The chart in sRGB, 8 bits. */
export function chart(patches = COLOURS): Sharp {
  let bytes = charts.get(patches);
  if (!bytes) {
    const pixels = pixelsOf(patches.map((patch) => patch.map((value) => value / 255)));
    bytes = Uint8Array.from(pixels, (value) => Math.round(value * 255));
    charts.set(patches, bytes);
  }
  return sharp(bytes, { raw: { ...CHART_SIZE, channels: 3 } });
}

const charts = new Map<readonly Rgb[], Uint8Array>();

/** The chart with one patch cut out. */
export async function chartWithHole(hole: number): Promise<Sharp> {
  const pixels = await chart().ensureAlpha().raw().toBuffer();
  const [left, top] = [(hole % COLUMNS) * SIDE, Math.floor(hole / COLUMNS) * SIDE];
  for (let y = top; y < top + SIDE; y++) {
    for (let x = left; x < left + SIDE; x++) pixels[(y * WIDTH + x) * 4 + 3] = 0;
  }
  return sharp(pixels, { raw: { ...CHART_SIZE, channels: 4 } });
}

/** The chart in 16 bits, its numbers those of another space. */
export function chartIn(space: Space, patches = COLOURS): Sharp {
  const pixels = pixelsOf(patches.map((patch) => inSpace(patch, space)));
  const words = Uint16Array.from(pixels, (value) => Math.round(value * 65_535));
  return sharp(words, { raw: { ...CHART_SIZE, channels: 3 } }).toColourspace('rgb16');
}

export interface Space {
  /** From light in sRGB's primaries to light in this space's, row by row. */
  primaries: readonly (readonly [number, number, number])[];
  fromLight(light: number): number;
}

const srgbCurve = (light: number) =>
  light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
const SAME = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
] as const;

/** The matrices as CSS Color 4 and BT.2087 publish them. */
export const P3: Space = {
  primaries: [
    [0.8224621, 0.177538, 0],
    [0.0331941, 0.9668058, 0],
    [0.0170827, 0.0723974, 0.9105199],
  ],
  fromLight: srgbCurve,
};
export const BT2020: Space = {
  primaries: [
    [0.6274039, 0.329283, 0.0433131],
    [0.0690973, 0.9195404, 0.0113623],
    [0.0163914, 0.0880133, 0.8955953],
  ],
  fromLight: srgbCurve,
};
export const LINEAR: Space = { primaries: SAME, fromLight: (light) => light };
export const SRGB16: Space = { primaries: SAME, fromLight: srgbCurve };

/** The mean colour of every patch of an upright picture of the chart. */
export async function patchesIn(picture: Uint8Array): Promise<Rgb[]> {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return COLOURS.map((_, i) => {
    const [left, top] = [(i % COLUMNS) * SIDE + SIDE / 4, Math.floor(i / COLUMNS) * SIDE + SIDE / 4];
    const sum = [0, 0, 0];
    for (let y = top; y < top + SIDE / 2; y += 2) {
      for (let x = left; x < left + SIDE / 2; x += 2) {
        for (let c = 0; c < 3; c++) sum[c]! += data[(y * info.width + x) * info.channels + c] ?? 0;
      }
    }
    const count = (SIDE / 4) ** 2;
    return [sum[0]! / count, sum[1]! / count, sum[2]! / count];
  });
}

function inSpace(patch: Rgb, { primaries, fromLight }: Space): number[] {
  const light = patch.map((value) => {
    const encoded = value / 255;
    return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
  });
  return primaries.map((row) => {
    const sum = row.reduce((total, factor, i) => total + factor * light[i]!, 0);
    return fromLight(Math.min(Math.max(sum, 0), 1));
  });
}

/** Values from 0 to 1. The noise is the same every time. */
function pixelsOf(patches: number[][]): Float64Array {
  const pixels = new Float64Array(WIDTH * HEIGHT * 3);
  let seed = 1;
  for (let i = 0; i < pixels.length; i += 3) {
    const [x, y] = [(i / 3) % WIDTH, Math.floor(i / 3 / WIDTH)];
    const patch = patches[Math.floor(y / SIDE) * COLUMNS + Math.floor(x / SIDE)];
    seed = (seed * 48_271) % 2_147_483_647;
    const noise = seed / 2_147_483_647;
    pixels.set(patch ?? [noise, noise, noise], i);
  }
  return pixels;
}
