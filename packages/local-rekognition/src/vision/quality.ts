// Brightness and sharpness of a face, measured on its pixels and scaled to where Rekognition puts good portraits.

import { interpolate } from '../interpolate.ts';
import { luma, patchColour } from './pixels.ts';
import type { Box, Pixels } from './protocol.ts';

/** Percent, both. */
export function faceQuality(pixels: Pixels, box: Box): { brightness: number; sharpness: number } {
  const grey = sampleFace(pixels, box);
  return { brightness: brightness(grey), sharpness: sharpness(grey) };
}

// Large enough to show blur, small enough that sensor noise is averaged away.
const SIDE = 128;

/** Luma of the face box, averaged down or repeated up to SIDE x SIDE. */
function sampleFace(pixels: Pixels, box: Box): Float64Array {
  const grey = new Float64Array(SIDE * SIDE);
  const cellWidth = (box.width * pixels.width) / SIDE;
  const cellHeight = (box.height * pixels.height) / SIDE;
  const radius = Math.max(0, (Math.min(cellWidth, cellHeight) - 1) / 2);
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const x = box.left * pixels.width + (column + 0.5) * cellWidth;
      const y = box.top * pixels.height + (row + 0.5) * cellHeight;
      grey[row * SIDE + column] = luma(patchColour(pixels, x, y, radius));
    }
  }
  return grey;
}

// Light, not complexion: a lit face has bright spots (forehead, nose, the whites of eyes) whatever its skin, so that the
// brightest hundredth says how much light there is. Too much of it shows in the mean. Only the inscribed ellipse counts:
// the corners of the box show hair and background.
function brightness(grey: Float64Array): number {
  const inside: number[] = [];
  for (let at = 0; at < grey.length; at++) {
    const dx = ((at % SIDE) + 0.5) / SIDE - 0.5;
    const dy = (Math.floor(at / SIDE) + 0.5) / SIDE - 0.5;
    if (dx * dx + dy * dy < 0.2) inside.push(grey[at] ?? 0);
  }
  inside.sort((a, b) => a - b);
  const mean = inside.reduce((sum, value) => sum + value, 0) / inside.length;
  const brightest = (share: number): number => inside[Math.floor(inside.length * (1 - share))] ?? mean;
  const allOver = (mean + brightest(0.05)) / 2;
  return (Math.max(SPOTS_SCALE * brightest(0.01), allOver) / 255) * 100;
}

// Brings the bright spots of a well lit portrait to where Rekognition puts it.
const SPOTS_SCALE = 0.88;

// Strength of edges against contrast: blurring lowers the first and keeps the second, light changes both alike.
function sharpness(grey: Float64Array): number {
  let edges = 0;
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let row = 1; row < SIDE - 1; row++) {
    for (let column = 1; column < SIDE - 1; column++) {
      const at = row * SIDE + column;
      const here = grey[at] ?? 0;
      const around =
        (grey[at - 1] ?? 0) + (grey[at + 1] ?? 0) + (grey[at - SIDE] ?? 0) + (grey[at + SIDE] ?? 0);
      edges += (around - 4 * here) ** 2;
      sum += here;
      squares += here * here;
      count++;
    }
  }
  const contrast = Math.sqrt(Math.max(1, squares / count - (sum / count) ** 2));
  return interpolate(SHARPNESS_SCALE, Math.sqrt(edges / count) / contrast);
}

const SHARPNESS_SCALE = [
  [0, 0],
  [0.05, 8],
  [0.15, 30],
  [0.22, 45],
  [0.35, 75],
  [0.52, 90],
  [1, 99],
] as const;
