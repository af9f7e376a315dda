// The reference run: the same piece of work on every machine, measured beside what a mark is about. Marks of time are held
// against it, so that a slow or busy machine, on which both take longer, misses none of them.

import sharp from 'sharp';

const SIDE_PX = 768;
const SIDE_CELLS = 256;

/** How long the reference run takes now. Milliseconds. */
export async function referenceMs(): Promise<number> {
  const startedAt = performance.now();
  await encodePicture();
  multiply();
  return performance.now() - startedAt;
}

/** As a picture's work is: decoding and encoding in native code. */
async function encodePicture(): Promise<void> {
  const raw = { width: SIDE_PX, height: SIDE_PX, channels: 3 } as const;
  const jpeg = await sharp(noise(SIDE_PX * SIDE_PX * 3), { raw })
    .jpeg({ quality: 90 })
    .toBuffer();
  await sharp(jpeg)
    .resize(SIDE_PX / 2)
    .webp({ effort: 2 })
    .toBuffer();
}

/** As a network's work is: products of matrices. */
function multiply(): Float32Array {
  const size = SIDE_CELLS;
  const a = Float32Array.from(noise(size * size));
  const product = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < size; inner++) {
      const factor = a[row * size + inner]!;
      for (let column = 0; column < size; column++) {
        product[row * size + column]! += factor * a[inner * size + column]!;
      }
    }
  }
  return product;
}

/** Always the same bytes (a linear congruential generator). */
function noise(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state >>> 24;
  });
}
