import { RecentBlobs } from '../../../src/services/s3/recent-blobs.ts';

const KIB = 1024;

/** As often as it takes to be kept. */
function read(blobs: RecentBlobs, blob: string, bytes: Buffer): void {
  for (let time = 0; time < 3; time += 1) blobs.wasRead(blob, bytes);
}

it('gives what was kept, until it is forgotten', () => {
  const blobs = new RecentBlobs();
  read(blobs, 'a', Buffer.from('bytes'));

  expect(blobs.get('a')?.toString()).toBe('bytes');
  blobs.forget('a');
  expect(blobs.get('a')).toBeUndefined();
});

it('keeps what is read for the third time, not what was read once or twice', () => {
  const blobs = new RecentBlobs();
  const bytes = Buffer.from('bytes');
  blobs.wasRead('a', bytes);
  blobs.wasRead('a', bytes);
  expect(blobs.get('a')).toBeUndefined();

  blobs.wasRead('a', bytes);

  expect(blobs.get('a')).toBe(bytes);
});

it('holds sixteen mebibytes at most, of which what was used last stays', () => {
  const blobs = new RecentBlobs();
  const names = Array.from({ length: 64 }, (_, number) => `blob-${number}`);
  for (const name of names) read(blobs, name, Buffer.alloc(256 * KIB));
  expect(names.filter((name) => blobs.get(name))).toHaveLength(64);

  blobs.get('blob-0');
  read(blobs, 'one more', Buffer.alloc(1));

  expect(blobs.get('blob-0')).toBeDefined();
  expect(blobs.get('blob-1')).toBeUndefined();
  expect(blobs.get('blob-2')).toBeDefined();
});

it('has room again for as much as was forgotten, and counts a blob once', () => {
  const blobs = new RecentBlobs();
  for (let time = 0; time < 100; time += 1) read(blobs, 'the same', Buffer.alloc(256 * KIB));
  for (let number = 0; number < 63; number += 1) read(blobs, `blob-${number}`, Buffer.alloc(256 * KIB));

  expect(blobs.get('the same')).toBeDefined();
});

it('keeps no large blob', () => {
  const blobs = new RecentBlobs();
  read(blobs, 'large', Buffer.alloc(256 * KIB + 1));
  expect(blobs.get('large')).toBeUndefined();
});
