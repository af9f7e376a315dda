import fc from 'fast-check';
import {
  externalImageIdOf,
  fromExternalImageId,
  toExternalImageId,
} from '../../src/adapters/external-image-id.ts';
import { facesOfRider } from '../../src/adapters/rekognition-collection.ts';
import { UnexpectedKeyError } from '../../src/shared/errors.ts';

it.each([
  ['ada', 'ada'],
  ['5f0c1a2e-0b6d-4c57-9d1b-1d2f3a4b5c6d', '5f0c1a2e-0b6d-4c57-9d1b-1d2f3a4b5c6d'],
  ['us-east-1:abc', 'us-east-1:3Aabc'],
  ['zoë ürün', 'zo:C3:AB:20:C3:BCr:C3:BCn'],
  ['a/b+c%20', 'a:2Fb:2Bc:2520'],
  ['\ufeffada', ':EF:BB:BFada'],
])('writes %s as %s and reads it again', (riderId, id) => {
  expect(toExternalImageId(riderId)).toBe(id);
  expect(fromExternalImageId(id)).toBe(riderId);
});

/** Each byte may take three characters. */
const riderIds = fc
  .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
  .filter((riderId) => Buffer.byteLength(riderId) <= 85);

it('gives every rider id back, and takes Rekognition’s alphabet alone', () => {
  fc.assert(
    fc.property(riderIds, (riderId) => {
      const id = toExternalImageId(riderId);
      expect(id).toMatch(/^[a-zA-Z0-9_.\-:]{1,255}$/);
      expect(fromExternalImageId(id)).toBe(riderId);
    }),
  );
});

it.each(['list:entry-7', 'a:zz', ':', 'ends:4'])('leaves %s alone, which somebody else gave', (id) => {
  expect(fromExternalImageId(id)).toBe(id);
});

it.each(['', 'é'.repeat(43), 'x'.repeat(256)])('refuses a rider id that has no place: %#', (riderId) => {
  expect(() => toExternalImageId(riderId)).toThrow(UnexpectedKeyError);
  expect(externalImageIdOf(riderId)).toBeUndefined();
});

it('has no face to look for of such a rider', async () => {
  await expect(facesOfRider('a-collection-that-nobody-asks', 'x'.repeat(256))).resolves.toEqual([]);
});
