import type { Finding } from '../../src/domain/finding.ts';
import { BUCKET, type Cloud, rawProfile, startCloud } from './cloud.ts';
import { aFace, aScene, person } from './scene.ts';

interface Confirmed {
  findings: Finding[];
  unique: boolean;
  replacedFaceIds: string[];
  replacedPhotoIds: string[];
}

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => cloud.empty());
afterAll(() => cloud.close());

const EARLY = '2026-03-01T12:00:00.000Z';
const LATE = '2026-03-01T12:00:00.500Z';

/** Indexes a face like ada's for a rider's photo and notes the photo's row. */
async function publish(
  riderId: string,
  photoId: string,
  row: { claimedAt?: string; status?: string; noted?: boolean; contestedAt?: string },
): Promise<string> {
  const key = `derived/${riderId}/${photoId}/working.jpg`;
  // Another picture for every photo: the same picture would be the same face.
  const box = { left: 0, top: 0, width: 1, height: 1 };
  const objects = [{ name: photoId, confidence: 90, box }];
  await cloud.put(key, aScene([aFace(person(riderId.length / 1000))], { objects }));
  const faceId = await cloud.index(key, riderId);
  const { claimedAt = EARLY, status = 'processing', noted = false, contestedAt } = row;
  const keys = { pk: `RIDER#${riderId}`, sk: `PHOTO#${photoId}` };
  await cloud.putRow({
    ...keys,
    status,
    claimedAt,
    ...(noted && { faceId }),
    ...(contestedAt && { contestedAt }),
  });
  return faceId;
}

function confirm(
  riderId: string,
  photoId: string,
  faceId: string,
  rider: object = {},
  { decidedBy = 'rules', resembles = [] as string[] } = {},
) {
  const key = `incoming/${riderId}/${photoId}`;
  const upload = { bucket: BUCKET, key, versionId: '1', size: 20_000, riderId, photoId };
  return cloud.run<Confirmed>('confirm-unique', { upload, faceId, rider, decidedBy, resembles });
}

it('confirms the only face', async () => {
  const faceId = await publish('ada', 'a', {});
  const { output } = await confirm('ada', 'a', faceId);
  expect(output).toEqual({
    findings: [
      expect.objectContaining({ code: 'FACE_NOT_INDEXED', status: 'passed' }),
      expect.objectContaining({ code: 'FACE_TAKEN', status: 'passed' }),
    ],
    faceId,
    unique: true,
    replacedFaceIds: [],
    replacedPhotoIds: [],
    resembles: [],
  });
});

it('lets the earlier of two racing riders keep the face, and both agree on it', async () => {
  const early = await publish('ada', 'a', { claimedAt: EARLY });
  const late = await publish('mallory', 'm', { claimedAt: LATE });
  expect((await confirm('ada', 'a', early)).output.unique).toBe(true);
  expect((await confirm('mallory', 'm', late)).output).toMatchObject({
    unique: false,
    findings: [{ code: 'FACE_NOT_INDEXED' }, { code: 'FACE_TAKEN', status: 'failed' }],
    resembles: ['ada'],
  });
});

it('believes people who have seen the two side by side, and of nobody else', async () => {
  await publish('ada', 'a', { claimedAt: EARLY, status: 'approved', noted: true });
  const late = await publish('twin', 't', { claimedAt: LATE });
  const seen = { decidedBy: 'rita, raj', resembles: ['ada'] };
  expect((await confirm('twin', 't', late, {}, seen)).output.unique).toBe(true);
  const byRules = await confirm('twin', 't', late, {}, { ...seen, decidedBy: 'rules' });
  expect(byRules.output.unique).toBe(false);
  const another = await confirm('twin', 't', late, {}, { ...seen, resembles: ['bao'] });
  expect(another.output.unique).toBe(false);
});

describe('when only one of two racing riders sees the other’s face', () => {
  const contestedAt = (riderId: string, photoId: string) =>
    cloud.row(`RIDER#${riderId}`, `PHOTO#${photoId}`).then((row) => row?.['contestedAt']);

  it('the earlier one tells the later one’s row, which is not confirmed after that', async () => {
    const early = await publish('ada', 'a', { claimedAt: EARLY });
    const late = await publish('mallory', 'm', { claimedAt: LATE });
    expect((await confirm('ada', 'a', early)).output.unique).toBe(true);
    expect(await contestedAt('mallory', 'm')).toMatch(/^\d{4}-/);
    expect(await contestedAt('ada', 'a')).toBeUndefined();

    await cloud.putRow({ pk: 'RIDER#ada', sk: 'PHOTO#a', status: 'erased', claimedAt: EARLY });
    expect((await confirm('mallory', 'm', late)).output).toMatchObject({
      unique: false,
      findings: [
        { code: 'FACE_NOT_INDEXED' },
        { code: 'FACE_TAKEN', status: 'failed', measured: 'claimed before by another rider' },
      ],
    });
  });

  it('the earlier one loses to a later one that is approved already', async () => {
    const early = await publish('ada', 'a', { claimedAt: EARLY });
    await publish('mallory', 'm', { claimedAt: LATE, status: 'approved', noted: true });
    expect((await confirm('ada', 'a', early)).output.unique).toBe(false);
    expect(await contestedAt('mallory', 'm')).toBeUndefined();
  });

  it('the later one tells nobody', async () => {
    await publish('ada', 'a', { claimedAt: EARLY });
    const late = await publish('mallory', 'm', { claimedAt: LATE });
    await confirm('mallory', 'm', late);
    expect(await contestedAt('ada', 'a')).toBeUndefined();
  });

  it('a later one that waits for a person is not told: it is confirmed again before it is approved', async () => {
    const early = await publish('ada', 'a', { claimedAt: EARLY });
    await publish('mallory', 'm', { claimedAt: LATE, status: 'in-review' });
    expect((await confirm('ada', 'a', early)).output.unique).toBe(true);
    expect(await contestedAt('mallory', 'm')).toBeUndefined();
  });
});

it.each([
  ['approved', true, false],
  ['in-review', false, false],
  ['failed', false, true],
  ['rejected', false, true],
  ['erased', false, true],
])('against an earlier photo that is %s', async (status, noted, unique) => {
  await publish('ada', 'a', { claimedAt: EARLY, status, noted });
  const late = await publish('mallory', 'm', { claimedAt: LATE });
  expect((await confirm('mallory', 'm', late)).output.unique).toBe(unique);
});

it('replaces the rider’s faces of before, those left behind as well, and never the new one', async () => {
  const current = await publish('ada', 'old', { status: 'approved', noted: true });
  const leftover = await publish('ada', 'broken', { status: 'failed' });
  const fresh = await publish('ada', 'new', { claimedAt: LATE });
  const { output } = await confirm('ada', 'new', fresh, rawProfile({ faceId: current }));
  expect(output.unique).toBe(true);
  expect(output.replacedFaceIds.sort()).toEqual([current, leftover].sort());
  expect(output.replacedPhotoIds).toEqual(['old']);
});

it('leaves the face of another open photo of the same rider alone', async () => {
  const other = await publish('ada', 'other', { status: 'processing' });
  const fresh = await publish('ada', 'new', { claimedAt: LATE });
  const { output } = await confirm('ada', 'new', fresh, rawProfile({ faceId: 'earlier-face' }));
  expect(output.replacedFaceIds).toEqual(['earlier-face']);
  expect(output.replacedFaceIds).not.toContain(other);
});

it('replaces nothing when the very same picture is published again', async () => {
  const faceId = await publish('ada', 'a', {});
  const { output } = await confirm('ada', 'a', faceId, rawProfile({ faceId }));
  expect(output.replacedFaceIds).toEqual([]);
});

it('asks for another try while the collection does not know the face', async () => {
  await publish('ada', 'a', {});
  const { error } = await confirm('ada', 'a', '11111111-1111-4111-8111-111111111111');
  expect(error).toMatchObject({ name: 'FaceNotYetSearchableError' });
});

it('fails with PhotoGoneError when the photo’s row is gone', async () => {
  const faceId = await publish('ada', 'a', {});
  const { error } = await confirm('ada', 'erased', faceId);
  expect(error).toMatchObject({ name: 'PhotoGoneError' });
});
