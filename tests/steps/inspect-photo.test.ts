import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { Finding } from '../../src/domain/finding.ts';
import type { ImageFacts, WorkingCopy } from '../../src/domain/photo.ts';
import { noise, TELLTALE_EXIF } from '../adapters/pictures.ts';
import { BUCKET, type Cloud, startCloud } from './cloud.ts';

interface Inspected {
  findings: Finding[];
  readable: boolean;
  repeats: { photoId: string; status: string } | null;
  sha256: string;
  facts: ImageFacts;
  image: WorkingCopy | null;
}

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());

let number = 0;

/** Uploads a file as a rider's next photo and inspects it. */
async function inspect(
  bytes: Uint8Array,
  changes: { riderId?: string; size?: number; versionId?: string } = {},
) {
  const { riderId = 'ada' } = changes;
  const photoId = `photo-${++number}`;
  const key = `incoming/${riderId}/${photoId}`;
  const versionId = await cloud.put(key, bytes);
  const upload = { bucket: BUCKET, key, versionId, size: bytes.length, riderId, photoId, ...changes };
  const ran = await cloud.run<Inspected>('inspect-photo', { upload });
  return { ...ran, upload };
}

const statuses = (findings: Finding[]) =>
  Object.fromEntries(findings.map(({ code, status }) => [code, status]));
const failed = (findings: Finding[]) =>
  findings.filter(({ status }) => status === 'failed').map(({ code }) => code);
const portrait = (seed = 400) => noise(seed, 500).jpeg({ quality: 95 });

it('makes an upright working copy of a good photo, without what the camera wrote', async () => {
  const bytes = await portrait().withMetadata({ orientation: 6 }).withExifMerge(TELLTALE_EXIF).toBuffer();

  const { output, upload, text } = await inspect(bytes);

  expect(statuses(output.findings)).toEqual({
    FILE_TYPE: 'passed',
    FILE_SIZE: 'passed',
    FILE_UNREADABLE: 'passed',
    IMAGE_SIZE: 'passed',
    COLOURS: 'passed',
    DUPLICATE_FILE: 'passed',
  });
  expect(output).toMatchObject({
    readable: true,
    repeats: null,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    facts: { type: 'jpeg', size: bytes.length, width: 400, height: 500, orientation: 6 },
    image: { bucket: BUCKET, key: `derived/ada/${upload.photoId}/working.jpg`, width: 500, height: 400 },
  });
  const copy = await cloud.get(output.image!.key);
  expect(await sharp(copy).metadata()).toMatchObject({ format: 'jpeg', width: 500, height: 400 });
  expect(copy.includes('Telltale')).toBe(false);
  expect(text).not.toContain('incoming/ada');
});

it.each([
  ['de', 'de'],
  ['xx', 'en'],
  [undefined, 'en'],
])('says for a profile whose language is %s that the rider reads %s', async (language, read) => {
  await cloud.putRow({ pk: 'RIDER#ada', sk: 'PROFILE', ...(language && { language }) });
  expect((await inspect(Buffer.from('text'))).output).toMatchObject({ language: read });
});

it('answers with exactly the members the state machine selects', async () => {
  const good = await inspect(await portrait().toBuffer());
  const bad = await inspect(Buffer.from('text'));
  const members = ['facts', 'fault', 'findings', 'image', 'language', 'readable', 'repeats', 'sha256'];
  expect(Object.keys(good.output).sort()).toEqual(members);
  expect(Object.keys(bad.output).sort()).toEqual(members);
});

it.each([
  ['an empty file', Buffer.alloc(0), ['FILE_TYPE', 'FILE_SIZE']],
  ['a short text', Buffer.from('hello'), ['FILE_TYPE', 'FILE_SIZE']],
  ['a long SVG', Buffer.from(`<svg>${' '.repeat(20_000)}</svg>`), ['FILE_TYPE']],
  [
    'a JPEG without more than its first bytes',
    Buffer.from('\xff\xd8\xff'.padEnd(20_000), 'latin1'),
    ['FILE_UNREADABLE'],
  ],
])('tells all reasons of %s at once', async (_, bytes, reasons) => {
  const { output } = await inspect(bytes);
  expect(failed(output.findings)).toEqual(reasons);
  expect(output).toMatchObject({ readable: false, image: null });
});

it('reports a truncated photo as unreadable, with the decoder’s reason', async () => {
  const whole = await portrait().toBuffer();
  const { output } = await inspect(whole.subarray(0, whole.length / 2));
  expect(failed(output.findings)).toEqual(['FILE_UNREADABLE']);
  expect(output.findings.find(({ code }) => code === 'FILE_UNREADABLE')?.measured).toMatch(
    /^the end is missing/,
  );
  expect(output).toMatchObject({ readable: false, image: null });
  expect(output.findings).toHaveLength(6);
});

it('does not read a file of too many bytes at all', async () => {
  const { output } = await inspect(Buffer.from('never read'), {
    size: 15_728_641,
    versionId: 'never-asked-for',
  });
  expect(output).toMatchObject({
    readable: false,
    sha256: 'unread',
    facts: { type: 'unknown' },
    image: null,
  });
  expect(output.findings.map(({ code, status }) => `${code} ${status}`)).toEqual(['FILE_SIZE failed']);
});

it('gives the rider’s own file the answer it had before, and stores nothing of it', async () => {
  const bytes = await portrait(410).toBuffer();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await cloud.putRow(answered('ada', 'earlier', sha256, 'retake'));

  const { output, upload } = await inspect(bytes);

  expect(output).toMatchObject({
    readable: false,
    repeats: { photoId: 'earlier', status: 'retake' },
    image: null,
  });
  expect(await cloud.versions(`derived/ada/${upload.photoId}/`)).toEqual([]);
});

it('sends another rider’s file to a person', async () => {
  const bytes = await portrait(420).toBuffer();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await cloud.putRow(answered('bao', 'first', sha256, 'approved'));
  const { output } = await inspect(bytes);
  expect(statuses(output.findings)).toMatchObject({ DUPLICATE_FILE: 'review' });
  expect(output).toMatchObject({ readable: true, repeats: null });
});

it('does not take the photo itself for an earlier one when it is tried again', async () => {
  const bytes = await portrait(430).toBuffer();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await cloud.putRow(answered('ada', `photo-${number + 1}`, sha256, 'approved'));
  const { output } = await inspect(bytes);
  expect(output).toMatchObject({ readable: true, repeats: null });
});

it('reads exactly the version that was uploaded, not the one after', async () => {
  const first = await portrait(440).toBuffer();
  const versionId = await cloud.put('incoming/ada/again', first);
  await cloud.put('incoming/ada/again', Buffer.from('a later version'));
  const upload = {
    bucket: BUCKET,
    key: 'incoming/ada/again',
    versionId,
    size: first.length,
    riderId: 'ada',
    photoId: 'again',
  };
  const { output } = await cloud.run<Inspected>('inspect-photo', { upload });
  expect(output.facts).toMatchObject({ type: 'jpeg', size: first.length });
});

it.each(['an object that is gone', 'a version that is gone'])(
  'fails with PhotoGoneError for %s',
  async (what) => {
    const key = 'incoming/ada/gone';
    const versionId = await cloud.put(key, Buffer.from('soon gone'));
    if (what.includes('version')) await cloud.put(key, Buffer.from('a later version'));
    await cloud.remove(key, versionId);
    const upload = { bucket: BUCKET, key, versionId };
    const { error } = await cloud.run('inspect-photo', {
      upload: { ...upload, size: 20_000, riderId: 'ada', photoId: 'gone' },
    });
    expect(error).toMatchObject({ name: 'PhotoGoneError' });
    expect((error as Error).message).not.toContain('ada');
  },
);

it('takes rider ids and keys of any script', async () => {
  const { output } = await inspect(await portrait(450).toBuffer(), { riderId: 'zoë ürün +50% 😀' });
  expect(output.readable).toBe(true);
  expect(await cloud.get(output.image!.key)).toEqual(expect.any(Buffer));
});

describe('a key too long for what comes later', () => {
  const key = (riderId: string, photoId: string) => `incoming/${riderId}/${photoId}`;
  const upload = (riderId: string, photoId: string) => ({
    bucket: BUCKET,
    key: key(riderId, photoId),
    versionId: 'never-asked-for',
    size: 20_000,
    riderId,
    photoId,
  });

  it.each([
    ['of 43 Cyrillic letters', 'ж'.repeat(43), 'p', /rider id must take 1 to 255 characters .+ not 258/],
    ['of 29 Chinese letters', '驾'.repeat(29), 'p', /not 261/],
    ['of 256 Latin letters', 'x'.repeat(256), 'p', /not 256/],
    ['with a photo id of 1,001 letters', 'far', 'p'.repeat(1001), /1014 bytes, but at most 1013/],
    ['with a photo id of bytes instead of letters', 'far', 'ж'.repeat(501), /1015 bytes, but at most 1013/],
  ])('%s fails at once, and says why without naming anybody', async (_, riderId, photoId, message) => {
    const { error } = await cloud.run('inspect-photo', { upload: upload(riderId, photoId) });
    expect(error).toMatchObject({ name: 'UnexpectedKeyError', message: expect.stringMatching(message) });
    expect((error as Error).message).not.toContain(riderId);
    expect(await cloud.versions(`derived/${riderId}/`)).toEqual([]);
  });

  it.each([
    ['of 42 Cyrillic letters', 'ж'.repeat(42), 'p'],
    ['of 1,013 bytes', 'ada', 'p'.repeat(1000)],
  ])('does not mean one %s', async (_, riderId, photoId) => {
    const bytes = await portrait(460).toBuffer();
    const versionId = await cloud.put(key(riderId, photoId), bytes);
    const { output } = await cloud.run<Inspected>('inspect-photo', {
      upload: { ...upload(riderId, photoId), versionId },
    });
    expect(output.readable).toBe(true);
  });
});

function answered(riderId: string, photoId: string, sha256: string, status: string) {
  return {
    pk: `RIDER#${riderId}`,
    sk: `PHOTO#${photoId}`,
    status,
    sha256,
    updatedAt: '2026-01-01T00:00:00Z',
    claimedAt: '2026-01-01T00:00:00Z',
  };
}
