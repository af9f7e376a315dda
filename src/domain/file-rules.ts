// What can be said of an upload before any pixel is decoded.

import type { Configuration } from './configuration.ts';
import { type Finding, finding } from './finding.ts';
import type { ImageFacts } from './photo.ts';
import { rounded } from './rounded.ts';

/** FILE_TYPE, FILE_SIZE, FILE_UNREADABLE and IMAGE_SIZE, always all four; what the header did not tell is not applicable. */
export function judgeFile(facts: ImageFacts, { file, image }: Configuration): Finding[] {
  return [judgeType(facts, file), judgeBytes(facts, file), judgePages(facts), judgeDimensions(facts, image)];
}

/** How many pixels a picture of this type may have: an AVIF takes several times the memory of the others to decode. */
export function maxPixelsOf(type: string, { maxPixels, maxAvifPixels }: Configuration['image']): number {
  return type === 'avif' ? Math.min(maxPixels, maxAvifPixels) : maxPixels;
}

/** The file could not be decoded; `reason` is for the reviewer, in a few words. */
export function unreadable(reason: string): Finding {
  return finding('FILE_UNREADABLE', 'failed', { measured: reason, threshold: 'decodes' });
}

function judgeType({ type }: ImageFacts, { types }: Configuration['file']): Finding {
  const isWanted = types.some((wanted) => wanted === type);
  return finding('FILE_TYPE', isWanted ? 'passed' : 'failed', {
    measured: type,
    threshold: types.join(', '),
  });
}

function judgeBytes({ size }: ImageFacts, { minBytes, maxBytes }: Configuration['file']): Finding {
  return finding('FILE_SIZE', size >= minBytes && size <= maxBytes ? 'passed' : 'failed', {
    measured: size,
    threshold: `${minBytes} to ${maxBytes} bytes`,
  });
}

// Only a header that gave the width was read at all; most single images do not state a number of pages.
function judgePages({ pages, width }: ImageFacts): Finding {
  const seen = { measured: `${pages ?? 1} pages`, threshold: 'a single page' };
  if (pages !== undefined && pages > 1) return finding('FILE_UNREADABLE', 'failed', seen);
  if (width === undefined) return finding('FILE_UNREADABLE', 'not-applicable');
  return finding('FILE_UNREADABLE', 'passed', { ...seen, measured: '1 page' });
}

function judgeDimensions({ type, width, height }: ImageFacts, image: Configuration['image']): Finding {
  const { minSidePixels, maxSidePixels, maxSideRatio } = image;
  const maxPixels = maxPixelsOf(type, image);
  const threshold = `sides ${minSidePixels} to ${maxSidePixels} px, at most ${rounded(maxPixels / 1e6)} megapixels and ${maxSideRatio} : 1`;
  if (width === undefined || height === undefined)
    return finding('IMAGE_SIZE', 'not-applicable', { threshold });
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const isWithin =
    short >= minSidePixels &&
    long <= maxSidePixels &&
    long <= short * maxSideRatio &&
    width * height <= maxPixels;
  return finding('IMAGE_SIZE', isWithin ? 'passed' : 'failed', {
    measured: `${width} x ${height} px`,
    threshold,
  });
}
