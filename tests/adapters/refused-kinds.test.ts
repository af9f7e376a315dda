// Files that must not be published, and what the reviewer reads of each. Damage in the middle of a JPEG or a WebP decodes to
// half a face: decoders only warn, or do not even notice.

import sharp from 'sharp';
import { toWorkingCopy } from '../../src/adapters/image.ts';
import { type ReadImage, readImage } from '../../src/adapters/image-reading.ts';
import { judgeFile, unreadable } from '../../src/domain/file-findings.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { DEFAULTS } from '../domain/portrait.ts';
import { chart, chartIn, SRGB16 } from './chart.ts';
import {
  animatedPng,
  avifSequence,
  beforeMarker,
  chunkAt,
  latin1,
  pngHeader,
  scansOf,
  withCicp,
  withNclx,
  without,
  zeroed,
} from './picture-bytes.ts';
import { noise, photograph } from './pictures.ts';

/** What failed, as InspectPhoto would find it. */
async function failures(bytes: Buffer): Promise<Finding[]> {
  const image = await readImage(bytes);
  const failed = judgeFile(image.facts, DEFAULTS, image.fault).filter(({ status }) => status === 'failed');
  return failed.length > 0 ? failed : decodingFailures(image);
}

async function decodingFailures(image: ReadImage): Promise<Finding[]> {
  try {
    await toWorkingCopy(image, { maxPixels: DEFAULTS.image.maxPixels });
    return [];
  } catch (error) {
    return [unreadable((error as Error).message)];
  }
}

const photo = () => photograph(480, 600);

const jpeg = once(() => photo().jpeg({ quality: 90 }).toBuffer());
const standard = once(() => photo().jpeg({ quality: 90, optimiseCoding: false }).toBuffer());
const progressive = once(() => photo().jpeg({ quality: 90, progressive: true }).toBuffer());
const png = once(() => photo().png().toBuffer());
const webp = once(() => photo().webp({ quality: 90 }).toBuffer());
const avif = once(() => chart().avif({ quality: 90, effort: 0 }).toBuffer());
const END = Buffer.from([0xff, 0xd9]);

describe('damage', () => {
  const makers = { jpeg, standard, progressive };
  const places = [0.1, 0.25, 0.5, 0.75, 0.9];
  const cases = Object.keys(makers).flatMap((name) => places.map((place) => [name, place] as const));

  it.each(cases)('in a %s at %d of its length is found', async (name, place) => {
    const whole = await makers[name as keyof typeof makers]();
    const at = Math.floor(whole.length * place);
    expect(await failures(zeroed(whole, at, 4096))).toEqual([unreadable(expect.any(String))]);
    expect(await failures(without(whole, at, 4096))).toEqual([unreadable(expect.any(String))]);
    const rest = whole.length - at - 2;
    expect(await failures(zeroed(whole, at, rest))).toEqual([unreadable(expect.any(String))]);
  });

  it.each([0.1, 0.5, 0.9])(
    'in a JPEG of finest quality at %d of its length is found, however small',
    async (place) => {
      const whole = await photo().jpeg({ quality: 98, chromaSubsampling: '4:4:4' }).toBuffer();
      const at = Math.floor(whole.length * place);
      expect(await failures(whole)).toEqual([]);
      expect(await failures(without(whole, at, 600))).toEqual([unreadable(expect.any(String))]);
      expect(await failures(Buffer.from(whole).fill(' ', at, at + 600))).toEqual([
        unreadable(expect.any(String)),
      ]);
      const twice = Buffer.concat([whole.subarray(0, at), whole.subarray(at - 4096)]);
      expect(await failures(twice)).toEqual([unreadable(expect.any(String))]);
    },
  );

  it.each([
    ['whose end was cut off', async () => (await jpeg()).subarray(0, 60_000), /^the end is missing/],
    [
      'that lacks a byte more than its end',
      async () => (await jpeg()).subarray(0, -3),
      /^the end is missing/,
    ],
    [
      'that lacks bytes before its end',
      async () => Buffer.concat([(await jpeg()).subarray(0, -8), END]),
      /premature end of data segment/,
    ],
    [
      'with stray bytes, which do no harm, and cut off',
      async () => beforeMarker((await jpeg()).subarray(0, 60_000), 0xc0, Buffer.from([1, 2])),
      /^the end is missing/,
    ],
    [
      'with stray bytes, and damaged later',
      async () => beforeMarker(zeroed(await standard(), 40_000, 9000), 0xc0, Buffer.from([1, 2])),
      /data/,
    ],
    [
      'cut off between two scans',
      async () => {
        const bytes = await progressive();
        return bytes.subarray(0, scansOf(bytes).at(-1));
      },
      /^the end is missing/,
    ],
  ])('of a JPEG %s is called so', async (_, make, reason) => {
    expect(await failures(await make())).toEqual([unreadable(expect.stringMatching(reason) as string)]);
  });

  it.each([
    ['a PNG cut off', async () => (await png()).subarray(0, 50_000), 'the end is missing (no IEND)'],
    [
      'a PNG with a broken IHDR',
      async () => zeroed(await png(), chunkAt(await png(), 'IHDR') + 21, 1),
      'the header (IHDR) is damaged',
    ],
    [
      'a PNG with a gap',
      async () => zeroed(await png(), 20_000, 4096),
      'the picture data (IDAT) are damaged',
    ],
    ['a WebP cut off', async () => (await webp()).subarray(0, 9000), /^the header is damaged \(.+\)$/],
    ['a WebP with a gap', async () => zeroed(await webp(), 9000, 4096), /^picture data are missing/],
    [
      'a lossless WebP with a gap',
      async () => zeroed(await photo().webp({ lossless: true }).toBuffer(), 90_000, 4096),
      /^picture data are missing/,
    ],
    ['an AVIF cut off', async () => (await avif()).subarray(0, -60), /Unexpected end of file/],
    ['an AVIF with a gap', async () => zeroed(await avif(), 1500, 1000), /./],
  ])('of %s is called so', async (_, make, reason) => {
    const expected = typeof reason === 'string' ? reason : (expect.stringMatching(reason) as string);
    expect(await failures(await make())).toEqual([unreadable(expected)]);
  });
});

describe('what moves', () => {
  it.each([
    ['an animated PNG', async () => animatedPng(await chart().png().toBuffer(), 3), '3'],
    ['an AVIF sequence', async () => avifSequence(await avif(), 2), '2'],
    [
      'an animated WebP',
      async () => {
        const frames = await noise(240, 480).raw().toBuffer();
        const raw = { width: 240, height: 480, channels: 3, pageHeight: 240 } as const;
        return sharp(frames, { raw })
          .webp({ loop: 0, delay: [100, 100] })
          .toBuffer();
      },
      '2',
    ],
  ])('%s is called an animation', async (_, make, pages) => {
    expect(await failures(await make())).toEqual([
      expect.objectContaining({
        code: 'FILE_UNREADABLE',
        measured: `an animation of ${pages} pages`,
        because: 'moving',
      }),
    ]);
  });
});

describe('colours that would come out grey', () => {
  it.each([
    ['a PNG of PQ', async () => withCicp(await chartIn(SRGB16).png().toBuffer(), 9, 16), 'HDR (PQ)'],
    ['a PNG of HLG', async () => withCicp(await chart().png().toBuffer(), 9, 18), 'HDR (HLG)'],
    ['an AVIF of PQ', async () => withNclx(await avif(), 9, 16), 'HDR (PQ)'],
    ['an AVIF of HLG', async () => withNclx(await avif(), 9, 18), 'HDR (HLG)'],
    ['a PNG of P3 and PQ', async () => withCicp(await chart().png().toBuffer(), 12, 16), 'HDR (PQ)'],
    [
      'a PNG of CIE XYZ',
      async () => withCicp(await chart().png().toBuffer(), 10, 8),
      'unknown colours (10/8)',
    ],
    [
      'a PNG of a narrow range',
      async () => withCicp(await chart().png().toBuffer(), 1, 13, 0),
      'narrow range',
    ],
  ])('%s is asked for again', async (_, make, measured) => {
    expect(await failures(await make())).toEqual([expect.objectContaining({ code: 'COLOURS', measured })]);
  });
});

describe('what is not worth decoding', () => {
  it.each([
    ['a GIF', () => chart().gif().toBuffer(), 'FILE_TYPE', 'gif'],
    ['a TIFF', () => chart().tiff().toBuffer(), 'FILE_TYPE', 'tiff'],
    [
      'a HEIC',
      async () => Buffer.concat([latin1('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), Buffer.alloc(2000)]),
      'FILE_TYPE',
      'heif',
    ],
    [
      'a film',
      async () => Buffer.concat([latin1('\0\0\0\x14ftypisom\0\0\0\0mp42'), Buffer.alloc(2000)]),
      'FILE_TYPE',
      'video',
    ],
    [
      'a bomb',
      async () => Buffer.concat([pngHeader(30_000, 30_000), Buffer.alloc(2000)]),
      'IMAGE_SIZE',
      '30000 x 30000 px',
    ],
    ['a stamp', () => noise(150, 190).png().toBuffer(), 'IMAGE_SIZE', '150 x 190 px'],
    ['a strip', () => noise(210, 2200).jpeg().toBuffer(), 'IMAGE_SIZE', '210 x 2200 px'],
    [
      'a picture of nothing',
      () =>
        sharp({ create: { width: 300, height: 300, channels: 3, background: 'red' } })
          .webp()
          .toBuffer(),
      'FILE_SIZE',
      expect.any(Number),
    ],
  ])('%s is refused', async (_, make, code, measured) => {
    expect(await failures(await make())).toEqual([expect.objectContaining({ code, measured })]);
  });

  it('a JPEG of more scans than are allowed is refused by their number', async () => {
    const { facts } = await readImage(await progressive());
    const low = { ...DEFAULTS, image: { ...DEFAULTS.image, maxScans: 4 } };
    expect(facts.scans).toBe(10);
    expect(judgeFile(facts, low)).toContainEqual(
      expect.objectContaining({ code: 'FILE_UNREADABLE', status: 'failed', measured: '10 scans' }),
    );
  });
});

/** Made when it is first asked for, and kept. */
function once(make: () => Promise<Buffer>): () => Promise<Buffer> {
  let made: Promise<Buffer> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
