import { BUCKET, type Cloud, startCloud } from '../steps/cloud.ts';
import { longRun } from '../support/long-run.ts';

let cloud: Cloud;
let s3: typeof import('../../src/adapters/s3.ts');
beforeAll(async () => {
  cloud = await startCloud();
  s3 = await import('../../src/adapters/s3.ts');
});
afterAll(() => cloud.close());

it('reads back what it wrote, the newest version and a named one', async () => {
  const place = { bucket: BUCKET, key: 'derived/ada/1/a key +%20 ü.jpg' };
  const first = await cloud.put(place.key, Buffer.from('first'));
  await s3.writeObject(place, Buffer.from('second'), 'image/jpeg');
  expect(Buffer.from(await s3.readObject(place)).toString()).toBe('second');
  expect(Buffer.from(await s3.readObject(place, first)).toString()).toBe('first');
});

it('reads an empty object', async () => {
  await cloud.put('empty', Buffer.alloc(0));
  expect(await s3.readObject({ bucket: BUCKET, key: 'empty' })).toHaveLength(0);
});

it.each([
  ['deleted', async () => cloud.remove('here')],
  ['never there', async () => undefined],
])('says PhotoGoneError of an object that is %s', async (what, prepare) => {
  await cloud.put('here', Buffer.from('x'));
  await prepare();
  const key = what === 'deleted' ? 'here' : 'nowhere';
  await expect(s3.readObject({ bucket: BUCKET, key })).rejects.toMatchObject({ name: 'PhotoGoneError' });
});

it('says DependencyRefusedError of a bucket that does not exist', async () => {
  await expect(s3.readObject({ bucket: 'no-such-bucket', key: 'k' })).rejects.toMatchObject({
    name: 'DependencyRefusedError',
  });
});

longRun.it('lists and deletes more versions than one page holds', async () => {
  const keys = Array.from({ length: 1005 }, (_, index) => `derived/many/1/${index}`);
  for (let at = 0; at < keys.length; at += 67) {
    await Promise.all(keys.slice(at, at + 67).map((key) => cloud.put(key, Buffer.from('x'))));
  }
  const versions = await s3.listVersions(BUCKET, 'derived/many/');
  expect(versions).toHaveLength(1005);
  expect(await s3.deleteVersions(BUCKET, versions)).toBe(1005);
  expect(await cloud.versions('derived/many/')).toEqual([]);
});
