import fc from 'fast-check';
import sharp from 'sharp';
import { jpegDataFault, jpegFault } from '../../src/adapters/jpeg-damage.ts';
import { unreadBytes } from '../../src/adapters/jpeg-entropy.ts';
import { mendJpeg, readJpegStructure } from '../../src/adapters/jpeg-structure.ts';
import { beforeMarker, markerAt, scansOf, segment } from './picture-bytes.ts';
import { photograph } from './pictures.ts';

const START = Buffer.from([0xff, 0xd8]);
const END = Buffer.from([0xff, 0xd9]);
/** Three components of 64 x 64 pixels: baseline, or another kind of frame. */
const frame = (marker = 0xc0) =>
  segment(marker, Buffer.from([8, 0, 64, 0, 64, 3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1]));
const scan = (components: number[], [first, last, bits] = [0, 63, 0]) =>
  Buffer.concat([
    segment(
      0xda,
      Buffer.from([components.length, ...components.flatMap((id) => [id, 0]), first!, last!, bits!]),
    ),
    Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd3, 0x56]),
  ]);
const file = (...parts: Buffer[]) => Buffer.concat([START, ...parts, END]);

describe('readJpegStructure', () => {
  it('counts scans, over stuffed zeros and restarts', () => {
    const bytes = file(frame(), scan([1]), scan([2]), scan([3]));
    const { scans, hasEnd, isComplete, lackingComponents } = readJpegStructure(bytes);
    expect(scans.map(({ from, to }) => to - from)).toEqual([7, 7, 7]);
    expect({ hasEnd, isComplete, lackingComponents }).toEqual({
      hasEnd: true,
      isComplete: true,
      lackingComponents: 0,
    });
  });

  it('misses components without a scan', () => {
    const bytes = file(frame(), scan([1]));
    const structure = readJpegStructure(bytes);
    expect(structure).toMatchObject({ isComplete: false, lackingComponents: 2 });
    expect(jpegFault(bytes, structure)).toBe('the end is missing (no scan of 2 components)');
  });

  it('knows a progressive picture to be complete when the last bit of every coefficient is there', () => {
    const first = [scan([1, 2, 3], [0, 0, 1]), scan([1], [1, 63, 0]), scan([2], [1, 63, 0])];
    const last = [scan([3], [1, 63, 0]), scan([1, 2, 3], [0, 0, 0x10])];
    expect(readJpegStructure(file(frame(0xc2), ...first, ...last))).toMatchObject({ isComplete: true });
    expect(readJpegStructure(file(frame(0xc2), ...first))).toMatchObject({
      isComplete: false,
      lackingComponents: 0,
    });
  });

  it('does not take what a comment or a preview holds for scans', () => {
    const preview = segment(0xe1, file(frame(), scan([1, 2, 3])));
    expect(readJpegStructure(file(preview, segment(0xfe, END), frame(), scan([1, 2, 3]))).scans).toHaveLength(
      1,
    );
  });

  it('ends at the end, whatever follows', () => {
    const picture = file(frame(), scan([1, 2, 3]));
    expect(readJpegStructure(Buffer.concat([picture, picture])).scans).toHaveLength(1);
  });

  it('answers for any bytes', () => {
    const start = fc.constantFrom(START, file(frame(), scan([1, 2, 3])), Buffer.concat([START, frame(0xc2)]));
    const more = fc.array(
      fc.oneof(fc.constantFrom(0xff, 0, 0xda, 0xc0, 0xc4, 0xd9), fc.integer({ min: 0, max: 255 })),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(start, more, (head, tail) => {
        const bytes = Buffer.concat([head.subarray(0, -2), Buffer.from(tail)]);
        const structure = readJpegStructure(bytes);
        expect(structure.scans.length).toBeLessThanOrEqual(bytes.length);
        expect(mendJpeg(bytes, structure).length).toBeLessThanOrEqual(bytes.length + 2);
        expect(['string', 'undefined']).toContain(typeof jpegDataFault(bytes, structure));
      }),
    );
  });
});

describe('mendJpeg', () => {
  const sound = file(frame(), scan([1, 2, 3]));

  it('leaves a sound picture as it is', () => {
    expect(mendJpeg(sound, readJpegStructure(sound))).toBe(sound);
  });

  it.each([
    ['takes stray bytes away', beforeMarker(sound, 0xc0, Buffer.from([1, 2, 3]))],
    ['closes a picture that lacks its end alone', sound.subarray(0, -2)],
    ['puts right what a sequential scan says of its coefficients', file(frame(), scan([1, 2, 3], [0, 0, 0]))],
  ])('%s', (_, odd) => {
    expect(mendJpeg(odd, readJpegStructure(odd))).toEqual(sound);
  });

  it('does not close a picture that lacks more', () => {
    const half = Buffer.concat([START, frame(), scan([1])]);
    expect(mendJpeg(half, readJpegStructure(half))).toBe(half);
  });
});

describe('unreadBytes', () => {
  const variants = [
    ['halved colours', { quality: 90 }],
    ['full colours', { quality: 90, chromaSubsampling: '4:4:4' }],
    ['standard tables', { quality: 40, optimiseCoding: false }],
  ] as const;

  it.each(variants)('finds none in a sound picture of %s, of any size', async (_, options) => {
    for (const [width, height] of [
      [64, 64],
      [61, 67],
      [200, 9],
    ] as const) {
      const bytes = await photograph(width, height).jpeg(options).toBuffer();
      expect(readJpegStructure(bytes).scans.map((each) => unreadBytes(bytes, each))).toEqual([0]);
    }
  });

  it('finds none in a grey picture, and one by one in a picture with data twice', async () => {
    const bytes = await photograph(200, 200).greyscale().jpeg().toBuffer();
    const [at = 0] = scansOf(bytes);
    const from = at + 2 + bytes.readUInt16BE(at + 2);
    const twice = Buffer.concat([bytes.subarray(0, -2), bytes.subarray(from)]);
    expect(unreadBytes(bytes, readJpegStructure(bytes).scans[0]!)).toBe(0);
    const more = Buffer.from(bytes.subarray(from, -2)).filter(
      (byte, i, all) => byte !== 0 || all[i - 1] !== 0xff,
    );
    expect(unreadBytes(twice, readJpegStructure(twice).scans[0]!)).toBe(more.length);
  });

  it('passes a white wall, whose data are all zeros', async () => {
    const wall = sharp({ create: { width: 1600, height: 1600, channels: 3, background: '#ffffff' } });
    const bytes = await wall.jpeg().toBuffer();
    expect(bytes.includes(Buffer.alloc(100))).toBe(true);
    expect(jpegDataFault(bytes, readJpegStructure(bytes))).toBeUndefined();
  });

  it('answers for any damage, and with restarts', async () => {
    const sound = await photograph(64, 64).jpeg().toBuffer();
    const place = fc.nat(sound.length - 1);
    fc.assert(
      fc.property(
        place,
        fc.constantFrom(0, 0xff, 0xd0, 0xd9, 77),
        fc.nat(sound.length),
        (at, value, length) => {
          const damaged = Buffer.from(sound.subarray(0, length));
          if (at < length) damaged[at] = value;
          expect(['string', 'undefined']).toContain(
            typeof jpegDataFault(damaged, readJpegStructure(damaged)),
          );
        },
      ),
    );
  });

  it('cannot follow a picture without its tables', async () => {
    const bytes = await photograph(64, 64).jpeg().toBuffer();
    const table = markerAt(bytes, 0xc4);
    bytes[table + 1] = 0xfe;
    expect(unreadBytes(bytes, readJpegStructure(bytes).scans[0]!)).toBeUndefined();
  });
});
