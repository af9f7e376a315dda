import sharp from 'sharp';
import { readImage } from '../../src/adapters/image-reading.ts';
import { pngHeader } from './picture-bytes.ts';
import { noise, TELLTALE_EXIF } from './pictures.ts';

describe('readImage', () => {
  it('tells type, bytes, pixels and orientation from the header', async () => {
    const bytes = await noise(320, 240)
      .jpeg()
      .withExif(TELLTALE_EXIF)
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { facts, fault } = await readImage(bytes);
    expect(facts).toEqual({
      type: 'jpeg',
      size: bytes.length,
      width: 320,
      height: 240,
      orientation: 6,
      scans: 1,
      colours: { space: 'ICC profile', isUsable: true },
    });
    expect(fault).toBeUndefined();
  });

  it('reads the size of a decompression bomb without decoding it', async () => {
    const { facts, fault } = await readImage(pngHeader(30_000, 30_000));
    expect(facts).toMatchObject({ type: 'png', width: 30_000, height: 30_000 });
    expect(fault).toBeUndefined();
  });

  it('counts the pages of an animated WebP', async () => {
    const frames = await noise(64, 128).raw().toBuffer();
    const bytes = await sharp(frames, { raw: { width: 64, height: 128, channels: 3, pageHeight: 64 } })
      .webp({ loop: 0, delay: [100, 100] })
      .toBuffer();
    expect((await readImage(bytes)).facts).toMatchObject({ type: 'webp', pages: 2 });
  });

  it.each([
    ['svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"/>')],
    ['unknown', Buffer.from('just text')],
    ['unknown', Buffer.alloc(0)],
  ])('never opens a file of type %s', async (type, bytes) => {
    const { facts, fault } = await readImage(bytes);
    expect(facts).toEqual({ type, size: bytes.length });
    expect(fault).toBeUndefined();
  });

  it('tells why the header of an accepted type cannot be read', async () => {
    const { facts, fault } = await readImage(Buffer.from('\xff\xd8\xff\xe0 and no more', 'latin1'));
    expect(facts.type).toBe('jpeg');
    expect(facts.width).toBeUndefined();
    expect(fault).toEqual(expect.stringMatching(/\S/));
  });
});
