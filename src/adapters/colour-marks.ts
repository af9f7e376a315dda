// How a file says which colours its numbers mean, beside an ICC profile, which the decoder reads itself.

import {
  BT709,
  BY_PROFILE,
  type Chromaticities,
  type Colours,
  coloursOf,
  gammaCurve,
  measuredColours,
  SRGB,
  srgbToLight,
} from './colour-space.ts';
import type { Box } from './iso-boxes.ts';
import type { PngChunk } from './png-chunks.ts';
import { isGamut } from './to-srgb.ts';

/** cICP before iCCP before sRGB before gAMA and cHRM (PNG specification, third edition, section 4.3), all before the pixels. */
export function pngColours(chunks: Iterable<PngChunk>): Colours {
  const marks = new Map<string, Buffer>();
  for (const { type, content } of chunks) {
    if (type === 'IDAT') break;
    if (!marks.has(type)) marks.set(type, content);
  }
  return (
    fromCodePoints(marks.get('cICP')) ??
    (marks.has('iCCP') ? BY_PROFILE : undefined) ??
    (marks.has('sRGB') ? SRGB : undefined) ??
    fromNumbers(marks.get('gAMA'), marks.get('cHRM')) ??
    SRGB
  );
}

/** An ICC profile before `nclx` (ISO/IEC 23000-22, section 7.3.6.4); of an item without either, sRGB. */
export function avifColours(properties: readonly Box[]): Colours {
  const marks = properties.filter(({ type }) => type === 'colr').map(({ content }) => content);
  const kindOf = (mark: Buffer) => mark.toString('latin1', 0, 4);
  if (marks.some((mark) => kindOf(mark) === 'prof' || kindOf(mark) === 'rICC')) return BY_PROFILE;
  const mark = marks.find((each) => kindOf(each) === 'nclx' && each.length >= 8);
  return mark ? coloursOf(mark.readUInt16BE(4), mark.readUInt16BE(6)) : SRGB;
}

// Primaries, transfer, matrix (always 0) and whether black is 0. "Unspecified" leaves the word to the other chunks.
function fromCodePoints(mark: Buffer | undefined): Colours | undefined {
  if (!mark || mark.length < 4) return undefined;
  const [primaries = 0, transfer = 0, , isFullRange] = mark;
  if (primaries === UNSPECIFIED && transfer === UNSPECIFIED) return undefined;
  return isFullRange === 0 ? { treatment: 'refuse', name: 'narrow range' } : coloursOf(primaries, transfer);
}

const UNSPECIFIED = 2;

/** gAMA holds an exponent, cHRM white, red, green and blue, all times 100,000. */
function fromNumbers(gamma: Buffer | undefined, primaries: Buffer | undefined): Colours | undefined {
  const exponent = gamma && gamma.length >= 4 ? gamma.readUInt32BE(0) / 1e5 : 0;
  const chromaticities = primaries && primaries.length >= 32 ? chromaticitiesOf(primaries) : undefined;
  if (exponent <= 0 && !chromaticities) return undefined;
  return measuredColours({
    name: exponent > 0 ? `gamma ${exponent}` : 'own primaries',
    chromaticities: chromaticities ?? BT709,
    toLight: exponent > 0 ? gammaCurve(exponent) : srgbToLight,
  });
}

function chromaticitiesOf(primaries: Buffer): Chromaticities | undefined {
  const at = (i: number) => primaries.readUInt32BE(4 * i) / 1e5;
  const found: Chromaticities = [at(2), at(3), at(4), at(5), at(6), at(7), at(0), at(1)];
  return isGamut(found) ? found : undefined;
}
