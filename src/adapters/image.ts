// Reads and makes pictures. Nothing is decoded before its type and size are known to be harmless, nothing of a file's
// metadata (place, time, camera) is ever written, and no picture is decoded twice.

import sharp, { type Metadata, type Sharp } from 'sharp';
import { IMAGE_TYPES, type ImageFacts } from '../domain/photo.ts';
import type { ThumbnailPlan } from '../domain/thumbnails.ts';
import { ImageUnreadableError } from '../shared/errors.ts';
import { imageTypeOf } from './image-type.ts';

// Every picture is another one: a cache would only keep memory. One thread, because a function has about one processor
// and each thread more brings its own buffers.
sharp.cache(false);
sharp.concurrency(1);

const WORKING_COPY_SIDE = 1920;
const JPEG_QUALITY = 90;
const WEBP_QUALITY = 85;
/** sharp's own 4 takes more than twice the time for two to four percent fewer bytes. */
const WEBP_EFFORT = 2;
const WHITE = '#ffffff';

/** What content and header say, without decoding. `fault`: the header of an accepted type cannot be read. */
export async function readImageFacts(bytes: Uint8Array): Promise<{ facts: ImageFacts; fault?: string }> {
  const facts: ImageFacts = { type: imageTypeOf(bytes), size: bytes.byteLength };
  if (!IMAGE_TYPES.some((type) => type === facts.type)) return { facts };
  try {
    const header = await sharp(bytes, { limitInputPixels: false }).metadata();
    return { facts: { ...facts, ...factsOf(header) } };
  } catch (error) {
    return { facts, fault: reasonOf(error) };
  }
}

/** A picture of ours: upright, sRGB, eight bits, opaque, without metadata. Pixels. */
export interface Jpeg {
  bytes: Uint8Array;
  width: number;
  height: number;
}

/**
 * Decodes once into a JPEG of at most 1920 pixels a side, never enlarged. Throws ImageUnreadableError, whose message holds the
 * decoder's reason, for broken files and for pictures of more than `maxPixels`, these before decoding.
 */
export async function toWorkingCopy(
  bytes: Uint8Array,
  { orientation = 1, maxPixels }: { orientation?: number | undefined; maxPixels: number },
): Promise<Jpeg> {
  const picture = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' })
    .resize(WORKING_COPY_SIDE, WORKING_COPY_SIDE, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: WHITE })
    .toColourspace('srgb');
  const { data, info } = await decoding(
    upright(picture, orientation)
      .jpeg({ quality: JPEG_QUALITY, mozjpeg: false })
      .toBuffer({ resolveWithObject: true }),
  );
  return { bytes: data, width: info.width, height: info.height };
}

/** One encoded thumbnail; `plan` and `format` say of what. Pixels. */
export interface EncodedThumbnail {
  plan: ThumbnailPlan;
  format: 'webp' | 'jpeg';
  bytes: Uint8Array;
  width: number;
  height: number;
}

/**
 * Cuts every planned size out of one decoded working copy, encodes it in each format and hands it to `use` as soon as it is
 * made, while others are still being encoded. Resolves to what `use` gave, size by size. Throws ImageUnreadableError.
 */
export async function cutThumbnails<Used>(
  workingCopy: Uint8Array,
  plans: ThumbnailPlan[],
  formats: EncodedThumbnail['format'][],
  use: (thumbnail: EncodedThumbnail) => Used | Promise<Used>,
): Promise<Used[]> {
  // Raw pixels are decoded once and for all. Each output starts from them anew: a clone would copy every one of them.
  const { data, info } = await decoding(
    sharp(workingCopy, { failOn: 'error' }).removeAlpha().raw().toBuffer({ resolveWithObject: true }),
  );
  const { width, height, channels } = info;
  const cut = ({ crop, side }: ThumbnailPlan) =>
    sharp(data, { raw: { width, height, channels } }).extract(crop).resize(side, side);
  return Promise.all(
    plans.flatMap((plan) =>
      formats.map(async (format) => use(await encodeThumbnail(cut(plan), plan, format))),
    ),
  );
}

async function encodeThumbnail(
  cut: Sharp,
  plan: ThumbnailPlan,
  format: EncodedThumbnail['format'],
): Promise<EncodedThumbnail> {
  const options =
    format === 'webp' ? { quality: WEBP_QUALITY, effort: WEBP_EFFORT } : { quality: JPEG_QUALITY };
  const { data, info } = await cut.toFormat(format, options).toBuffer({ resolveWithObject: true });
  return { plan, format, bytes: data, width: info.width, height: info.height };
}

/** What EXIF orientation 1 to 8 asks for (EXIF 2.32, tag 0x0112): mirrored left to right or not, then turned clockwise. */
const TURNS: Readonly<Record<number, { flop?: true; degrees?: 90 | 180 | 270 }>> = {
  1: {},
  2: { flop: true },
  3: { degrees: 180 },
  4: { flop: true, degrees: 180 },
  5: { flop: true, degrees: 270 },
  6: { degrees: 90 },
  7: { flop: true, degrees: 90 },
  8: { degrees: 270 },
};

// Turned after it was made small: a turned picture must be held in memory whole, and the large one would be too much.
function upright(picture: Sharp, orientation: number): Sharp {
  const { flop, degrees } = TURNS[orientation] ?? {};
  const turned = degrees ? picture.rotate(degrees) : picture;
  return flop ? turned.flop() : turned;
}

function factsOf({ width, height, pages, orientation }: Metadata): Partial<ImageFacts> {
  return {
    ...(width && height && { width, height }),
    ...(pages && { pages }),
    ...(orientation && { orientation }),
  };
}

async function decoding<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (cause) {
    throw new ImageUnreadableError(reasonOf(cause), { cause });
  }
}

// The decoder's first line says enough; those after it repeat where inside the library it came from.
function reasonOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.trim().slice(0, 120);
}
