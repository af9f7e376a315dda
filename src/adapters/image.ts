// Makes pictures of pictures. Nothing is decoded before its type and size are known to be harmless, nothing of a file's
// metadata (place, time, camera) is ever written, and no picture is decoded twice.

import sharp, { type Sharp } from 'sharp';
import type { ThumbnailPlan } from '../domain/thumbnails.ts';
import { ImageUnreadableError } from '../shared/errors.ts';
import type { ColourSpace } from './colour-space.ts';
import { decoderReason, strayBytesAtEnd } from './decoder-reason.ts';
import { decodingFault, type ReadImage } from './image-reading.ts';
import { toSrgb } from './to-srgb.ts';

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
export async function toWorkingCopy(image: ReadImage, { maxPixels }: { maxPixels: number }): Promise<Jpeg> {
  if (image.fault !== undefined) throw new ImageUnreadableError(image.fault);
  const copying = decodeStrictly(image, maxPixels);
  // The decoder has a thread of its own: meanwhile, this one looks for what the decoder does not see.
  const [copy, dataFault] = await Promise.all([copying, lookForDamage(image)]);
  if (dataFault !== undefined) throw new ImageUnreadableError(dataFault);
  return copy;
}

async function lookForDamage({ findDataFault }: ReadImage): Promise<string | undefined> {
  return findDataFault?.();
}

async function decodeStrictly(image: ReadImage, maxPixels: number): Promise<Jpeg> {
  const { orientation = 1 } = image.facts;
  try {
    return await makeCopy(image, { maxPixels, orientation, failOn: 'warning' });
  } catch (error) {
    // Some encoders leave a few bytes behind the last scan. All that comes before them was read without a warning.
    if ((strayBytesAtEnd(error) ?? Number.POSITIVE_INFINITY) <= MAX_STRAY_BYTES) {
      return await decoding(makeCopy(image, { maxPixels, orientation, failOn: 'error' }));
    }
    const reason = isTooLarge(error) ? decoderReason(error) : decodingFault(image, error);
    throw new ImageUnreadableError(reason, { cause: error });
  }
}

/** A lost or doubled piece of the data leaves hundreds of bytes over. */
const MAX_STRAY_BYTES = 16;

interface Decoding {
  maxPixels: number;
  orientation: number;
  failOn: 'warning' | 'error';
}

async function makeCopy(
  { bytes, colours, isDeepByProfile }: ReadImage,
  { maxPixels, orientation, failOn }: Decoding,
): Promise<Jpeg> {
  const isConverted = colours.treatment === 'convert';
  const small = sharp(bytes, { limitInputPixels: maxPixels, failOn, ignoreIcc: isConverted })
    .resize(WORKING_COPY_SIDE, WORKING_COPY_SIDE, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: WHITE });
  const picture = upright(small, orientation);
  if (isConverted) return encodeCopy(await converted(picture, colours.space));
  // Sixteen bits with a profile are taken through Display P3, and stay there unless a profile is asked for.
  const inSrgb = picture.toColourspace('srgb');
  return encodeCopy(isDeepByProfile ? inSrgb.withIccProfile('srgb', { attach: false }) : inSrgb);
}

async function converted(picture: Sharp, space: ColourSpace): Promise<Sharp> {
  const { data, info } = await picture
    .toColourspace('rgb16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const pixels = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  const { width, height } = info;
  return sharp(toSrgb(pixels, space), { raw: { width, height, channels: 3 } });
}

async function encodeCopy(picture: Sharp): Promise<Jpeg> {
  const { data, info } = await picture
    .jpeg({ quality: JPEG_QUALITY, mozjpeg: false })
    .toBuffer({ resolveWithObject: true });
  return { bytes: data, width: info.width, height: info.height };
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && error.message.includes('exceeds pixel limit');
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
 * made, while others are still being encoded. The largest come first: begun last, they would be waited for alone. Resolves to
 * what `use` gave, size by size. Throws ImageUnreadableError.
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
  const wanted = plans.flatMap((plan) => formats.map((format) => ({ plan, format })));
  const started = new Map<object, Promise<Used>>();
  for (const each of wanted.toSorted((one, other) => other.plan.side - one.plan.side)) {
    const { plan, format } = each;
    started.set(
      each,
      encodeThumbnail(cut(plan), plan, format).then((encoded) => use(encoded)),
    );
  }
  try {
    return await Promise.all(wanted.map((each) => started.get(each)!));
  } finally {
    await Promise.allSettled(started.values());
    giveBack(data);
  }
}

/** Pixels that nothing reads any more. Left to V8, they would have it collect garbage for every second photo. */
function giveBack({ buffer, byteLength }: Buffer): void {
  const isWhole = buffer.byteLength === byteLength;
  if (isWhole && buffer instanceof ArrayBuffer) buffer.transfer(0);
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

async function decoding<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (cause) {
    throw new ImageUnreadableError(decoderReason(cause), { cause });
  }
}
