// Kinds of pictures that are read: each is the chart, stored in another way, and must come out upright and in its colours.

import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { BT2020, COLOURS, chart, chartIn, chartWithHole, GREYS, LINEAR, MUTED, P3, SRGB16 } from './chart.ts';
import type { Rgb } from './ciede2000.ts';
import { greyProfile } from './grey-profile.ts';
import {
  animatedPng,
  beforeMarker,
  exifBlock,
  latin1,
  markerAt,
  segment,
  u32,
  withChunk,
  withCicp,
  withNclx,
} from './picture-bytes.ts';

export interface Kind {
  make: () => Promise<Buffer>;
  /** What comes out; the colours of the chart where nothing is said. */
  patches?: readonly Rgb[];
  /** CIEDE2000 at most; 2 where nothing is said. */
  within?: number;
  /** How the colours are said to be marked. */
  space?: string;
}

const jpeg = (picture: Sharp = chart()) => picture.jpeg({ quality: 95, chromaSubsampling: '4:4:4' });
const avif = (picture: Sharp, bitdepth: 8 | 10 | 12 = 8) =>
  picture.avif({ quality: 95, chromaSubsampling: '4:4:4', effort: 0, bitdepth }).toBuffer();

/** The chart as a camera of this orientation stores it. */
async function stored(orientation: number): Promise<Sharp> {
  const flopped = [2, 4, 5, 7].includes(orientation);
  const degrees = { 3: 180, 4: 180, 5: 270, 6: 270, 7: 90, 8: 90 }[orientation] ?? 0;
  const start = sharp(await chart().png().toBuffer());
  const mirrored = flopped ? sharp(await start.flop().png().toBuffer()) : start;
  return sharp(await mirrored.rotate(degrees).png().toBuffer());
}

const exifSegment = (block: Buffer) => segment(0xe1, Buffer.concat([latin1('Exif\0\0'), block]));

async function jpegWithExif(orientation: number, block: Buffer): Promise<Buffer> {
  const plain = await jpeg(await stored(orientation)).toBuffer();
  return beforeMarker(plain, 0xdb, exifSegment(block));
}

async function pngTurned(
  orientation: number,
  place: 'IDAT' | 'IEND',
  order: 'II' | 'MM' = 'MM',
): Promise<Buffer> {
  const plain = await (await stored(orientation)).png().toBuffer();
  return withChunk(plain, 'eXIf', exifBlock(orientation, order), place);
}

const orientations: Record<string, Kind> = Object.fromEntries(
  [1, 2, 3, 4, 5, 6, 7, 8].flatMap((orientation): [string, Kind][] => [
    [
      `a JPEG of EXIF orientation ${orientation}`,
      { make: () => jpegWithExif(orientation, exifBlock(orientation)) },
    ],
    [
      `a PNG of orientation ${orientation}, said behind its pixels`,
      { make: () => pngTurned(orientation, 'IEND') },
    ],
  ]),
);

const jpegs: Record<string, Kind> = {
  'a JPEG': { make: () => jpeg().toBuffer(), space: 'sRGB' },
  'a JPEG with halved colours': { make: () => chart().jpeg({ quality: 95 }).toBuffer() },
  'a JPEG with standard tables': {
    make: () => chart().jpeg({ quality: 95, optimiseCoding: false }).toBuffer(),
  },
  'a progressive JPEG': { make: () => chart().jpeg({ quality: 95, progressive: true }).toBuffer() },
  'a JPEG with trellis and many scans': {
    make: () => chart().jpeg({ quality: 95, mozjpeg: true }).toBuffer(),
  },
  'a grey JPEG': { make: () => jpeg(chart(GREYS).greyscale()).toBuffer(), patches: GREYS },
  'a grey JPEG with a profile': {
    make: async () =>
      beforeMarker(await jpeg(chart(GREYS).greyscale()).toBuffer(), 0xdb, profileSegment(greyProfile())),
    patches: GREYS,
    space: 'ICC profile',
  },
  'a JPEG of Display P3': { make: () => jpeg(chart().withIccProfile('p3')).toBuffer(), space: 'ICC profile' },
  'a JPEG with a profile of sRGB': { make: () => jpeg(chart().withIccProfile('srgb')).toBuffer() },
  'a JPEG whose profile is broken': {
    make: async () => beforeMarker(await jpeg().toBuffer(), 0xdb, profileSegment(Buffer.alloc(300, 7))),
  },
  'a JPEG in CMYK': {
    make: () => jpeg(chart(MUTED).toColourspace('cmyk')).toBuffer(),
    patches: MUTED,
    within: 5,
  },
  'a JPEG with bytes behind its end': {
    make: async () => Buffer.concat([await jpeg().toBuffer(), Buffer.alloc(5000, 'trailer')]),
  },
  'a JPEG with a second picture behind it': {
    make: async () => Buffer.concat([await jpeg().toBuffer(), await jpeg(chart().resize(100)).toBuffer()]),
  },
  'a JPEG that lacks its two closing bytes alone': {
    make: async () => (await jpeg().toBuffer()).subarray(0, -2),
  },
  'a JPEG that lacks its last byte alone': { make: async () => (await jpeg().toBuffer()).subarray(0, -1) },
  'a progressive JPEG that lacks its two closing bytes alone': {
    make: async () => (await chart().jpeg({ quality: 95, progressive: true }).toBuffer()).subarray(0, -2),
  },
  'a JPEG without end and with a film behind it': {
    make: async () =>
      Buffer.concat([(await jpeg().toBuffer()).subarray(0, -2), Buffer.alloc(5000, 'trailer')]),
  },
  'a JPEG with stray bytes between its segments': {
    make: async () => beforeMarker(await jpeg().toBuffer(), 0xc0, Buffer.from([1, 2])),
  },
  'a JPEG with stray bytes before its scan': {
    make: async () => beforeMarker(await jpeg().toBuffer(), 0xda, Buffer.alloc(30, 9)),
  },
  'a JPEG whose segment begins with 00 instead of FF': {
    make: async () => {
      const exif = exifSegment(exifBlock(1));
      exif[0] = 0;
      return beforeMarker(await jpeg().toBuffer(), 0xc0, exif);
    },
  },
  'a JPEG with Samsung’s parameters of a scan': {
    make: async () => {
      const bytes = await jpeg().toBuffer();
      const scan = markerAt(bytes, 0xda);
      const end = scan + 2 + bytes.readUInt16BE(scan + 2);
      return bytes.fill(0, end - 3, end);
    },
  },
  'a JPEG of an unknown revision of JFIF': {
    make: async () =>
      beforeMarker(await jpeg().toBuffer(), 0xdb, segment(0xe0, latin1('JFIF\0\x02\x01\0\0\x01\0\x01\0\0'))),
  },
  'a JPEG with a comment and an unknown segment': {
    make: async () => {
      const comments = [segment(0xfe, latin1('\xff\xda no scan')), segment(0xeb, Buffer.alloc(900, 0xff))];
      return beforeMarker(await jpeg().toBuffer(), 0xdb, Buffer.concat(comments));
    },
  },
  'a progressive JPEG with a few bytes behind its last scan': {
    make: async () => {
      const bytes = await chart().jpeg({ quality: 95, progressive: true }).toBuffer();
      return Buffer.concat([bytes.subarray(0, -2), Buffer.from([1, 2, 3]), bytes.subarray(-2)]);
    },
  },
  'a JPEG with an orientation of four bytes': { make: () => jpegWithExif(6, exifBlock(6, 'II', 4)) },
  'a JPEG with an orientation that does not exist': { make: () => jpegWithExif(1, exifBlock(9)) },
};

const clear = () => chartWithHole(7);
const ON_WHITE: readonly Rgb[] = COLOURS.map((patch, i) => (i === 7 ? [255, 255, 255] : patch));

const pngs: Record<string, Kind> = {
  'a PNG': { make: () => chart().png().toBuffer(), space: 'sRGB' },
  'a PNG of 16 bits': { make: () => chartIn(SRGB16).png().toBuffer(), space: 'sRGB' },
  'a PNG with a palette': { make: () => chart().png({ palette: true, dither: 0 }).toBuffer(), within: 2 },
  'an interlaced PNG': { make: () => chart().png({ progressive: true }).toBuffer() },
  'an interlaced PNG of 16 bits': { make: () => chartIn(SRGB16).png({ progressive: true }).toBuffer() },
  'a grey PNG': { make: () => chart(GREYS).toColourspace('b-w').png().toBuffer(), patches: GREYS },
  'a grey PNG of 16 bits': {
    make: () => chart(GREYS).toColourspace('grey16').png().toBuffer(),
    patches: GREYS,
  },
  'a grey PNG with a profile': {
    make: async () => withProfile(await chart(GREYS).toColourspace('b-w').png().toBuffer(), greyProfile()),
    patches: GREYS,
    space: 'ICC profile',
  },
  'a grey PNG of 16 bits with a profile': {
    make: async () => withProfile(await chart(GREYS).toColourspace('grey16').png().toBuffer(), greyProfile()),
    patches: GREYS,
    space: 'ICC profile',
  },
  'a PNG with a transparent hole': { make: async () => (await clear()).png().toBuffer(), patches: ON_WHITE },
  'a PNG of 16 bits with sRGB’s profile': {
    make: async () => withProfile(await chartIn(SRGB16).png().toBuffer(), await profileOf('srgb')),
    space: 'ICC profile',
  },
  'a PNG of 16 bits and Display P3': {
    make: async () => withProfile(await chartIn(P3).png().toBuffer(), await profileOf('p3')),
  },
  'a PNG of 16 bits and Display P3 with alpha': {
    make: async () => withProfile(await chartIn(P3).ensureAlpha().png().toBuffer(), await profileOf('p3')),
  },
  'a PNG of Display P3': { make: () => chart().withIccProfile('p3').png().toBuffer() },
  'a PNG marked as Display P3 by cICP': {
    make: async () => withCicp(await chartIn(P3).toColourspace('srgb').png().toBuffer(), 12, 13),
    space: 'Display P3',
  },
  'a PNG of 16 bits marked as Display P3 by cICP': {
    make: async () => withCicp(await chartIn(P3).png().toBuffer(), 12, 13),
    space: 'Display P3',
  },
  'a PNG marked as BT.2020 by cICP': {
    make: async () => withCicp(await chartIn(BT2020).png().toBuffer(), 9, 14),
    space: 'BT.2020',
  },
  'a PNG marked as sRGB by cICP': {
    make: async () => withCicp(await chart().png().toBuffer(), 1, 13),
    space: 'sRGB',
  },
  'a PNG whose cICP says nothing': {
    make: async () => withCicp(await chart().png().toBuffer(), 2, 2),
    space: 'sRGB',
  },
  'a PNG marked as linear by cICP': {
    make: async () => withCicp(await chartIn(LINEAR).png().toBuffer(), 1, 8),
    space: 'sRGB, linear',
  },
  'a PNG with Display P3 by cICP against a profile of sRGB': {
    make: async () => {
      const png = withProfile(await chartIn(P3).png().toBuffer(), await profileOf('srgb'));
      return withCicp(png, 12, 13);
    },
    space: 'Display P3',
  },
  'a PNG with the usual gamma': {
    make: async () => withChunk(await chart().png().toBuffer(), 'gAMA', u32(45_455), 'IDAT'),
    space: 'sRGB',
  },
  'a PNG of linear light by its gamma': {
    make: async () => withChunk(await chartIn(LINEAR).png().toBuffer(), 'gAMA', u32(100_000), 'IDAT'),
    space: 'gamma 1',
  },
  'a PNG with Display P3’s primaries by number': {
    make: async () => {
      const numbers = [31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000].map(u32);
      return withChunk(await chartIn(P3).png().toBuffer(), 'cHRM', Buffer.concat(numbers), 'IDAT');
    },
    space: 'own primaries',
  },
  'a PNG whose primaries are no colours': {
    make: async () => withChunk(await chart().png().toBuffer(), 'cHRM', Buffer.alloc(32), 'IDAT'),
    space: 'sRGB',
  },
  'a PNG of orientation 6, said before its pixels': { make: () => pngTurned(6, 'IDAT') },
  'a PNG of orientation 8, said in the other byte order': { make: () => pngTurned(8, 'IEND', 'II') },
  'a PNG of orientation 6 with texts around its pixels': {
    make: async () => {
      const text = latin1('Comment\0\0\0\0\0IDAT eXIf IEND');
      return withChunk(withChunk(await pngTurned(6, 'IEND'), 'iTXt', text, 'IDAT'), 'iTXt', text, 'IEND');
    },
  },
  'an animated PNG of a single frame': { make: async () => animatedPng(await chart().png().toBuffer(), 1) },
  'a PNG with bytes behind its end': {
    make: async () => Buffer.concat([await chart().png().toBuffer(), Buffer.alloc(5000, 'trailer')]),
  },
};

const webps: Record<string, Kind> = {
  'a WebP': { make: () => chart().webp({ quality: 95 }).toBuffer(), space: 'sRGB' },
  'a lossless WebP': { make: () => chart().webp({ lossless: true }).toBuffer() },
  'a WebP with a transparent hole': {
    make: async () => (await clear()).webp({ quality: 95 }).toBuffer(),
    patches: ON_WHITE,
  },
  'a WebP of Display P3': {
    make: () => chart().withIccProfile('p3').webp({ lossless: true }).toBuffer(),
    space: 'ICC profile',
  },
  'a WebP of orientation 6': {
    make: async () => (await stored(6)).withMetadata({ orientation: 6 }).webp({ lossless: true }).toBuffer(),
  },
};

const avifs: Record<string, Kind> = {
  ...Object.fromEntries(
    ([8, 10, 12] as const).flatMap((bits): [string, Kind][] => [
      [`an AVIF of ${bits} bits`, { make: () => avif(chart(), bits), space: 'sRGB' }],
      [
        `an AVIF of ${bits} bits and Display P3`,
        { make: () => avif(chart().withIccProfile('p3'), bits), space: 'ICC profile' },
      ],
      [
        `an AVIF of ${bits} bits marked as Display P3 by nclx`,
        { make: async () => withNclx(await avif(chartIn(P3), bits), 12, 13), space: 'Display P3' },
      ],
    ]),
  ),
  'a lossless AVIF': { make: () => chart().avif({ lossless: true, effort: 0 }).toBuffer() },
  'an AVIF with a transparent hole': {
    make: async () => avif(await clear()),
    patches: ON_WHITE,
  },
  'an AVIF marked as sRGB by nclx': { make: async () => withNclx(await avif(chart()), 1, 13), space: 'sRGB' },
  'an AVIF marked as BT.2020 by nclx': {
    make: async () => withNclx(await avif(chartIn(BT2020), 10), 9, 14),
    space: 'BT.2020',
  },
};

export const KINDS: Record<string, Kind> = { ...jpegs, ...pngs, ...webps, ...avifs, ...orientations };

function profileSegment(profile: Buffer): Buffer {
  return segment(0xe2, Buffer.concat([latin1('ICC_PROFILE\0\x01\x01'), profile]));
}

function withProfile(png: Buffer, profile: Buffer): Buffer {
  return withChunk(png, 'iCCP', Buffer.concat([latin1('grey\0\0'), deflateSync(profile)]), 'IDAT');
}

/** A profile that sharp brings along. */
async function profileOf(name: 'srgb' | 'p3'): Promise<Buffer> {
  const { icc } = await sharp(await chart().withIccProfile(name).png().toBuffer()).metadata();
  return icc ?? Buffer.alloc(0);
}
