import { BUCKET, type Cloud, startCloud } from './cloud.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => cloud.empty());
afterAll(() => cloud.close());

const KEY = 'incoming/ada/first';
const discard = (versionId: string) =>
  cloud.run('discard-upload', {
    upload: { bucket: BUCKET, key: KEY, versionId, size: 5, riderId: 'ada', photoId: 'first' },
  });

it('deletes the version for good, leaves no marker, and counts', async () => {
  const versionId = await cloud.put(KEY, Buffer.from('photo'));
  const { output, metrics, text } = await discard(versionId);
  expect(output).toEqual({ deletedObjects: 1 });
  expect(await cloud.versions('incoming/')).toEqual([]);
  expect(metrics).toContainEqual(expect.objectContaining({ UploadsDiscarded: 1, reason: 'not-welcome' }));
  expect(text).not.toContain('ada');
});

it('leaves other versions and other uploads alone: they are claimed for themselves', async () => {
  const versionId = await cloud.put(KEY, Buffer.from('photo'));
  await cloud.put(KEY, Buffer.from('another'));
  await cloud.put('incoming/ada/first2', Buffer.from('third'));
  await discard(versionId);
  expect((await cloud.versions('incoming/')).sort()).toEqual([KEY, 'incoming/ada/first2']);
});

it('may be run again', async () => {
  const versionId = await cloud.put(KEY, Buffer.from('photo'));
  await discard(versionId);
  expect((await discard(versionId)).error).toBeUndefined();
});
