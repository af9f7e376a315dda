import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzip, type ZipBounds } from '../../src/lambda/unzip.ts';
import { type ZipEntry, zip } from './zip.ts';

const BOUNDS: ZipBounds = { mostBytes: 1000, mostEntries: 5 };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unzip-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const unpack = (...entries: ZipEntry[]) => unzip(zip(entries), folder, BOUNDS);

test('files lie where the archive says, stored or deflated', async () => {
  await unpack(
    { name: 'lib/' },
    { name: 'lib/a.js', text: 'a'.repeat(500), isDeflated: true },
    { name: 'ä.txt', text: 'b' },
  );

  expect(readFileSync(join(folder, 'lib/a.js'), 'utf8')).toBe('a'.repeat(500));
  expect(readFileSync(join(folder, 'ä.txt'), 'utf8')).toBe('b');
});

test.each(['../a', 'a/../../b', '/a', 'C:/a', 'a\\b', './a', '', 'a\0b'])(
  'a name that leads elsewhere is refused, and nothing is written: %j',
  async (name) => {
    await expect(unpack({ name: 'first' }, { name })).rejects.toThrow('is no path inside of it');

    expect(readdirSync(folder)).toEqual([]);
  },
);

test.each<[string, ZipEntry, string]>([
  ['a symbolic link', { name: 'a', text: '/etc', mode: 0o120_777 }, '"a" is a symbolic link'],
  ['what is encrypted', { name: 'a', isEncrypted: true }, '"a" is encrypted'],
  ['another method', { name: 'a', method: 12 }, '"a" is packed by method 12, not deflated'],
  [
    'more than the bounds',
    { name: 'a', text: 'a'.repeat(1001), isDeflated: true },
    'Unzipped size must be smaller than 1000 bytes',
  ],
  [
    'more than it says',
    { name: 'a', text: 'a'.repeat(5000), isDeflated: true, saidSize: 10 },
    '"a" is damaged',
  ],
])('%s is refused', async (_, entry, message) => {
  await expect(unpack(entry)).rejects.toThrow(message);

  expect(readdirSync(folder)).toEqual([]);
});

test('bounds count for all files together, and for their number', async () => {
  const half = { text: 'a'.repeat(600), isDeflated: true };

  await expect(unpack({ name: 'a', ...half }, { name: 'b', ...half })).rejects.toThrow('smaller than 1000');
  await expect(unpack(...[1, 2, 3, 4, 5, 6].map((n) => ({ name: `${n}` })))).rejects.toThrow(
    'more than 5 entries',
  );
});

test('a name that is there twice, or is a folder of another, is refused', async () => {
  await expect(unpack({ name: 'a' }, { name: 'a' })).rejects.toThrow('"a" cannot be written');
  await expect(unpack({ name: 'b' }, { name: 'b/c' })).rejects.toThrow('"b/c" cannot be written');
});

test('what is no archive, or cut off, is refused', async () => {
  const whole = zip([{ name: 'a', text: 'abc' }]);

  await expect(unzip(Buffer.from('no archive'), folder, BOUNDS)).rejects.toThrow('it is no ZIP archive');
  await expect(unzip(whole.subarray(0, -5), folder, BOUNDS)).rejects.toThrow('it is no ZIP archive');
  await expect(unzip(whole.subarray(10), folder, BOUNDS)).rejects.toThrow('damaged');
  await expect(unpack()).rejects.toThrow('must be a non-empty zip');
});
