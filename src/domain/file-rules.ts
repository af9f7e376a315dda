// What can be said of an upload before any pixel is decoded.

import type { Configuration } from './configuration.ts';
import { type Finding, finding } from './finding.ts';
import type { ImageFacts } from './photo.ts';
import { rounded } from './rounded.ts';

/**
 * FILE_TYPE, FILE_SIZE, FILE_UNREADABLE, IMAGE_SIZE and COLOURS, always all five; what the header did not tell is not
 * applicable. `fault`: why the file cannot be read.
 */
export function judgeFile(
  facts: ImageFacts,
  { file, image }: Configuration,
  fault?: string | undefined,
): Finding[] {
  return [
    judgeType(facts, file),
    judgeBytes(facts, file),
    judgeStructure(facts, image, fault),
    judgeDimensions(facts, image),
    judgeColours(facts),
  ];
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
  const seen = { measured: size, threshold: `${minBytes} to ${maxBytes} bytes` };
  if (size < minBytes) return finding('FILE_SIZE', 'failed', { ...seen, because: 'too-small' });
  if (size > maxBytes) return finding('FILE_SIZE', 'failed', { ...seen, because: 'too-large' });
  return finding('FILE_SIZE', 'passed', seen);
}

// Only a header that gave the width was read at all; most single images do not state a number of pages.
function judgeStructure(
  facts: ImageFacts,
  image: Configuration['image'],
  fault: string | undefined,
): Finding {
  const { pages = 1, width, scans = 1 } = facts;
  if (pages > 1) {
    const measured = `an animation of ${pages} pages`;
    return finding('FILE_UNREADABLE', 'failed', { measured, threshold: 'a single page', because: 'moving' });
  }
  const maxScans = maxScansOf(facts, image);
  if (scans > maxScans) {
    const threshold = `at most ${maxScans} scans for this size`;
    return finding('FILE_UNREADABLE', 'failed', { measured: `${scans} scans`, threshold });
  }
  if (fault !== undefined) return unreadable(fault);
  if (width === undefined) return finding('FILE_UNREADABLE', 'not-applicable');
  return finding('FILE_UNREADABLE', 'passed', { measured: '1 page', threshold: 'a single page' });
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

function judgeDimensions({ type, width, height }: ImageFacts, image: Configuration['image']): Finding {
  const { minSidePixels, maxSidePixels, maxSideRatio } = image;
  const maxPixels = maxPixelsOf(type, image);
  const threshold = `sides ${minSidePixels} to ${maxSidePixels} px, at most ${rounded(maxPixels / 1e6)} megapixels and ${maxSideRatio} : 1`;
  if (width === undefined || height === undefined)
    return finding('IMAGE_SIZE', 'not-applicable', { threshold });
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const seen = { measured: `${width} x ${height} px`, threshold };
  const isTooLarge = long > maxSidePixels || width * height > maxPixels;
  if (isTooLarge) return finding('IMAGE_SIZE', 'failed', { ...seen, because: 'too-large' });
  if (short < minSidePixels) return finding('IMAGE_SIZE', 'failed', { ...seen, because: 'too-small' });
  if (long > short * maxSideRatio) return finding('IMAGE_SIZE', 'failed', { ...seen, because: 'too-narrow' });
  return finding('IMAGE_SIZE', 'passed', seen);
}

// Colours that cannot be brought to sRGB would be published grey.
function judgeColours({ colours }: ImageFacts): Finding {
  const threshold = 'sRGB, or what can be converted to it';
  if (!colours) return finding('COLOURS', 'not-applicable', { threshold });
  return finding('COLOURS', colours.isUsable ? 'passed' : 'failed', { measured: colours.space, threshold });
}
