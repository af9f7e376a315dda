import { type Answer, createCompressor } from '../../../src/services/cloudfront/compression.ts';

const BOTH = { hasGzip: true, hasBrotli: true };
const answer = (body: string | Buffer, headers: Record<string, string> = {}, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', etag: '"1"', ...headers },
  body: Buffer.from(body),
});
const encodingOf = async (given: Answer, accept: string | undefined = 'br', allowed = BOTH) =>
  (await createCompressor().compress(given, accept, allowed)).headers['content-encoding'];

it.each([
  [999, undefined],
  [1_000, 'br'],
  [10_000_000, 'br'],
  [10_000_001, undefined],
])('compresses from 1,000 to 10,000,000 bytes: %i', async (bytes, encoding) => {
  expect(await encodingOf(answer(Buffer.alloc(bytes)))).toBe(encoding);
});

it.each([
  ['pictures', { 'content-type': 'image/png' }, 200],
  ['what has no type', { 'content-type': '' }, 200],
  ['what the origin compressed', { 'content-encoding': 'gzip' }, 200],
  ['parts', {}, 206],
  ['errors of the origin', {}, 500],
])('leaves %s as they are', async (_, headers, status) => {
  const given = answer('x'.repeat(2_000), headers, status);
  expect(await createCompressor().compress(given, 'br', BOTH)).toBe(given);
});

it.each([
  ['gzip, br', BOTH, 'br'],
  ['GZIP;q=0.5', BOTH, 'gzip'],
  ['br;q=0, gzip;q=0.0', BOTH, undefined],
  ['br, gzip', { hasGzip: true, hasBrotli: false }, 'gzip'],
  ['br', { hasGzip: true, hasBrotli: false }, undefined],
  ['identity', BOTH, undefined],
  ['', BOTH, undefined],
])('takes of %j what the cache policy has, Brotli first', async (accept, allowed, encoding) => {
  expect(await encodingOf(answer('x'.repeat(2_000)), accept, allowed)).toBe(encoding);
});

it('compresses an object once, again when it is another, and answers without a name each time', async () => {
  const compressor = createCompressor();
  const bodyOf = async (given: Answer, object?: string) =>
    (await compressor.compress(given, 'gzip', BOTH, object)).body;
  const text = 'x'.repeat(2_000);

  const first = await bodyOf(answer(text), 'files/app.js');
  expect(await bodyOf(answer(text), 'files/app.js')).toBe(first);
  expect(await bodyOf(answer(text, { etag: '"2"' }), 'files/app.js')).not.toBe(first);
  expect(await bodyOf(answer(text), 'files/other.js')).not.toBe(first);
  expect(await bodyOf(answer(text))).not.toBe(await bodyOf(answer(text)));
});

it('forgets the oldest beyond its room', async () => {
  const compressor = createCompressor(200);
  const bodyOf = async (object: string) =>
    (await compressor.compress(answer('x'.repeat(2_000)), 'gzip', BOTH, object)).body;
  const first = await bodyOf('0');
  expect(await bodyOf('0')).toBe(first);
  for (let object = 1; object < 20; object++) await bodyOf(String(object));
  expect(await bodyOf('0')).not.toBe(first);
});
