import sharp from 'sharp';
import { cleanUp } from '../../tools/smoke/clean-up.ts';
import { ownFile, smokeRiderId } from '../../tools/smoke/rider.ts';

it('every test has a rider of its own, by whose id it is known', () => {
  expect(smokeRiderId()).toMatch(/^smoke-\d{4}-\d\d-\d\d-[0-9a-f]{12}$/);
  expect(smokeRiderId()).not.toBe(smokeRiderId());
});

it('a JPEG in a file of its own is the same picture in other bytes', async () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  const picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'red', noise } })
    .jpeg()
    .toBuffer();

  const own = ownFile(picture, 'smoke-1');

  expect(own.equals(picture)).toBe(false);
  expect(own.includes('smoke-1')).toBe(true);
  const pixels = (file: Buffer) => sharp(file).raw().toBuffer();
  expect((await pixels(own)).equals(await pixels(picture))).toBe(true);
});

it('a file that is no JPEG stays as it is', () => {
  const png = Buffer.from('\x89PNG');
  expect(ownFile(png, 'smoke-1')).toBe(png);
});

it('nothing of a real rider is ever deleted', async () => {
  const leavings = { outputs: {} as never, riderId: 'ada', picture: Buffer.alloc(0), faceId: undefined };
  await expect(cleanUp({} as never, leavings)).rejects.toThrow('ada is a real rider');
});
