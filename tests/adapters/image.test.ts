import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { cutThumbnails, type Jpeg, toWorkingCopy } from '../../src/adapters/image.ts';
import { readImage } from '../../src/adapters/image-reading.ts';
import { planThumbnails } from '../../src/domain/thumbnails.ts';
import { ImageUnreadableError } from '../../src/shared/errors.ts';
import { cases, numRuns } from '../support/long-run.ts';
import { pngHeader } from './picture-bytes.ts';
import { cornered, cornersOf, noise, TELLTALE_EXIF } from './pictures.ts';

const MAX_PIXELS = 50_400_000;

describe('toWorkingCopy', () => {
  it.each(cases([1, 5, 6], [2, 3, 4, 7, 8]))(
    'turns a picture of EXIF orientation %i upright',
    async (orientation) => {
      // Prepare: store the upright picture as a camera of this orientation would have.
      const upright = await cornered(400, 300);
      const stored = await asStored(upright, orientation);
      const bytes = await sharp(stored).jpeg({ quality: 95 }).withMetadata({ orientation }).toBuffer();
      expect(await cornersOf(await sharp(bytes).autoOrient().toBuffer())).toEqual(await cornersOf(upright));

      const copy = await workingCopyOf(bytes);

      expect({ width: copy.width, height: copy.height }).toEqual({ width: 400, height: 300 });
      expect(await cornersOf(copy.bytes)).toEqual(['red', 'green', 'blue', 'black']);
    },
  );

  it.each([
    [4000, 3000, 1920, 1440],
    [1000, 2400, 800, 1920],
    [300, 200, 300, 200],
  ])('fits %i x %i into %i x %i, never enlarging', async (width, height, toWidth, toHeight) => {
    const copy = await workingCopyOf(await noise(width, height).jpeg().toBuffer());
    expect(copy).toMatchObject({ width: toWidth, height: toHeight });
    expect(await sharp(copy.bytes).metadata()).toMatchObject({
      format: 'jpeg',
      width: toWidth,
      height: toHeight,
    });
  });

  it('writes no metadata: no place, no camera, no orientation, no profile', async () => {
    const bytes = await noise(320, 240)
      .withMetadata({ orientation: 6 })
      .withExifMerge(TELLTALE_EXIF)
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">Telltale</x:xmpmeta>')
      .jpeg()
      .toBuffer();
    expect(bytes.includes('TelltaleCamera')).toBe(true);

    const copy = await workingCopyOf(bytes);

    const { exif, xmp, icc, iptc, orientation } = await sharp(copy.bytes).metadata();
    expect([exif, xmp, icc, iptc, orientation]).toEqual(Array(5).fill(undefined));
    expect(Buffer.from(copy.bytes).includes('Telltale')).toBe(false);
  });

  it.each([
    ['a CMYK JPEG', () => noise(300, 300).toColourspace('cmyk').jpeg().toBuffer()],
    ['a 16-bit PNG', () => noise(300, 300).toColourspace('rgb16').png().toBuffer()],
    ['a grey PNG with 16 bits', () => noise(300, 300).toColourspace('grey16').png().toBuffer()],
    ['a palette PNG', () => noise(300, 300).png({ palette: true }).toBuffer()],
    ['a progressive JPEG', () => noise(300, 300).jpeg({ progressive: true }).toBuffer()],
    ['a lossless WebP', () => noise(300, 300).webp({ lossless: true }).toBuffer()],
    ['an AVIF', () => noise(300, 300).avif({ effort: 0 }).toBuffer()],
  ])('makes an sRGB JPEG of eight bits of %s', async (_, make) => {
    const copy = await workingCopyOf(await make());
    expect(await sharp(copy.bytes).metadata()).toMatchObject({
      format: 'jpeg',
      space: 'srgb',
      channels: 3,
      depth: 'uchar',
      width: 300,
      height: 300,
    });
  });

  it('keeps the colour of skin from CMYK', async () => {
    const skin = sharp({ create: { width: 300, height: 300, channels: 3, background: '#c8966e' } });
    const bytes = await skin.toColourspace('cmyk').jpeg().toBuffer();
    const copy = await workingCopyOf(bytes);
    const { channels } = await sharp(copy.bytes).stats();
    const [red = 0, green = 0, blue = 0] = channels.map(({ mean }) => mean);
    expect(Math.hypot(red - 0xc8, green - 0x96, blue - 0x6e)).toBeLessThan(15);
  });

  it('lays transparency on white', async () => {
    const clear = sharp({
      create: { width: 300, height: 300, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } },
    });
    const copy = await workingCopyOf(await clear.png().toBuffer());
    const { channels } = await sharp(copy.bytes).stats();
    expect(channels.map(({ mean }) => Math.round(mean))).toEqual([255, 255, 255]);
  });

  it.each(['jpeg', 'png', 'webp'] as const)(
    'refuses a truncated %s with the decoder’s reason',
    async (format) => {
      const whole = await noise(600, 600).toFormat(format).toBuffer();
      const half = whole.subarray(0, whole.length / 2);
      await expect(workingCopyOf(half)).rejects.toMatchObject({
        name: 'ImageUnreadableError',
        message: expect.stringMatching(/^\S.{3,119}$/),
      });
    },
  );

  it('refuses more pixels than allowed before it decodes them', async () => {
    const bomb = pngHeader(30_000, 30_000);
    const before = process.memoryUsage.rss();
    await expect(workingCopyOf(bomb)).rejects.toThrow(ImageUnreadableError);
    await expect(workingCopyOf(bomb)).rejects.toThrow(/pixel limit/);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 2 ** 20);
  });

  it('makes a picture or an ImageUnreadableError of any damage', async () => {
    const whole = await noise(64, 64).jpeg().toBuffer();
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, value) => {
        const damaged = Buffer.from(whole);
        damaged[at] = value;
        const outcome = await workingCopyOf(damaged).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ImageUnreadableError);
        else expect(outcome).toMatchObject({ width: expect.any(Number) });
      }),
      { numRuns: numRuns(20, 100) },
    );
  });
});

describe('cutThumbnails', () => {
  const FACE = { left: 0.05, top: 0.05, width: 0.3, height: 0.3 };

  it('cuts every size in every format around the face, square and without metadata', async () => {
    const copy = await workingCopyOf(await cornered(800, 600));
    const plans = planThumbnails(FACE, copy, [64, 256, 1024]);

    const cut = await cutThumbnails(copy.bytes, plans, ['webp', 'jpeg'], (each) => each);

    expect(cut.map(({ plan, format }) => `${plan.size} ${format}`)).toEqual([
      '64 webp',
      '64 jpeg',
      '256 webp',
      '256 jpeg',
      '1024 webp',
      '1024 jpeg',
    ]);
    for (const { plan, format, bytes, width, height } of cut) {
      const header = await sharp(bytes).metadata();
      expect(header).toMatchObject({ format, width: plan.side, height: plan.side });
      expect([width, height]).toEqual([plan.side, plan.side]);
      expect(header.exif ?? header.icc ?? header.xmp).toBeUndefined();
      expect((await cornersOf(bytes))[0]).toBe('red');
    }
  });

  it('hands over each as soon as it is made, whatever becomes of the others', async () => {
    const copy = await workingCopyOf(await cornered(800, 600));
    const [plan] = planThumbnails(FACE, copy, [64]);
    const outside = { ...plan!, crop: { ...plan!.crop, left: copy.width } };
    const { promise: handed, resolve: hand } = Promise.withResolvers<number>();

    const cut = cutThumbnails(copy.bytes, [plan!, outside], ['webp'], (each) => hand(each.plan.size));

    await expect(cut).rejects.toThrow('bad extract area');
    await expect(handed).resolves.toBe(64);
  });

  it('refuses a working copy that was spoilt', async () => {
    const cut = cutThumbnails(Buffer.from('no picture'), [], ['webp'], (each) => each);
    await expect(cut).rejects.toThrow(ImageUnreadableError);
  });
});

/** Read and decoded, as InspectPhoto does it. */
async function workingCopyOf(bytes: Uint8Array): Promise<Jpeg> {
  return toWorkingCopy(await readImage(bytes), { maxPixels: MAX_PIXELS });
}

/** How a camera that notes this orientation has stored a picture: what has to be done to it is undone here. */
async function asStored(upright: Buffer, orientation: number): Promise<Buffer> {
  const turns: Record<number, (picture: Sharp) => Sharp> = {
    1: (picture) => picture,
    2: (picture) => picture.flop(),
    3: (picture) => picture.rotate(180),
    4: (picture) => picture.flip(),
    6: (picture) => picture.rotate(270),
    8: (picture) => picture.rotate(90),
  };
  const turn = turns[orientation];
  if (turn) return turn(sharp(upright)).png().toBuffer();
  // 5 swaps rows and columns; 7 does so and then turns the picture round.
  const mirrored = await sharp(upright).flop().png().toBuffer();
  const degrees = orientation === 5 ? 270 : 90;
  return sharp(mirrored).rotate(degrees).png().toBuffer();
}
