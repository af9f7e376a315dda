import sharp from 'sharp';
import type { Thumbnail } from '../../src/domain/photo.ts';
import { cornered, cornersOf } from '../adapters/pictures.ts';
import { BUCKET, type Cloud, startCloud } from './cloud.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());

const UPLOAD = {
  bucket: BUCKET,
  key: 'incoming/ada/1',
  versionId: '1',
  size: 20_000,
  riderId: 'ada',
  photoId: '1',
};
const IMAGE = { bucket: BUCKET, key: 'derived/ada/1/working.jpg', width: 800, height: 1000 };
const face = (left: number, top: number) => ({
  boundingBox: { left, top, width: 0.15, height: 0.15 },
  confidence: 99,
});

async function cut(event: object) {
  await cloud.put(
    IMAGE.key,
    await sharp(await cornered(800, 1000))
      .jpeg()
      .toBuffer(),
  );
  return cloud.run<{ thumbnails: Thumbnail[] }>('create-thumbnails', {
    upload: UPLOAD,
    image: IMAGE,
    ...event,
  });
}

it('stores every size in both formats under the photo, and describes each truly', async () => {
  const { output } = await cut({ face: face(0.1, 0.1) });
  expect(output.thumbnails.map(({ key }) => key)).toEqual([
    'derived/ada/1/64.webp',
    'derived/ada/1/64.jpg',
    'derived/ada/1/256.webp',
    'derived/ada/1/256.jpg',
    'derived/ada/1/1024.webp',
    'derived/ada/1/1024.jpg',
  ]);
  for (const { key, format, width, height, bytes } of output.thumbnails) {
    const stored = await cloud.get(key);
    expect(await sharp(stored).metadata()).toMatchObject({ format, width, height });
    expect(stored.length).toBe(bytes);
    expect(width).toBe(height);
  }
});

it.each([
  ['top left', face(0.05, 0.05), 'red'],
  ['top right', face(0.8, 0.05), 'green'],
  ['bottom left', face(0.05, 0.8), 'blue'],
])('centres on a face at the %s', async (_, shown, colour) => {
  const { output } = await cut({ face: shown });
  const corners = await cornersOf(await cloud.get(output.thumbnails[3]!.key));
  expect(new Set(corners)).toEqual(new Set([colour]));
});

it('makes no thumbnail larger than what there is to see', async () => {
  const { output } = await cut({ face: face(0.1, 0.1) });
  expect(output.thumbnails.slice(4)).toMatchObject([
    { size: 1024, width: 300 },
    { size: 1024, width: 300 },
  ]);
});

it('makes the configured sizes and formats alone', async () => {
  process.env['CONFIGURATION'] = '{"thumbnails":{"sizes":[48],"formats":["jpeg"]}}';
  const { output } = await cut({ face: face(0.1, 0.1) });
  process.env['CONFIGURATION'] = '';
  expect(output.thumbnails).toMatchObject([{ size: 48, format: 'jpeg', key: 'derived/ada/1/48.jpg' }]);
});

it('fails with PhotoGoneError when the working copy was withdrawn meanwhile', async () => {
  const { error } = await cut({
    face: face(0.1, 0.1),
    image: { ...IMAGE, key: 'derived/ada/2/working.jpg' },
  });
  expect(error).toMatchObject({ name: 'PhotoGoneError' });
});
