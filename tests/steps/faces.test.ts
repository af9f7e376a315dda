// The steps that look at faces: DetectFace, FindDuplicate, IndexFace.

import type { Finding } from '../../src/domain/finding.ts';
import { EXECUTION } from '../shared/invocation.ts';
import { BLOCKED, BUCKET, type Cloud, FACES, rawProfile, startCloud } from './cloud.ts';
import { aFace, aScene, person } from './scene.ts';

const ADA = person(0);
const NEARLY_ADA = person(0.833);
const BAO = person(5);

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => cloud.empty());
afterAll(() => cloud.close());

const imageAt = (key: string) => ({ bucket: BUCKET, key, width: 800, height: 1000 });
const statusOf = (findings: Finding[], code: string) => findings.find((each) => each.code === code)?.status;

async function imageOf(...faces: ReturnType<typeof aFace>[]) {
  await cloud.put('derived/ada/1/working.jpg', aScene(faces));
  return imageAt('derived/ada/1/working.jpg');
}

describe('DetectFace', () => {
  it('gives the face in the domain’s words, worth checking further', async () => {
    const image = await imageOf(aFace(ADA));
    const { output } = await cloud.run<{ findings: Finding[] }>('detect-face', { image });
    expect(output).toMatchObject({
      worthChecking: true,
      face: {
        boundingBox: { left: 0.3, top: 0.2, width: 0.4, height: 0.5 },
        pose: { yaw: 2, pitch: -3, roll: 1 },
        quality: { brightness: 70, sharpness: 80 },
        eyesOpen: { value: true, confidence: 99 },
        sunglasses: { value: false, confidence: 99 },
        faceOccluded: { value: false, confidence: 99 },
        landmarks: { leftEye: { x: 0.43, y: 0.4 }, rightEye: { x: 0.57, y: 0.4 } },
      },
    });
    expect(output.findings.every(({ status }) => status !== 'failed')).toBe(true);
  });

  it('tells all reasons at once and saves the calls behind', async () => {
    const image = await imageOf(
      aFace(ADA, { sunglasses: { value: true, confidence: 99 }, quality: { brightness: 12, sharpness: 80 } }),
      aFace(BAO),
    );
    const { output } = await cloud.run<{ findings: Finding[]; worthChecking: boolean }>('detect-face', {
      image,
    });
    const failed = output.findings.filter(({ status }) => status === 'failed').map(({ code }) => code);
    expect(failed).toEqual(['SEVERAL_FACES', 'SUNGLASSES', 'TOO_DARK']);
    expect(output.worthChecking).toBe(false);
  });

  it.each([
    ['retake', 'failed', false],
    ['review', 'review', true],
    ['off', 'not-applicable', true],
  ])('minds an open mouth as the operator wants it: %s', async (mouthOpen, status, worthChecking) => {
    const image = await imageOf(aFace(ADA, { mouthOpen: { value: true, confidence: 99 } }));
    const configuration = JSON.stringify({ face: { mouthOpen } });
    const { output } = await cloud.run<{ findings: Finding[] }>('detect-face', { image, configuration });
    expect(statusOf(output.findings, 'MOUTH_OPEN')).toBe(status);
    expect(output).toMatchObject({
      worthChecking,
      face: { mouthOpen: { value: true, confidence: 99 } },
    });
  });

  it('answers a picture without a face with null, never by leaving it out', async () => {
    const { output } = await cloud.run('detect-face', { image: await imageOf() });
    expect(output).toMatchObject({ face: null, worthChecking: false });
  });

  it('fails where the working copy is no picture of ours to read', async () => {
    const { error } = await cloud.run('detect-face', { image: imageAt('derived/ada/never/working.jpg') });
    expect(error).toMatchObject({ name: 'DependencyRefusedError' });
  });
});

describe('FindDuplicate', () => {
  async function find(riderId: string, face = aFace(ADA)) {
    const image = await imageOf(face);
    return cloud.run<{ findings: Finding[]; ownSimilarityPercent: number | null }>('find-duplicate', {
      riderId,
      image,
    });
  }

  it('names the riders whose photos a person holds beside it, none for a face that is nobody’s', async () => {
    const image = await imageOf(aFace(ADA));
    await cloud.index(image.key, 'twin');
    expect((await find('ada')).output).toMatchObject({ resembles: ['twin'] });
    expect((await find('twin')).output).toMatchObject({ resembles: [] });
    expect((await find('bao', aFace(BAO))).output).toMatchObject({ resembles: [] });
  });

  it('finds nobody in an empty collection', async () => {
    const { output } = await find('ada');
    expect(statusOf(output.findings, 'FACE_TAKEN')).toBe('passed');
    expect(statusOf(output.findings, 'FACE_BLOCKED')).toBe('not-applicable');
    expect(output.ownSimilarityPercent).toBeNull();
  });

  it('takes the rider’s own face for no duplicate and tells how alike it is', async () => {
    await cloud.put('first', aScene([aFace(NEARLY_ADA)]));
    await cloud.index('first', 'zo:C3:AB');
    const { output } = await find('zoë');
    expect(statusOf(output.findings, 'FACE_TAKEN')).toBe('passed');
    expect(output.ownSimilarityPercent).toBeCloseTo(89, 0);
  });

  it('recognises another rider’s face', async () => {
    await cloud.put('first', aScene([aFace(ADA)]));
    await cloud.index('first', 'ada');
    const { output } = await find('mallory');
    expect(statusOf(output.findings, 'FACE_TAKEN')).toBe('failed');
  });

  it('cannot say whose face it is where the search sees none', async () => {
    const { output } = await cloud.run<{ findings: Finding[]; ownSimilarityPercent: number | null }>(
      'find-duplicate',
      {
        riderId: 'ada',
        image: await imageOf(),
      },
    );
    expect(statusOf(output.findings, 'FACE_TAKEN')).toBe('unavailable');
    expect(output.ownSimilarityPercent).toBeNull();
  });

  it('asks the block list only when it is switched on', async () => {
    await cloud.put('blocked', aScene([aFace(ADA)]));
    await cloud.index('blocked', 'list:entry-7', BLOCKED);
    process.env['CONFIGURATION'] = '{"blockList":{"enabled":true}}';
    const { output } = await find('ada');
    expect(statusOf(output.findings, 'FACE_BLOCKED')).toBe('review');
  });

  it('fails for good where the collection does not exist', async () => {
    process.env['FACE_COLLECTION_ID'] = 'no-such-collection';
    const { error } = await find('ada');
    expect(error).toMatchObject({
      name: 'DependencyRefusedError',
      message: expect.stringContaining('ResourceNotFound'),
    });
  });
});

describe('IndexFace', () => {
  const upload = {
    bucket: BUCKET,
    key: 'incoming/ada/1',
    versionId: '1',
    size: 20_000,
    riderId: 'ada',
    photoId: '1',
  };
  const duplicate = { ownFaceIds: [] as string[], standsAt: null as number | null, rider: {} };
  const asked = { decidedBy: 'rules', resembles: [] as string[] };
  const indexing = { upload, duplicate, ...asked };
  const row = {
    pk: 'RIDER#ada',
    sk: 'PHOTO#1',
    status: 'processing',
    executionArn: EXECUTION,
    claimedAt: '2026-03-01T12:00:00Z',
  };
  interface Indexed {
    faceId: string;
    unique: boolean | null;
    replacedFaceIds: string[];
    replacedPhotoIds: string[];
  }
  const index = async (found: Partial<typeof duplicate>, more: object = {}) => {
    await cloud.putRow({ ...row, ...more });
    const image = await imageOf(aFace(ADA));
    return cloud.run<Indexed>('index-face', { ...indexing, image, duplicate: { ...duplicate, ...found } });
  };
  const found = async () => {
    const image = await imageOf(aFace(ADA));
    return (await cloud.run<typeof duplicate>('find-duplicate', { riderId: 'ada', image })).output;
  };

  /** Another rider's photo with the same face, in the collection and not counted. */
  const rival = async (claimedAt: string) => {
    const key = 'derived/mallory/m/working.jpg';
    // Another picture: the same picture would be the same face.
    const box = { left: 0, top: 0, width: 1, height: 1 };
    await cloud.put(key, aScene([aFace(ADA)], { objects: [{ name: 'another', confidence: 90, box }] }));
    await cloud.index(key, 'mallory');
    await cloud.putRow({ pk: 'RIDER#mallory', sk: 'PHOTO#m', status: 'processing', claimedAt });
  };

  it('knows that the face is unique when no other came in since the search', async () => {
    const { output } = await index(await found());
    expect(output.unique).toBe(true);
  });

  it('does not rely on the search when another face came in since', async () => {
    const search = await found();
    await index({});
    await rival('2026-03-01T11:59:59Z');
    expect((await index(search)).output.unique).toBe(false);
  });

  it('does not rely on the search when a face came in shortly before it, which it may have missed', async () => {
    await index({});
    const search = await found();
    expect(search.standsAt).toBeNull();
    await rival('2026-03-01T11:59:59Z');
    expect((await index(search)).output.unique).toBe(false);
  });

  it('knows it again once the last face has settled', async () => {
    await cloud.putRow({ pk: 'FACES', sk: 'INDEXINGS', count: 7, lastMs: Date.now() - 31_000 });
    const search = await found();
    expect(search.standsAt).toBe(7);
    expect((await index(search)).output.unique).toBe(true);
  });

  it('leaves a contested photo, and one whose row is gone, to the second search', async () => {
    const search = await found();
    const { output } = await index(search, { contestedAt: '2026-03-01T12:00:01Z' });
    expect(output.unique).toBeNull();
  });

  describe('when the first search does not stand any more', () => {
    const indexAgain = async (more: object = {}) => {
      const image = await imageOf(aFace(ADA));
      return cloud.run<Indexed>('index-face', { ...indexing, image, ...more });
    };
    it('searches again, and finds the only face unique', async () => {
      await cloud.putRow(row);
      const { output } = await indexAgain();
      expect(output).toMatchObject({
        indexed: true,
        unique: true,
        findings: [{ code: 'FACE_NOT_INDEXED' }, { code: 'FACE_TAKEN', status: 'passed' }],
      });
    });

    it('does not find a face unique that another rider claimed before', async () => {
      await cloud.putRow(row);
      await rival('2026-03-01T11:59:59Z');
      const { output } = await indexAgain();
      expect(output).toMatchObject({ unique: false, resembles: ['mallory'] });
      expect(output.faceId).toEqual(expect.any(String));
    });

    it('believes people who have seen the two side by side', async () => {
      await cloud.putRow(row);
      await rival('2026-03-01T11:59:59Z');
      const { output } = await indexAgain({ decidedBy: 'rita', resembles: ['mallory'] });
      expect(output).toMatchObject({ unique: true });
    });

    it('leaves to ConfirmUnique what it cannot settle, such as a row that is gone', async () => {
      const { output } = await indexAgain();
      expect(output).toMatchObject({ indexed: true, unique: null });
    });
  });

  it('says what a renewal replaces', async () => {
    await cloud.putRow({ ...row, sk: 'PHOTO#0', status: 'approved' });
    const { output } = await index({
      ...(await found()),
      ownFaceIds: ['old'],
      rider: rawProfile({ faceId: 'old' }),
    });
    expect(output).toMatchObject({ unique: true, replacedFaceIds: ['old'], replacedPhotoIds: ['0'] });
  });

  it('takes no face in for an execution that has lost its photo to the next one', async () => {
    const { error } = await index(await found(), { executionArn: `${EXECUTION}-again-1` });
    expect(error).toMatchObject({ name: 'PhotoGoneError' });
    expect(await cloud.faces()).toEqual([]);
  });

  it('takes the face in under the rider', async () => {
    const image = await imageOf(aFace(ADA));
    const { output } = await cloud.run<{ faceId: string }>('index-face', { ...indexing, image });
    expect(output).toMatchObject({
      indexed: true,
      findings: [{ code: 'FACE_NOT_INDEXED', status: 'passed' }],
    });
    expect(await cloud.faces()).toEqual([output.faceId]);
  });

  it('reports a face the collection refuses, with its reasons, as a finding', async () => {
    const image = await imageOf(aFace(ADA, { quality: { brightness: 3, sharpness: 2 } }));
    const { output } = await cloud.run('index-face', { ...indexing, image });
    expect(output).toMatchObject({
      indexed: false,
      faceId: null,
      findings: [{ code: 'FACE_NOT_INDEXED', status: 'failed', measured: 'too dark, too blurred' }],
    });
    expect(output).toMatchObject({ unique: false, replacedFaceIds: [], replacedPhotoIds: [] });
  });

  it('takes one face only, the largest', async () => {
    const image = await imageOf(
      aFace(ADA),
      aFace(BAO, { box: { left: 0, top: 0, width: 0.1, height: 0.1 } }),
    );
    await cloud.run('index-face', { ...indexing, image });
    expect(await cloud.faces()).toHaveLength(1);
  });

  it('names the missing setting', async () => {
    process.env['FACE_COLLECTION_ID'] = '';
    const { error } = await cloud.run('index-face', { ...indexing, image: imageAt(FACES) });
    expect(error).toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringContaining('FACE_COLLECTION_ID'),
    });
  });
});
