// Colour spaces that a file names by code points (ITU-T H.273, as cICP and nclx do) or by numbers (gAMA and cHRM), and the
// way from their pixels to sRGB. ICC profiles are the decoder's own business.

/** x and y of red, green, blue and white. */
export type Chromaticities = readonly [number, number, number, number, number, number, number, number];

export interface ColourSpace {
  /** For a reviewer: `Display P3`. */
  name: string;
  chromaticities: Chromaticities;
  /** From an encoded value to light, both 0 to 1. */
  toLight(encoded: number): number;
}

/** What to do about a picture's colours: nothing, a conversion, or to ask for another file. */
export type Colours =
  | { treatment: 'as-they-are'; name: string }
  | { treatment: 'convert'; name: string; space: ColourSpace }
  | { treatment: 'refuse'; name: string };

export const SRGB: Colours = { treatment: 'as-they-are', name: 'sRGB' };
export const BY_PROFILE: Colours = { treatment: 'as-they-are', name: 'ICC profile' };

/** The colours of these code points of ITU-T H.273, tables 2 and 3. */
export function coloursOf(primaries: number, transfer: number): Colours {
  const hdr = HDR_TRANSFERS[transfer];
  if (hdr) return { treatment: 'refuse', name: `HDR (${hdr})` };
  const gamut = PRIMARIES[primaries];
  const curve = TRANSFERS[transfer];
  if (!gamut || !curve) return { treatment: 'refuse', name: `unknown colours (${primaries}/${transfer})` };
  const name = curve.name === '' ? gamut.name : `${gamut.name}, ${curve.name}`;
  return measuredColours({ name, chromaticities: gamut.xy, toLight: curve.toLight });
}

/** The colours of a space given by numbers: sRGB where it is as good as that. */
export function measuredColours(space: ColourSpace): Colours {
  const isSame = space.chromaticities.every((value, i) => Math.abs(value - (BT709[i] ?? 0)) < 0.005);
  if (isSame && space.toLight === srgbToLight) return SRGB;
  return { treatment: 'convert', name: space.name, space };
}

/** The curve of a gAMA chunk's exponent; the usual 1 / 2.2 stands for sRGB's own. */
export function gammaCurve(exponent: number): ColourSpace['toLight'] {
  return Math.abs(exponent - 1 / 2.2) < 0.02 ? srgbToLight : (encoded) => encoded ** (1 / exponent);
}

export function srgbToLight(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}

const D65 = [0.3127, 0.329] as const;
const C = [0.31, 0.316] as const;
export const BT709: Chromaticities = [0.64, 0.33, 0.3, 0.6, 0.15, 0.06, ...D65];
const SMPTE_C: Chromaticities = [0.63, 0.34, 0.31, 0.595, 0.155, 0.07, ...D65];
const P3 = [0.68, 0.32, 0.265, 0.69, 0.15, 0.06] as const;

/** 2 is "unspecified", which every viewer takes for sRGB. */
const PRIMARIES: Readonly<Record<number, { name: string; xy: Chromaticities }>> = {
  1: { name: 'sRGB', xy: BT709 },
  2: { name: 'sRGB', xy: BT709 },
  4: { name: 'BT.470 M', xy: [0.67, 0.33, 0.21, 0.71, 0.14, 0.08, ...C] },
  5: { name: 'BT.601 (625 lines)', xy: [0.64, 0.33, 0.29, 0.6, 0.15, 0.06, ...D65] },
  6: { name: 'BT.601 (525 lines)', xy: SMPTE_C },
  7: { name: 'SMPTE 240M', xy: SMPTE_C },
  8: { name: 'film', xy: [0.681, 0.319, 0.243, 0.692, 0.145, 0.049, ...C] },
  9: { name: 'BT.2020', xy: [0.708, 0.292, 0.17, 0.797, 0.131, 0.046, ...D65] },
  11: { name: 'DCI-P3', xy: [...P3, 0.314, 0.351] },
  12: { name: 'Display P3', xy: [...P3, ...D65] },
  22: { name: 'EBU Tech. 3213', xy: [0.63, 0.34, 0.295, 0.605, 0.155, 0.077, ...D65] },
};

const VIDEO = { name: '', toLight: srgbToLight };
/** Stills with a video curve are shown with sRGB's by viewers and browsers, which lies between the camera's and the screen's. */
const TRANSFERS: Readonly<Record<number, { name: string; toLight: ColourSpace['toLight'] }>> = {
  1: VIDEO,
  2: VIDEO,
  4: { name: 'gamma 2.2', toLight: (encoded) => encoded ** 2.2 },
  5: { name: 'gamma 2.8', toLight: (encoded) => encoded ** 2.8 },
  6: VIDEO,
  7: VIDEO,
  8: { name: 'linear', toLight: (encoded) => encoded },
  11: VIDEO,
  12: VIDEO,
  13: VIDEO,
  14: VIDEO,
  15: VIDEO,
};

/** Far brighter than white: without tone mapping such pictures come out grey. */
const HDR_TRANSFERS: Readonly<Record<number, string>> = { 16: 'PQ', 18: 'HLG' };
