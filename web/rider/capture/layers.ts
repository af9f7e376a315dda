// The four kinds of layer that the small face model is made of, on square maps of numbers: row by row, the channels of a pixel
// side by side. Plain loops in the order of memory: a frame takes less than a tenth of a second, and needs no WebAssembly, which
// the page's content security policy would have to make room for.

/** A square of `side` x `side` pixels with `channels` numbers each. */
export interface FeatureMap {
  side: number;
  channels: number;
  values: Float32Array;
}

/** Negative values count a tenth. */
const leaky = (value: number) => (value > 0 ? value : value * 0.1);

const KERNEL = 3;

/** Each 3 x 3 neighbourhood, of all channels, onto every new channel. `filters`: row, column, channel in, channel out. */
export function convolve(
  { side, channels, values }: FeatureMap,
  filters: Float32Array,
  bias: Float32Array,
): FeatureMap {
  const outs = bias.length;
  const sums = new Float32Array(side * side * outs);
  overNeighbours(side, (pixel, neighbour, tap) => {
    const at = pixel * outs;
    for (let channel = 0; channel < channels; channel++) {
      const value = values[neighbour * channels + channel]!;
      const weights = (tap * channels + channel) * outs;
      for (let out = 0; out < outs; out++) sums[at + out]! += value * filters[weights + out]!;
    }
  });
  for (let at = 0; at < sums.length; at++) sums[at] = leaky(sums[at]! + bias[at % outs]!);
  return { side, channels: outs, values: sums };
}

/** Each 3 x 3 neighbourhood, every channel for itself. `filters`: row, column, channel. */
export function convolveDepthwise({ side, channels, values }: FeatureMap, filters: Float32Array): FeatureMap {
  const sums = new Float32Array(values.length);
  overNeighbours(side, (pixel, neighbour, tap) => {
    const at = pixel * channels;
    const from = neighbour * channels;
    const weights = tap * channels;
    for (let channel = 0; channel < channels; channel++) {
      sums[at + channel]! += values[from + channel]! * filters[weights + channel]!;
    }
  });
  return { side, channels, values: sums };
}

/** Every pixel for itself, all its channels onto every new one. `filters`: channel in, channel out. */
export function convolvePointwise(
  { side, channels, values }: FeatureMap,
  filters: Float32Array,
  bias: Float32Array,
  activate: (value: number) => number = leaky,
): FeatureMap {
  const outs = bias.length;
  const sums = new Float32Array(side * side * outs);
  for (let pixel = 0; pixel < side * side; pixel++) {
    const at = pixel * outs;
    sums.set(bias, at);
    for (let channel = 0; channel < channels; channel++) {
      const value = values[pixel * channels + channel]!;
      if (value === 0) continue;
      const weights = channel * outs;
      for (let out = 0; out < outs; out++) sums[at + out]! += value * filters[weights + out]!;
    }
    for (let out = 0; out < outs; out++) sums[at + out] = activate(sums[at + out]!);
  }
  return { side, channels: outs, values: sums };
}

/** The greatest of each 2 x 2 pixels, every channel for itself; beyond the edge there is nothing. */
export function maxPool({ side, channels, values }: FeatureMap, stride: 1 | 2): FeatureMap {
  const smaller = Math.ceil(side / stride);
  const greatest = new Float32Array(smaller * smaller * channels).fill(Number.NEGATIVE_INFINITY);
  for (let y = 0; y < smaller; y++) {
    for (let x = 0; x < smaller; x++) {
      const at = (y * smaller + x) * channels;
      for (let row = y * stride; row < Math.min(y * stride + 2, side); row++) {
        for (let column = x * stride; column < Math.min(x * stride + 2, side); column++) {
          const from = (row * side + column) * channels;
          for (let channel = 0; channel < channels; channel++) {
            const value = values[from + channel]!;
            if (value > greatest[at + channel]!) greatest[at + channel] = value;
          }
        }
      }
    }
  }
  return { side: smaller, channels, values: greatest };
}

/** Visits each pixel with each of its neighbours inside the square; `tap`: which of the nine it is. */
function overNeighbours(side: number, visit: (pixel: number, neighbour: number, tap: number) => void): void {
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      for (let tap = 0; tap < KERNEL * KERNEL; tap++) {
        const row = y + Math.floor(tap / KERNEL) - 1;
        const column = x + (tap % KERNEL) - 1;
        if (row < 0 || row >= side || column < 0 || column >= side) continue;
        visit(y * side + x, row * side + column, tap);
      }
    }
  }
}
