// What can be said of an upload before any pixel is decoded.

import type { Configuration } from './configuration.ts';
import type { Judgement } from './judgement.ts';
import type { ImageFacts } from './photo.ts';
import { rounded } from './rounded.ts';

/** How many pixels a picture of this type may have: an AVIF takes several times the memory of the others to decode. */
export function maxPixelsOf(type: string, { maxPixels, maxAvifPixels }: Configuration['image']): number {
  return type === 'avif' ? Math.min(maxPixels, maxAvifPixels) : maxPixels;
}

/** FILE_TYPE: by content. */
export function judgeType({ type }: ImageFacts, { file: { types } }: Configuration): Judgement {
  const isWanted = types.some((wanted) => wanted === type);
  return { status: isWanted ? 'passed' : 'failed', measured: type, threshold: types.join(', ') };
}

/** FILE_SIZE, in bytes. */
export function judgeBytes({ size }: ImageFacts, { file: { minBytes, maxBytes } }: Configuration): Judgement {
  const seen = { measured: size, threshold: `${minBytes} to ${maxBytes} bytes` };
  if (size < minBytes) return { status: 'failed', ...seen, because: 'too-small' };
  if (size > maxBytes) return { status: 'failed', ...seen, because: 'too-large' };
  return { status: 'passed', ...seen };
}

/**
 * FILE_UNREADABLE; `reason`: why the file cannot be read, for the reviewer, in a few words. Only a header that gave the width was
 * read at all; most single images do not state a number of pages.
 */
export function judgeStructure(
  facts: ImageFacts,
  { image }: Configuration,
  reason?: string | undefined,
): Judgement {
  const { pages = 1, width, scans = 1 } = facts;
  if (pages > 1) {
    const measured = `an animation of ${pages} pages`;
    return { status: 'failed', measured, threshold: 'a single page', because: 'moving' };
  }
  const maxScans = maxScansOf(facts, image);
  if (scans > maxScans) {
    const threshold = `at most ${maxScans} scans for this size`;
    return { status: 'failed', measured: `${scans} scans`, threshold };
  }
  if (reason !== undefined) return undecodable(reason);
  if (width === undefined) return { status: 'not-applicable' };
  return { status: 'passed', measured: '1 page', threshold: 'a single page' };
}

/** FILE_UNREADABLE of a file that could not be decoded. */
export function undecodable(reason: string): Judgement {
  return { status: 'failed', measured: reason, threshold: 'decodes' };
}

/** Fewer for large pictures: time grows with both. An AVIF's frames cost many times a JPEG's scans. */
function maxScansOf(facts: ImageFacts, { maxScans }: Configuration['image']): number {
  if (facts.type === 'avif') return Math.min(maxScans, MAX_AVIF_FRAMES);
  const pixels = Math.max((facts.width ?? 0) * (facts.height ?? 0), 1);
  return Math.min(maxScans, Math.max(MIN_SCANS, Math.floor(MAX_SCANNED_PIXELS / pixels)));
}

/** Four layers, each with its transparency. */
const MAX_AVIF_FRAMES = 8;
const MIN_SCANS = 20;
const MAX_SCANNED_PIXELS = 2e9;

/** IMAGE_SIZE, in pixels. */
export function judgeDimensions({ type, width, height }: ImageFacts, { image }: Configuration): Judgement {
  const { minSidePixels, maxSidePixels, maxSideRatio } = image;
  const maxPixels = maxPixelsOf(type, image);
  const threshold = `sides ${minSidePixels} to ${maxSidePixels} px, at most ${rounded(maxPixels / 1e6)} megapixels and ${maxSideRatio} : 1`;
  if (width === undefined || height === undefined) return { status: 'not-applicable', threshold };
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const seen = { measured: `${width} x ${height} px`, threshold };
  const isTooLarge = long > maxSidePixels || width * height > maxPixels;
  if (isTooLarge) return { status: 'failed', ...seen, because: 'too-large' };
  if (short < minSidePixels) return { status: 'failed', ...seen, because: 'too-small' };
  if (long > short * maxSideRatio) return { status: 'failed', ...seen, because: 'too-narrow' };
  return { status: 'passed', ...seen };
}

/** COLOURS: those that cannot be brought to sRGB would be published grey. */
export function judgeColours({ colours }: ImageFacts): Judgement {
  const threshold = 'sRGB, or what can be converted to it';
  if (!colours) return { status: 'not-applicable', threshold };
  return { status: colours.isUsable ? 'passed' : 'failed', measured: colours.space, threshold };
}
