import sharp from 'sharp';
import { withoutMetadata } from '../../web/rider/upload/without-metadata.ts';

const GPS = {
  IFD0: { Make: 'Camera Works', ImageDescription: 'at home' },
  IFD3: {
    GPSLatitudeRef: 'N',
    GPSLatitude: '52/1 31/1 12/1',
    GPSLongitudeRef: 'E',
    GPSLongitude: '13/1 24/1 36/1',
  },
};
const XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>secret-place</rdf:RDF></x:xmpmeta>';

const FORMATS = ['jpeg', 'png', 'webp', 'avif'] as const;

async function photo(format: (typeof FORMATS)[number], { orientation = 6 } = {}) {
  const drawn = sharp({ create: { width: 64, height: 48, channels: 3, background: '#40a0e0' } })
    .composite([
      { input: { create: { width: 20, height: 10, channels: 3, background: '#e02020' } }, top: 3, left: 5 },
    ])
    .withExif(GPS)
    .withXmp(XMP)
    .withIccProfile('p3')
    .withMetadata({ orientation })
    .toFormat(format, { quality: 90 });
  return new Uint8Array(await drawn.toBuffer());
}

const clean = (file: Uint8Array) => {
  const result = withoutMetadata(file);
  if (!result) throw new Error('given back as it is');
  return result;
};
const text = (file: Uint8Array) => Buffer.from(file).toString('latin1');
const pixels = async (file: Uint8Array) => (await sharp(file).raw().toBuffer()).toString('base64');

describe.each(FORMATS)('a photo in %s', (format) => {
  it('loses place, camera and texts, and no pixel', async () => {
    const file = await photo(format);
    expect(text(file)).toMatch(/Camera Works/);
    const cleaned = clean(file);
    expect(text(cleaned)).not.toMatch(/Camera Works|at home|secret-place/);
    expect(await pixels(cleaned)).toBe(await pixels(file));
    const { exif, xmp } = await sharp(cleaned).metadata();
    expect([
      xmp === undefined || !xmp.some((value) => value !== 0),
      (exif?.length ?? 0) < 60 || format === 'avif',
    ]).toEqual([true, true]);
  });

  it('keeps what its colours mean', async () => {
    const file = await photo(format);
    const { icc } = await sharp(file).metadata();
    expect((await sharp(clean(file)).metadata()).icc).toEqual(icc);
  });

  it('is the same when it is cleaned again', async () => {
    const once = clean(await photo(format));
    expect(Buffer.from(clean(once)).equals(Buffer.from(once))).toBe(true);
  });

  it('that ends early is given back as it is', async () => {
    const file = await photo(format);
    for (const length of [5, 13, 30, 60])
      expect(() => withoutMetadata(file.subarray(0, length))).not.toThrow();
    expect(withoutMetadata(file.subarray(0, 30))).toBeNull();
  });
});

describe('a JPEG', () => {
  it.each([1, 3, 6, 8])('that was held as %i stays so', async (orientation) => {
    const cleaned = clean(await photo('jpeg', { orientation }));
    const seen = (await sharp(cleaned).metadata()).orientation;
    expect(seen ?? 1).toBe(orientation);
  });

  it('in several scans keeps them all', async () => {
    const file = await sharp({ create: { width: 200, height: 100, channels: 3, background: '#123456' } })
      .withExif(GPS)
      .jpeg({ progressive: true })
      .toBuffer();
    expect(await pixels(clean(new Uint8Array(file)))).toBe(await pixels(new Uint8Array(file)));
  });

  it('loses what stands behind its end', async () => {
    const file = await photo('jpeg');
    const behind = Buffer.concat([file, Buffer.from('a film of secret-place')]);
    expect(text(clean(new Uint8Array(behind)))).not.toMatch(/secret-place/);
  });
});

it('a file of another kind is given back as it is', () => {
  expect(withoutMetadata(new TextEncoder().encode('GIF89a and more'))).toBeNull();
  expect(withoutMetadata(new Uint8Array())).toBeNull();
});
