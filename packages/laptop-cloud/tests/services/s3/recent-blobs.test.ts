import { RecentBlobs } from '../../../src/services/s3/recent-blobs.ts';

const KIB = 1024;
const LARGEST = 256 * KIB;

function keep(blobs: RecentBlobs, blob: string, text: string, size = text.length): void {
  blobs.keep(blob, size, (room) => void room.fill(text));
}

/** What is there, for whoever reads it at once. */
function textOf(blobs: RecentBlobs, blob: string): string | undefined {
  const lent = blobs.lend(blob);
  const text = lent?.bytes.toString();
  lent?.release();
  return text;
}

/** As much as it holds. */
function fillAll(blobs: RecentBlobs): void {
  for (let number = 0; number < 64; number += 1) keep(blobs, `other-${number}`, '-', LARGEST);
}

it('gives what was kept, until it is forgotten', () => {
  const blobs = new RecentBlobs();
  keep(blobs, 'a', 'bytes');
  keep(blobs, 'b', 'others');

  expect(textOf(blobs, 'a')).toBe('bytes');
  expect(textOf(blobs, 'b')).toBe('others');
  blobs.forget('a');
  expect(textOf(blobs, 'a')).toBeUndefined();
  expect(textOf(blobs, 'b')).toBe('others');
});

it('gives the later bytes of a name that was kept twice', () => {
  const blobs = new RecentBlobs();
  keep(blobs, 'a', 'first');
  keep(blobs, 'a', 'second');

  expect(textOf(blobs, 'a')).toBe('second');
});

it('holds sixteen mebibytes at most: what was kept longest makes way', () => {
  const blobs = new RecentBlobs();
  const names = Array.from({ length: 65 }, (_, number) => `blob-${number}`);
  for (const name of names) keep(blobs, name, name, LARGEST);

  expect(names.filter((name) => blobs.lend(name) === undefined)).toEqual(names.slice(0, 4));
});

it('leaves what is lent as it is, however much comes after it', () => {
  const blobs = new RecentBlobs();
  keep(blobs, 'a', 'bytes');
  const lent = blobs.lend('a')!;

  fillAll(blobs);
  fillAll(blobs);
  blobs.clear();

  expect(lent.bytes.toString()).toBe('bytes');
});

it('uses the memory of what was released for what comes after it', () => {
  const blobs = new RecentBlobs();
  keep(blobs, 'a', 'bytes');
  const { bytes, release } = blobs.lend('a')!;
  release();

  fillAll(blobs);

  expect(bytes.toString()).toBe('-----');
});

it('gives all memory back when it is cleared', () => {
  const blobs = new RecentBlobs();
  keep(blobs, 'a', 'bytes');
  const { bytes, release } = blobs.lend('a')!;
  release();

  blobs.clear();

  expect(bytes).toHaveLength(0);
  expect(blobs.lend('a')).toBeUndefined();
});

it('keeps nothing of what could not be read', () => {
  const blobs = new RecentBlobs();
  const read = () =>
    blobs.keep('a', 5, () => {
      throw new Error('no such file');
    });

  expect(read).toThrow('no such file');
  expect(blobs.lend('a')).toBeUndefined();
});

it('keeps no large blob', () => {
  const blobs = new RecentBlobs();
  keep(blobs, 'large', '-', LARGEST + 1);
  expect(blobs.lend('large')).toBeUndefined();
});
