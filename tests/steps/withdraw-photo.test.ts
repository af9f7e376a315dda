import { EXECUTION } from '../shared/invocation.ts';
import { BUCKET, type Cloud, rawProfile, startCloud } from './cloud.ts';
import { aFace, aScene, person } from './scene.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => cloud.empty());
afterAll(() => cloud.close());

const UPLOAD = {
  bucket: BUCKET,
  key: 'incoming/ada/1',
  versionId: '1',
  size: 20_000,
  riderId: 'ada',
  photoId: '1',
};
const IMAGE = { bucket: BUCKET, key: 'derived/ada/1/working.jpg', width: 800, height: 1000 };
const INSPECTED = { upload: UPLOAD, inspection: { image: IMAGE } };
const APPROVED = { ...INSPECTED, decision: { outcome: { verdict: 'approved' } } };
const published = (faceId: string | null) => ({ publication: { index: { faceId } } });

const withdraw = (photo: object) => cloud.run('withdraw-photo', { photo });

/** The working copy and two thumbnails, one of them written twice. */
async function makeCopies(at = 0): Promise<void> {
  await cloud.put(IMAGE.key, aScene([aFace(person(at))]));
  await cloud.put('derived/ada/1/64.webp', Buffer.from('one'));
  await cloud.put('derived/ada/1/64.webp', Buffer.from('two'));
}

it('deletes the face and every version of every copy, and nothing of other photos', async () => {
  await makeCopies();
  await cloud.put('derived/ada/10/working.jpg', aScene([aFace(person(9))]));
  const other = await cloud.index('derived/ada/10/working.jpg', 'ada');
  const faceId = await cloud.index(IMAGE.key, 'ada');

  const { output } = await withdraw({ ...APPROVED, ...published(faceId) });

  expect(output).toEqual({ deletedFaces: 1, deletedObjects: 3 });
  expect(await cloud.versions('derived/ada/1/')).toEqual([]);
  expect(await cloud.versions('derived/')).toEqual(['derived/ada/10/working.jpg']);
  expect(await cloud.faces()).toEqual([other]);
});

it('keeps the working copy where people may have to look at it yet', async () => {
  await makeCopies();
  const faceId = await cloud.index(IMAGE.key, 'ada');
  const photo = { ...APPROVED, ...published(faceId) };
  const { output } = await cloud.run('withdraw-photo', { photo, keepsWorkingCopy: true });
  expect(output).toEqual({ deletedFaces: 1, deletedObjects: 2 });
  expect(await cloud.versions('derived/')).toEqual([IMAGE.key]);
});

describe('of an IndexFace that failed or ran out of time', () => {
  const CUT = { ...APPROVED, publication: { pictures: { thumbnails: [] }, index: { fault: {} } } };

  it('the face that it left behind goes', async () => {
    await makeCopies();
    await cloud.index(IMAGE.key, 'ada');
    const { output } = await withdraw(CUT);
    expect(output).toMatchObject({ deletedFaces: 1 });
    expect(await cloud.faces()).toEqual([]);
  });

  it('nothing stays that it had not done: the face indexed to find out goes as well', async () => {
    await makeCopies();
    const { output } = await withdraw(CUT);
    expect(output).toEqual({ deletedFaces: 1, deletedObjects: 3 });
    expect(await cloud.faces()).toEqual([]);
  });

  it('nothing is asked for once the working copy is gone', async () => {
    await makeCopies();
    await withdraw(CUT);
    expect((await withdraw(CUT)).output).toEqual({ deletedFaces: 0, deletedObjects: 0 });
  });

  it('the face by which the rider is known stays, though it is of the same picture', async () => {
    await makeCopies();
    const current = await cloud.index(IMAGE.key, 'ada');
    await withdraw({ ...CUT, checks: { rider: rawProfile({ faceId: current }) } });
    expect(await cloud.faces()).toEqual([current]);
  });
});

it('indexes nothing of an approved photo that was not published', async () => {
  await makeCopies();
  expect((await withdraw(APPROVED)).output).toEqual({ deletedFaces: 0, deletedObjects: 3 });
});

it('leaves the rider’s face of before and other riders’ faces alone', async () => {
  await makeCopies(0);
  await cloud.put('earlier', aScene([aFace(person(0.1))]));
  await cloud.put('twin', aScene([aFace(person(0.05))]));
  const before = await cloud.index('earlier', 'ada');
  const twin = await cloud.index('twin', 'bao');
  await cloud.index(IMAGE.key, 'ada');
  const { output } = await withdraw({
    ...APPROVED,
    publication: { index: { fault: {} } },
    checks: { rider: rawProfile({ faceId: before }) },
  });
  expect(output).toMatchObject({ deletedFaces: 1 });
  expect((await cloud.faces()).sort()).toEqual([before, twin].sort());
});

it('keeps the face the rider is known by, even when the same picture was published again', async () => {
  await makeCopies();
  const current = await cloud.index(IMAGE.key, 'ada');
  const rider = rawProfile({ faceId: current });
  await withdraw({ ...APPROVED, ...published(current), checks: { rider } });
  expect(await cloud.faces()).toEqual([current]);
});

it('looks for no face of a photo that never came so far as to be published', async () => {
  await makeCopies();
  const other = await cloud.index(IMAGE.key, 'ada');
  const { output } = await withdraw(INSPECTED);
  expect(output).toEqual({ deletedFaces: 0, deletedObjects: 3 });
  expect(await cloud.faces()).toEqual([other]);
});

it('has nothing to do for a photo of which nothing was made', async () => {
  const { output } = await withdraw({ upload: UPLOAD });
  expect(output).toEqual({ deletedFaces: 0, deletedObjects: 0 });
});

it('may be run again: what is gone already is no fault', async () => {
  await makeCopies();
  const faceId = await cloud.index(IMAGE.key, 'ada');
  const photo = { ...APPROVED, ...published(faceId) };
  await withdraw(photo);
  const { output } = await withdraw(photo);
  expect(output).toEqual({ deletedFaces: 0, deletedObjects: 0 });
});

it('deletes markers and the versions under them', async () => {
  await makeCopies();
  await cloud.remove(IMAGE.key);
  const { output } = await withdraw(APPROVED);
  expect(output).toEqual({ deletedFaces: 0, deletedObjects: 4 });
  expect(await cloud.versions('derived/ada/1/')).toEqual([]);
});

describe('of a photo that the sweep has handed to the next execution', () => {
  const row = (more: object) =>
    cloud.putRow({ pk: 'RIDER#ada', sk: 'PHOTO#1', executionArn: `${EXECUTION}-again-1`, ...more });
  const NOTHING = { deletedFaces: 0, deletedObjects: 0 };

  it.each([
    ['is checked', { status: 'processing', openStatus: 'processing' }],
    ['waits for people', { status: 'in-review', openStatus: 'in-review' }],
    ['is approved', { status: 'approved' }],
    ['is about to be checked once more', { status: 'retake', openStatus: 'rechecked' }],
    ['is appealed', { status: 'rejected', openStatus: 'in-review', reviewKind: 'appeal' }],
  ])('takes nothing away while it %s', async (_, more) => {
    await makeCopies();
    const faceId = await cloud.index(IMAGE.key, 'ada');
    await row(more);
    const { output } = await withdraw({ ...APPROVED, ...published(faceId) });
    expect(output).toEqual(NOTHING);
    expect(await cloud.faces()).toEqual([faceId]);
    expect(await cloud.versions('derived/ada/1/')).toHaveLength(3);
    expect(await cloud.row('RIDER#ada', 'PHOTO#1')).not.toHaveProperty('withdrawingAt');
  });

  it.each(['retake', 'rejected', 'expired', 'failed'])(
    'takes away what it made itself once the other has ended with %s',
    async (status) => {
      await makeCopies();
      const faceId = await cloud.index(IMAGE.key, 'ada');
      await row({ status });
      const { output } = await withdraw({ ...APPROVED, ...published(faceId) });
      expect(output).toEqual({ deletedFaces: 1, deletedObjects: 3 });
    },
  );
});

it('notes on its own photo that it takes away, so that the sweep hands the photo to no other meanwhile', async () => {
  await cloud.putRow({ pk: 'RIDER#ada', sk: 'PHOTO#1', executionArn: EXECUTION, openStatus: 'processing' });
  const { output } = await withdraw(INSPECTED);
  expect(output).toEqual({ deletedFaces: 0, deletedObjects: 0 });
  expect(await cloud.row('RIDER#ada', 'PHOTO#1')).toMatchObject({ withdrawingAt: expect.any(String) });
});

it('leaves no row of a photo that has none any more', async () => {
  await makeCopies();
  expect((await withdraw(APPROVED)).output).toMatchObject({ deletedObjects: 3 });
  expect(await cloud.row('RIDER#ada', 'PHOTO#1')).toBeUndefined();
});
