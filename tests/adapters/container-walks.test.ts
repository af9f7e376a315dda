// The walks over chunks and boxes answer for any bytes: files are what somebody else has written.

import fc from 'fast-check';
import { avifColours, pngColours } from '../../src/adapters/colour-marks.ts';
import { coloursOf } from '../../src/adapters/colour-space.ts';
import { decoderReason, strayBytesAtEnd } from '../../src/adapters/decoder-reason.ts';
import { exifOrientation } from '../../src/adapters/exif-orientation.ts';
import { boxes, primaryProperties, sequenceFrames } from '../../src/adapters/iso-boxes.ts';
import { pngChunks, pngFault, pngFrames } from '../../src/adapters/png-chunks.ts';
import { toSrgb } from '../../src/adapters/to-srgb.ts';
import { webpFault } from '../../src/adapters/webp-chunks.ts';
import { chart } from './chart.ts';
import {
  animatedPng,
  avifSequence,
  exifBlock,
  isoBox,
  latin1,
  u32,
  withCicp,
  withNclx,
} from './picture-bytes.ts';

let png: Buffer;
let avif: Buffer;
let webp: Buffer;
beforeAll(async () => {
  png = withCicp(animatedPng(await chart().png().toBuffer(), 2), 12, 13);
  avif = avifSequence(withNclx(await chart().avif({ effort: 0 }).toBuffer(), 9, 16), 3);
  webp = await chart().webp().toBuffer();
});

/** A file with a few bytes changed near its beginning, and cut off somewhere. */
const damaged = (whole: () => Buffer) =>
  fc
    .tuple(fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 }), fc.nat(1000))
    .map(([changes, length]) => {
      const bytes = Buffer.from(whole().subarray(0, length));
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      return bytes;
    });

it('reads what the sound files say', () => {
  expect(pngFrames(pngChunks(png))).toBe(2);
  expect(pngColours(pngChunks(png)).name).toBe('Display P3');
  expect(pngFault(png)).toBeUndefined();
  expect(sequenceFrames(avif)).toBe(3);
  expect(avifColours(primaryProperties(avif)).name).toBe('HDR (PQ)');
  expect(primaryProperties(avif).map(({ type }) => type)).toEqual(
    expect.arrayContaining(['ispe', 'av1C', 'colr']),
  );
  expect(webpFault(webp, 100_000)).toBeUndefined();
});

it('answers for damaged PNGs', () => {
  fc.assert(
    fc.property(
      damaged(() => png),
      (bytes) => {
        expect([...pngChunks(bytes)].length).toBeLessThanOrEqual(bytes.length / 12);
        expect(pngColours(pngChunks(bytes)).name).not.toBe('');
        expect(pngFault(bytes)).toEqual(expect.any(String));
      },
    ),
  );
});

it('answers for damaged AVIFs', () => {
  fc.assert(
    fc.property(
      damaged(() => avif),
      (bytes) => {
        expect(['number', 'undefined']).toContain(typeof sequenceFrames(bytes));
        expect(avifColours(primaryProperties(bytes)).name).not.toBe('');
      },
    ),
  );
});

it('answers for damaged WebPs and any boxes', () => {
  fc.assert(
    fc.property(
      damaged(() => webp),
      fc.uint8Array({ maxLength: 60 }),
      (bytes, any) => {
        expect(['string', 'undefined']).toContain(typeof webpFault(bytes, 10_000));
        expect([...boxes(Buffer.from(any))].length).toBeLessThanOrEqual(any.length / 8);
      },
    ),
  );
});

it('walks boxes of 64 bits and boxes that go on to the end', () => {
  const large = Buffer.concat([u32(1), latin1('larg'), u32(0), u32(20), latin1('abcd')]);
  const last = Buffer.concat([u32(0), latin1('last'), latin1('to the end')]);
  const found = [...boxes(Buffer.concat([isoBox('free', Buffer.alloc(3)), large, last]))];
  expect(found.map(({ type, content }) => `${type} ${content.length}`)).toEqual([
    'free 3',
    'larg 4',
    'last 10',
  ]);
});

describe('exifOrientation', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('reads %i in both byte orders and two types', (orientation) => {
    for (const order of ['II', 'MM'] as const) {
      for (const type of [3, 4] as const) {
        const block = exifBlock(orientation, order, type);
        expect(exifOrientation(block)).toBe(orientation);
        expect(exifOrientation(Buffer.concat([latin1('Exif\0\0'), block]))).toBe(orientation);
      }
    }
  });

  it.each([0, 9, 65_535])('ignores %i', (orientation) => {
    expect(exifOrientation(exifBlock(orientation))).toBeUndefined();
  });

  it('answers for any bytes', () => {
    const start = fc.constantFrom(latin1('II*\0'), latin1('MM\0*'), exifBlock(6), Buffer.alloc(0));
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 60 }), (head, tail) => {
        expect([undefined, 1, 2, 3, 4, 5, 6, 7, 8]).toContain(exifOrientation(Buffer.concat([head, tail])));
      }),
    );
  });
});

describe('toSrgb', () => {
  const white = 255 << 8;
  it.each([4, 5, 6, 7, 8, 9, 11, 12, 22])(
    'keeps black, grey of the curve and white in primaries %i',
    (primaries) => {
      const colours = coloursOf(primaries, 13);
      if (colours.treatment !== 'convert') throw new Error('nothing to convert');
      const pixels = Uint16Array.from([0, 0, 0, white, white, white, white / 2, white / 2, white / 2]);
      const out = [...toSrgb(pixels, colours.space)];
      for (const [i, expected] of [0, 0, 0, 255, 255, 255, 128, 128, 128].entries()) {
        expect(Math.abs((out[i] ?? 0) - expected)).toBeLessThanOrEqual(1);
      }
    },
  );
});

describe('the decoder’s reason', () => {
  it.each([
    [
      'VipsJpeg: Corrupt JPEG data: 2 extraneous bytes before marker 0xdb\nVipsJpeg: premature end of JPEG image',
      'the end is missing (premature end of JPEG image)',
    ],
    [
      'VipsJpeg: Corrupt JPEG data: 2 extraneous bytes before marker 0xdb',
      'Corrupt JPEG data: 2 extraneous bytes before marker 0xdb',
    ],
    ['Unknown error', 'the header is damaged'],
    ['Input buffer has corrupt header:', 'the header is damaged'],
    ['Input buffer has corrupt header: ', 'the header is damaged'],
    [
      'Input buffer has corrupt header: webp: unable to parse image',
      'the header is damaged (unable to parse image)',
    ],
    [
      'Input buffer has corrupt header: VipsJpeg: premature end of JPEG image',
      'the end is missing (premature end of JPEG image)',
    ],
    ['Input buffer contains unsupported image format', 'the header is damaged'],
    [
      'source: bad seek to 36205\nheif: Invalid input: Corrupt frame detected (2.0)',
      'Invalid input: Corrupt frame detected (2.0)',
    ],
    ['heif: Extent outside of file\n (2.100)', 'Extent outside of file'],
    ['', 'the header is damaged'],
  ])('of %j is %j', (message, reason) => {
    expect(decoderReason(new Error(message))).toBe(reason);
  });

  it('is never empty, nor long', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (message) => {
        expect(decoderReason(new Error(message)).length).toBeGreaterThan(0);
        expect(decoderReason(new Error(message)).length).toBeLessThanOrEqual(120);
      }),
    );
  });

  it.each([
    ['VipsJpeg: Corrupt JPEG data: 3 extraneous bytes before marker 0xd9', 3],
    [
      'VipsJpeg: Corrupt JPEG data: 3 extraneous bytes before marker 0xd9\nVipsJpeg: Corrupt JPEG data: 3 extraneous bytes before marker 0xd9',
      3,
    ],
    ['VipsJpeg: Corrupt JPEG data: 3 extraneous bytes before marker 0xdb', undefined],
    [
      'VipsJpeg: Corrupt JPEG data: 3 extraneous bytes before marker 0xd9\nVipsJpeg: Corrupt JPEG data: premature end of data segment',
      undefined,
    ],
    ['VipsJpeg: Corrupt JPEG data: premature end of data segment', undefined],
  ])('%j counts %j stray bytes at the end', (message, count) => {
    expect(strayBytesAtEnd(new Error(message))).toBe(count);
  });
});
