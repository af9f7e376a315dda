// From an encoded picture to upright RGB pixels of a size the models can use.

import sharp, { type Metadata } from 'sharp';
import type { Pixels, VisionRefusal } from './protocol.ts';

// One picture is decoded once here; a cache would only hold memory.
sharp.cache(false);

/** Decodes a picture, or gives what was decoded of it before. Rejects with PictureRefusedError. */
export type OpenPixels = () => Promise<Pixels>;

/** Thrown for pictures that the caller must not send. */
export class PictureRefusedError extends Error {
  override readonly name = 'PictureRefusedError';
  readonly refusal: VisionRefusal;
  constructor(refusal: VisionRefusal, cause?: unknown) {
    super(refusal.message, { cause });
    this.refusal = refusal;
  }
}

const FORMATS = ['jpeg', 'png'];
const MIN_SIDE_PX = 80;
const MAX_SIDE_PX = 10_000;
// No model sees more than 512 pixels a side; 1024 leaves faces of a group their detail.
const WORKING_SIDE_PX = 1024;

/**
 * Decodes a JPEG or PNG, turned as its EXIF orientation says, at most 1024 px a side.
 * Throws PictureRefusedError for other formats, broken files and sides outside 80..10,000 px
 * (Amazon Rekognition, Guidelines and quotas).
 */
export async function decodePixels(image: Uint8Array): Promise<Pixels> {
  const { width, height } = await readHeader(image);
  try {
    const { data, info } = await sharp(image, { failOn: 'error' })
      .rotate()
      .resize(WORKING_SIDE_PX, WORKING_SIDE_PX, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .flatten({ background: '#ffffff' })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const scale = Math.max(info.width, info.height) / Math.max(width, height);
    return { rgb: toSharedRgb(data, info.channels), width: info.width, height: info.height, scale };
  } catch (cause) {
    throw new PictureRefusedError(INVALID_FORMAT, cause);
  }
}

const INVALID_FORMAT: VisionRefusal = { reason: 'format', message: 'Request has invalid image format' };

async function readHeader(image: Uint8Array): Promise<{ width: number; height: number }> {
  let header: Metadata;
  try {
    header = await sharp(image, { limitInputPixels: false }).metadata();
  } catch (cause) {
    throw new PictureRefusedError(INVALID_FORMAT, cause);
  }
  const { format, width, height } = header;
  if (!format || !FORMATS.includes(format)) throw new PictureRefusedError(INVALID_FORMAT);
  if (Math.min(width, height) < MIN_SIDE_PX) {
    throw dimensions(
      `Image width and height must be at least ${MIN_SIDE_PX} pixels, this is ${width} x ${height}`,
    );
  }
  if (Math.max(width, height) > MAX_SIDE_PX) {
    throw dimensions(
      `Image width and height must be at most ${MAX_SIDE_PX} pixels, this is ${width} x ${height}`,
    );
  }
  return { width, height };
}

function dimensions(message: string): PictureRefusedError {
  return new PictureRefusedError({ reason: 'dimensions', message });
}

function toSharedRgb(samples: Uint8Array, channels: number): Uint8Array {
  const size = samples.length / channels;
  const rgb = new Uint8Array(new SharedArrayBuffer(size * 3));
  if (channels === 3) {
    rgb.set(samples);
    return rgb;
  }
  // A grey picture decodes to one channel.
  for (let pixel = 0; pixel < size; pixel++) {
    rgb.fill(samples[pixel * channels] ?? 0, pixel * 3, pixel * 3 + 3);
  }
  return rgb;
}

/** Mean red, green and blue (0 to 255) of the square of side 2 * `radius` + 1 around a point; clipped at the frame. */
export function patchColour(pixels: Pixels, x: number, y: number, radius: number): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  let count = 0;
  const clampX = (at: number) => Math.min(pixels.width - 1, Math.max(0, Math.round(at)));
  const clampY = (at: number) => Math.min(pixels.height - 1, Math.max(0, Math.round(at)));
  for (let row = clampY(y - radius); row <= clampY(y + radius); row++) {
    for (let column = clampX(x - radius); column <= clampX(x + radius); column++) {
      const at = (row * pixels.width + column) * 3;
      sum[0] += pixels.rgb[at] ?? 0;
      sum[1] += pixels.rgb[at + 1] ?? 0;
      sum[2] += pixels.rgb[at + 2] ?? 0;
      count++;
    }
  }
  return [sum[0] / count, sum[1] / count, sum[2] / count];
}

/** Rec. 601 luma, 0 to 255. */
export function luma([red, green, blue]: readonly [number, number, number]): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
