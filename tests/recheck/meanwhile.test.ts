// What may happen to a rider between the moment at which a recheck, or a new collection, reads a photo and the one at which it acts.

import { BUCKET, type Cloud, startCloud } from '../steps/cloud.ts';
import { aFace, aScene, person } from '../steps/scene.ts';

let mockMeanwhile: (() => Promise<unknown>) | undefined;
jest.mock('../../src/adapters/rekognition-collection.ts', () => {
  const real = jest.requireActual('../../src/adapters/rekognition-collection.ts');
  return {
    ...real,
    async indexFace(...args: unknown[]) {
      const indexed = await real.indexFace(...args);
      await mockMeanwhile?.();
      return indexed;
    },
  };
});

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => {
  mockMeanwhile = undefined;
  return cloud.empty();
});
afterAll(() => cloud.close());

const WORKING_COPY = 'derived/ada/first/working.jpg';
const PROFILE = { pk: 'RIDER#ada', sk: 'PROFILE' };
const PHOTO = { pk: 'RIDER#ada', sk: 'PHOTO#first' };
const LINE = { photoId: 'first', status: 'approved' };
const WITHDRAWN = { consentWithdrawnAt: '2026-11-28T10:00:00.000Z' };
/** Before there was a mark of it. */
const WITHDRAWN_EARLIER = { consentVersion: null };
const FORGOTTEN = { forgottenAt: '2026-11-28T10:00:00.000Z' };
/** So dark that the thresholds of today refuse it. */
const MEASURES = {
  said: {},
  file: { facts: { type: 'jpeg', size: 200_000, width: 100, height: 100 } },
};
const PLAN = {
  recheckId: 'r',
  mode: 'apply',
  source: 'stored',
  configuration: '',
  configurationVersion: 'v',
  rejectionNeedsPerson: 'on',
  folder: 'rechecks/r/',
};

/** An approved photo that is shown; `more` is the rest of its rider's profile. */
async function approvedPhoto(more: object = {}): Promise<void> {
  const copy = aScene([aFace(person(1))]);
  const versionId = await cloud.put(WORKING_COPY, copy);
  await cloud.putRow({
    ...PHOTO,
    photoId: 'first',
    status: 'approved',
    decidedBy: 'rules',
    bucket: BUCKET,
    key: 'incoming/ada/first',
    versionId,
    size: copy.length,
    measures: JSON.stringify(MEASURES),
  });
  const profile = { ...PROFILE, consentVersion: '1', currentPhoto: 'first', lastPhoto: 'first', ...more };
  await cloud.putRow(Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== null)));
}

const reindex = () => cloud.run('../recheck/reindex-faces', { batch: { Items: [LINE] } });

describe('a new collection', () => {
  it('gets the face of a photo that is shown, under its rider, and row and profile name it', async () => {
    await approvedPhoto();
    expect((await reindex()).output).toEqual({ indexed: 1, passedOver: 0, notIndexed: [] });
    const [faceId] = await cloud.faces();
    expect(await cloud.row(PHOTO.pk, PHOTO.sk)).toMatchObject({ faceId });
    expect(await cloud.row(PROFILE.pk, PROFILE.sk)).toMatchObject({ faceId });
  });

  it.each([
    ['is being forgotten', FORGOTTEN],
    ['has withdrawn the consent', WITHDRAWN],
    ['has withdrawn it before that was marked', WITHDRAWN_EARLIER],
    ['has another photo by now', { currentPhoto: 'second' }],
  ])('gets no face of a rider who %s', async (_, profile) => {
    await approvedPhoto(profile);
    expect((await reindex()).output).toEqual({ indexed: 0, passedOver: 1, notIndexed: [] });
    expect(await cloud.faces()).toEqual([]);
  });

  it.each([
    ['forgotten', FORGOTTEN],
    ['without consent', WITHDRAWN],
  ])('keeps none of a rider who is %s by the time that it is taken in', async (_, change) => {
    await approvedPhoto();
    duringIndexing(() => cloud.putRow({ ...PROFILE, currentPhoto: 'first', ...change }));
    expect((await reindex()).output).toEqual({ indexed: 0, passedOver: 1, notIndexed: [] });
    expect(await cloud.faces()).toEqual([]);
  });

  it('keeps none that it knew already, of a rider who is forgotten while it is taken in', async () => {
    await approvedPhoto();
    const faceId = await cloud.index(WORKING_COPY, 'ada');
    await cloud.putRow({ ...(await cloud.row(PHOTO.pk, PHOTO.sk)), faceId });
    duringIndexing(() => cloud.putRow({ ...PROFILE, currentPhoto: 'first', faceId, ...FORGOTTEN }));
    expect((await reindex()).output).toMatchObject({ passedOver: 1 });
    expect(await cloud.faces()).toEqual([]);
  });

  it('keeps the face of a newer photo that is the same picture', async () => {
    await approvedPhoto();
    const faceId = await cloud.index(WORKING_COPY, 'ada');
    await cloud.putRow({ ...(await cloud.row(PHOTO.pk, PHOTO.sk)), faceId });
    duringIndexing(() => cloud.putRow({ ...PROFILE, consentVersion: '1', currentPhoto: 'second', faceId }));
    expect((await reindex()).output).toMatchObject({ passedOver: 1 });
    expect(await cloud.faces()).toEqual([faceId]);
  });

  it('keeps none that could not be named: the next try may pass the photo over', async () => {
    await approvedPhoto();
    duringIndexing(async () => {
      process.env['RIDERS_TABLE'] = 'no-such-table';
    });
    expect((await reindex()).error).toMatchObject({ name: 'DependencyRefusedError' });
    expect(await cloud.faces()).toEqual([]);
  });
});

it('where no consent is asked for, a rider without one is as any other', async () => {
  process.env['REQUIRE_CONSENT'] = 'off';
  await approvedPhoto(WITHDRAWN_EARLIER);
  expect((await reindex()).output).toMatchObject({ indexed: 1 });
});

describe('pictures measured again', () => {
  it.each([
    ['is being forgotten', FORGOTTEN],
    ['has withdrawn the consent', WITHDRAWN],
    ['has withdrawn it before that was marked', WITHDRAWN_EARLIER],
  ])('leave out a rider who %s: nobody looks at the face', async (_, profile) => {
    await approvedPhoto(profile);
    const line = { ...LINE, isByPeople: false, measures: null };
    const { output } = await cloud.run('../recheck/look-again', { plan: PLAN, line });
    expect(output).toMatchObject({ photos: 0 });
  });
});

describe('apply', () => {
  const apply = () => cloud.run('../recheck/apply-change', { plan: PLAN, change: { photoId: 'first' } });
  const doubts = () => cloud.events.recent().filter(({ event }) => event['detail-type'] === 'PhotoDoubted');

  it('announces its doubt of an approved photo', async () => {
    const before = doubts().length;
    await approvedPhoto();
    expect((await apply()).output).toEqual({ reopened: 0, doubted: 1, left: 0 });
    expect(doubts()).toHaveLength(before + 1);
  });

  it.each([
    ['is being forgotten', FORGOTTEN],
    ['has withdrawn the consent', WITHDRAWN],
    ['has withdrawn it before that was marked', WITHDRAWN_EARLIER],
  ])('says nothing of a rider who %s', async (_, profile) => {
    const before = doubts().length;
    await approvedPhoto(profile);
    expect((await apply()).output).toEqual({ reopened: 0, doubted: 0, left: 1 });
    expect(doubts()).toHaveLength(before);
  });
});

/** Does something at the moment at which the face is in the collection and nothing is noted of it yet. */
function duringIndexing(change: () => Promise<unknown>): void {
  mockMeanwhile = change;
}
