import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bucket, DEFAULT_SETTINGS } from '../../../src/services/s3/bucket.ts';
import { type ObjectStore, openStore } from '../../../src/services/s3/store.ts';

let folder: string;
let store: ObjectStore;
let bucket: Bucket;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spare-'));
  store = openStore(folder, Date.now);
  store.putBucket('photos', DEFAULT_SETTINGS);
  bucket = store.bucket('photos')!;
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

function put(key: string, text: string) {
  const { encryption } = DEFAULT_SETTINGS;
  const described = { contentType: 'text/plain', systemHeaders: {}, metadata: {}, tags: {}, encryption };
  const draft = { ...described, size: text.length, etag: 'e'.repeat(32) };
  return store.write(bucket, key, draft, Buffer.from(text));
}

const pathOf = (blob = '') => join(folder, 'photos', 'blobs', blob);
const files = () => readdirSync(pathOf());
/** From memory, and from the file. */
const textsOf = async (version: Awaited<ReturnType<typeof put>>) => [
  String(await store.read(bucket, version)),
  readFileSync(pathOf(version.blob), 'utf8'),
];

it('wipes the file of what was replaced, and writes the next object into it', async () => {
  const first = await put('a', 'first bytes');
  await put('a', 'second');
  expect(readFileSync(pathOf(first.blob))).toEqual(Buffer.alloc('first bytes'.length));

  const third = await put('b', 'third');

  expect(third.blob).toBe(first.blob);
  expect(await textsOf(third)).toEqual(['third', 'third']);
});

it('takes a file for more bytes than it had, and for none', async () => {
  await put('a', 'one');
  await put('a', 'two');
  const longer = await put('a', 'longer than one');
  const empty = await put('b', '');

  expect(await textsOf(longer)).toEqual(['longer than one', 'longer than one']);
  expect(await textsOf(empty)).toEqual(['', '']);
});

it('removes the file of what was deleted', async () => {
  await put('a', 'bytes');

  await store.remove(bucket, 'a');

  expect(files()).toEqual([]);
});

it('keeps eight at most, none larger than 256 KiB, and none when it is closed', async () => {
  await put('large', 'x'.repeat(300_000));
  await put('large', 'small');
  expect(files()).toHaveLength(1);
  for (let number = 0; number < 10; number += 1) await put(`key-${number}`, 'x');
  // Each takes a spare file and leaves one, but those that are written before any has been left.
  await Promise.all(Array.from({ length: 10 }, (_, number) => put(`key-${number}`, 'y')));
  expect(files().length).toBeLessThanOrEqual(11 + 8);

  await store.close();

  expect(files()).toHaveLength(11);
});

it('makes the file of a new object anew where somebody has removed it', async () => {
  const first = await put('a', 'first');
  await put('a', 'second');
  rmSync(pathOf(first.blob));

  const third = await put('a', 'third');

  expect(await textsOf(third)).toEqual(['third', 'third']);
});

it('has none for a bucket that is made again', async () => {
  await put('a', 'first');
  await put('a', 'second');
  store.removeBucket(bucket);
  store.putBucket('photos', DEFAULT_SETTINGS);
  bucket = store.bucket('photos')!;

  const third = await put('a', 'third');

  expect(files()).toEqual([third.blob]);
});

it('copies what was there when it was asked for, whatever is written into its file meanwhile', async () => {
  const source = await put('a', 'first');
  const content = store.stretchOf(bucket, source, { first: 1, last: 3 });
  await put('a', 'second');
  await put('b', 'third');

  expect(String(content)).toBe('irs');
});

it('are removed at the start after a kill', async () => {
  await put('a', 'first');
  const second = await put('a', 'second');
  expect(files()).toHaveLength(2);

  const later = openStore(folder, Date.now);

  expect(files()).toEqual([second.blob]);
  await later.close();
});
