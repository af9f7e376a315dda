// How bright and how sharp a small picture is: two numbers, two milliseconds.

export interface Light {
  /** Mean luminance, 0 to 255. */
  brightness: number;
  /** Variance of the Laplacian of the luminance: small where nothing has an edge. */
  sharpness: number;
}

/** Of a picture, or of a part of it; pixels. */
export interface Part {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** `rgba`: `width` pixels a row. `part` is cut to the picture; what is left must be at least three pixels a side. */
export function measureLight(rgba: Uint8ClampedArray, width: number, height: number, part?: Part): Light {
  const { left, top, right, bottom } = inside(width, height, part);
  const columns = right - left;
  const rows = bottom - top;
  if (columns < 3 || rows < 3) throw new Error('too few pixels to measure');
  const luminance = new Float32Array(columns * rows);
  let total = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const at = ((top + y) * width + left + x) * 4;
      const value = 0.2126 * rgba[at]! + 0.7152 * rgba[at + 1]! + 0.0722 * rgba[at + 2]!;
      luminance[y * columns + x] = value;
      total += value;
    }
  }
  return { brightness: total / luminance.length, sharpness: laplacianVariance(luminance, columns, rows) };
}

function laplacianVariance(luminance: Float32Array, columns: number, rows: number): number {
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < rows - 1; y++) {
    for (let x = 1; x < columns - 1; x++) {
      const at = y * columns + x;
      const edge =
        luminance[at - 1]! +
        luminance[at + 1]! +
        luminance[at - columns]! +
        luminance[at + columns]! -
        4 * luminance[at]!;
      sum += edge;
      squares += edge * edge;
    }
  }
  const count = (columns - 2) * (rows - 2);
  return squares / count - (sum / count) ** 2;
}

function inside(width: number, height: number, part: Part | undefined) {
  const { left, top, width: columns, height: rows } = part ?? { left: 0, top: 0, width, height };
  return {
    left: Math.max(0, Math.floor(left)),
    top: Math.max(0, Math.floor(top)),
    right: Math.min(width, Math.ceil(left + columns)),
    bottom: Math.min(height, Math.ceil(top + rows)),
  };
}
