import fc from 'fast-check';
import { isRiderId, readUploadKey } from '../../src/domain/upload-key.ts';

const read = (key: string, size = 20_000) => readUploadKey({ key, size });

it.each([
  ['incoming/ada/first', 'ada', 'first'],
  ['incoming/jürgen +1%20/😀 ü+.jpg', 'jürgen +1%20', '😀 ü+.jpg'],
  ['incoming/../..', '..', '..'],
])('reads %s as it is', (key, riderId, photoId) => {
  expect(read(key)).toEqual({ riderId, photoId });
});

it.each([
  'incoming/photo.jpg',
  'incoming/a/b/c.jpg',
  'incoming//a/first',
  'incoming/a//first',
  'incoming//first',
  'incoming/a/first/',
  'incoming/a/',
  'incoming/',
  'incoming',
  '/incoming/a/first',
  'Incoming/a/first',
  'derived/a/first',
  '',
])('sees no upload in %s', (key) => {
  expect(read(key)).toBe('unexpected-key');
});

it.each(['incoming/', 'incoming/ada/', 'incoming/ada/first/'])('knows the folder %s', (key) => {
  expect(read(key, 0)).toBe('folder');
});

it('leaves an empty file that is no folder to the checks', () => {
  expect(read('incoming/ada/first', 0)).toEqual({ riderId: 'ada', photoId: 'first' });
});

it('gives back exactly the two parts of every key that it takes, so that no two keys are one photo', () => {
  fc.assert(
    fc.property(fc.string(), (rest) => {
      const place = read(`incoming/${rest}`);
      if (typeof place !== 'string')
        expect(`incoming/${place.riderId}/${place.photoId}`).toBe(`incoming/${rest}`);
    }),
  );
});

it.each([
  ['ada', true],
  ['jürgen +1%20', true],
  ['..', true],
  ['', false],
  ['/', false],
  ['ada/', false],
  ['/ada', false],
  ['ada/first', false],
])('takes %j for a rider: %s', (text, expected) => {
  expect(isRiderId(text)).toBe(expected);
});
