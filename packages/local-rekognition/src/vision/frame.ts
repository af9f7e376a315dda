// A picture made as small as a net wants it, straight from its bytes: as TensorFlow.js does it (bilinear), without the
// picture as a tensor of numbers, which is four times as large as the picture.

import type { Pixels } from './protocol.ts';

export interface Frame {
  /** Of the square that comes out. */
  sidePx: number;
  /** Whether its outermost pixels are those of the picture, or lie as far inside as the scale says. */
  alignCorners?: boolean;
  /** Whether the picture keeps its shape, with black at its right or lower edge. */
  isPadded?: boolean;
}

/** RGB, 0 to 255, row by row. */
export function frameOf({ rgb, width, height }: Pixels, frame: Frame): Float32Array {
  const { sidePx, alignCorners = false, isPadded = false } = frame;
  const longer = Math.max(width, height);
  const columns = places(isPadded ? longer : width, sidePx, alignCorners);
  const rows = places(isPadded ? longer : height, sidePx, alignCorners);
  const at = (x: number, y: number, channel: number): number =>
    x < width && y < height ? (rgb[(y * width + x) * 3 + channel] ?? 0) : 0;
  const small = new Float32Array(sidePx * sidePx * 3);
  let next = 0;
  for (const { low: top, high: bottom, share: down } of rows) {
    for (const { low: left, high: right, share: across } of columns) {
      for (let channel = 0; channel < 3; channel++) {
        const upper = between(at(left, top, channel), at(right, top, channel), across);
        const lower = between(at(left, bottom, channel), at(right, bottom, channel), across);
        small[next++] = between(upper, lower, down);
      }
    }
  }
  return small;
}

/** The two neighbours that a pixel of the frame lies between, and how far it lies towards the second. */
interface Place {
  low: number;
  high: number;
  share: number;
}

function places(length: number, frameLength: number, alignCorners: boolean): Place[] {
  const scale = alignCorners ? (length - 1) / (frameLength - 1) : length / frameLength;
  return Array.from({ length: frameLength }, (_, at) => {
    const low = Math.floor(at * scale);
    return { low, high: Math.min(length - 1, Math.ceil(at * scale)), share: at * scale - low };
  });
}

function between(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
