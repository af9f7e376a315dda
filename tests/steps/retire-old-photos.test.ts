import { BUCKET, type Cloud, startCloud } from './cloud.ts';
import { aFace, aScene, person } from './scene.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => cloud.empty());
afterAll(() => cloud.close());

const EXPIRES_AT = '1775376000';

function retire(replacedFaceIds: string[], replacedPhotoIds: string[]) {
  const key = 'incoming/ada/new';
  const upload = { bucket: BUCKET, key, versionId: '1', size: 20_000, riderId: 'ada', photoId: 'new' };
  return cloud.run('retire-old-photos', { upload, replacedFaceIds, replacedPhotoIds, expiresAt: EXPIRES_AT });
}

async function photo(riderId: string, photoId: string, status: string): Promise<string> {
  const folder = `derived/${riderId}/${photoId}`;
  await cloud.put(`${folder}/working.jpg`, aScene([aFace(person(photoId.length))]));
  await cloud.put(`${folder}/64.webp`, Buffer.from('small'));
  await cloud.put(`${folder}/64.webp`, Buffer.from('small again'));
  const faceId = await cloud.index(`${folder}/working.jpg`, riderId);
  await cloud.putRow({ pk: `RIDER#${riderId}`, sk: `PHOTO#${photoId}`, status, faceId, thumbnails: '[]' });
  return faceId;
}

const row = (photoId: string) => cloud.row('RIDER#ada', `PHOTO#${photoId}`);

it('lets faces and every version of every copy go at once, and the row in time', async () => {
  const old = await photo('ada', 'old', 'approved');
  const current = await photo('ada', 'newest', 'approved');
  const { output } = await retire([old], ['old']);
  expect(output).toEqual({ deletedFaces: 1, deletedObjects: 3 });
  expect(await cloud.faces()).toEqual([current]);
  expect(await cloud.versions('derived/ada/old/')).toEqual([]);
  expect(await cloud.versions('derived/ada/newest/')).toHaveLength(3);
  expect(await row('old')).toEqual({
    pk: 'RIDER#ada',
    sk: 'PHOTO#old',
    status: 'replaced',
    expiresAt: Number(EXPIRES_AT),
  });
});

it.each(['processing', 'in-review', 'rejected', 'erased'])(
  'leaves a photo alone that is %s by now: it is another execution’s',
  async (status) => {
    await photo('ada', 'old', status);
    const { output } = await retire([], ['old']);
    expect(output).toEqual({ deletedFaces: 0, deletedObjects: 0 });
    expect(await row('old')).toMatchObject({ status });
    expect(await cloud.versions('derived/ada/old/')).toHaveLength(3);
  },
);

it('may be run again after half of it was done', async () => {
  const old = await photo('ada', 'old', 'approved');
  await cloud.putRow({ pk: 'RIDER#ada', sk: 'PHOTO#old', status: 'replaced' });
  expect((await retire([old], ['old'])).output).toEqual({ deletedFaces: 1, deletedObjects: 3 });
  expect((await retire([old], ['old'])).output).toEqual({ deletedFaces: 0, deletedObjects: 0 });
});

it('makes no row of a photo that has none', async () => {
  expect((await retire([], ['gone'])).output).toEqual({ deletedFaces: 0, deletedObjects: 0 });
  expect(await row('gone')).toBeUndefined();
});
