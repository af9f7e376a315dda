// Keys of what is made of one upload: other parts of the system and the lifecycle rules of the bucket know them.
import { derivedPrefix, riderPrefixes, thumbnailKey, workingCopyKey } from '../../src/domain/derived-keys.ts';

const photo = { riderId: 'ada', photoId: 'p1' };

it('keeps all of one photo under one prefix', () => {
  expect(derivedPrefix(photo)).toBe('derived/ada/p1/');
  expect(workingCopyKey(photo)).toBe('derived/ada/p1/working.jpg');
});

it.each([
  ['webp', 'derived/ada/p1/256.webp'],
  ['jpeg', 'derived/ada/p1/256.jpg'],
] as const)('names a thumbnail in %s by its size', (format, key) => {
  expect(thumbnailKey(photo, 256, format)).toBe(key);
});

it('has all of a rider under two prefixes, and nobody else’s', () => {
  expect(riderPrefixes('ada')).toEqual(['incoming/ada/', 'derived/ada/']);
});
