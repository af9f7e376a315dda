import { finding } from '../../src/domain/finding.ts';
import { EXECUTION } from '../shared/invocation.ts';
import { BUCKET, type Cloud, startCloud } from './cloud.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());

const UPLOAD = {
  bucket: BUCKET,
  key: 'incoming/ada/1',
  versionId: '1',
  size: 20_000,
  riderId: 'ada',
  photoId: '1',
};
const BOX = { left: 0.3, top: 0.2, width: 0.4, height: 0.5 };
const FINDINGS = [finding('POSE', 'review', { measured: 'yaw 41' }), finding('BLURRED', 'passed')];
const EVENT = {
  taskToken: 'secret-token',
  timeoutSeconds: 259_200,
  photo: {
    upload: UPLOAD,
    detection: { face: { boundingBox: BOX, confidence: 99 } },
    decision: { verdict: 'review', findings: FINDINGS, reasons: ['POSE'], outcome: null, resembles: ['bao'] },
  },
};
const claim = (executionArn: string) =>
  cloud.putRow({ pk: 'RIDER#ada', sk: 'PHOTO#1', status: 'processing', executionArn });

it('notes the review on the photo’s row, due when the execution stops waiting', async () => {
  await claim(EXECUTION);
  const { error, text } = await cloud.run('open-review', EVENT);
  expect(error).toBeUndefined();
  const row = await cloud.row('RIDER#ada', 'PHOTO#1');
  expect(row).toMatchObject({
    status: 'in-review',
    openStatus: 'in-review',
    taskToken: 'secret-token',
    findings: JSON.stringify(FINDINGS),
    reasons: '["POSE"]',
    executionArn: EXECUTION,
  });
  const waitsMs = Date.parse(String(row?.['reviewDueAt'])) - Date.parse(String(row?.['updatedAt']));
  expect(waitsMs).toBe(72 * 3600 * 1000);
  expect(text).not.toContain('secret-token');
});

it('asks as many people as the reasons want, with the face and whom it resembles beside', async () => {
  await claim(EXECUTION);
  await cloud.run('open-review', EVENT);
  expect(await cloud.row('RIDER#ada', 'PHOTO#1')).toMatchObject({
    photoId: '1',
    reviewKind: 'check',
    neededVotes: 1,
    faceBox: BOX,
    resembles: ['bao'],
    reviewVersion: 1,
  });
  const { decision } = EVENT.photo;
  const photo = { upload: UPLOAD, decision: { ...decision, reasons: ['POSE', 'FACE_TAKEN'], resembles: [] } };
  await cloud.run('open-review', { ...EVENT, photo });
  expect(await cloud.row('RIDER#ada', 'PHOTO#1')).toMatchObject({
    neededVotes: 2,
    faceBox: null,
    resembles: [],
  });
});

it('begins anew when the journey asks again: nobody’s claim or vote is of another question', async () => {
  const old = {
    claims: { rita: { name: 'rita', until: '9' } },
    votes: { rita: {} },
    reviewDecision: {},
    notes: { n: {} },
  };
  await cloud.putRow({
    pk: 'RIDER#ada',
    sk: 'PHOTO#1',
    executionArn: EXECUTION,
    reviewVersion: 4,
    reviewRevision: 9,
    ...old,
  });
  await cloud.run('open-review', EVENT);
  const row = await cloud.row('RIDER#ada', 'PHOTO#1');
  expect(row).toMatchObject({
    claims: {},
    votes: {},
    notes: { n: {} },
    reviewVersion: 5,
    reviewRevision: 10,
  });
  expect(row).not.toHaveProperty('reviewDecision');
});

it('tells the bus who waits and why, without the token', async () => {
  await claim(EXECUTION);
  await cloud.run('open-review', EVENT);
  const [seen] = cloud.events.recent().slice(-1);
  expect(JSON.stringify(seen)).not.toContain('secret-token');
  expect(seen?.event).toMatchObject({
    source: 'rider-photos',
    'detail-type': 'PhotoReviewRequested',
    detail: {
      riderId: 'ada',
      photoId: '1',
      reasons: ['POSE'],
      executionArn: EXECUTION,
      reviewDueAt: expect.stringMatching(/^\d{4}-/),
    },
  });
});

it('opens no review of a photo that another execution has taken over', async () => {
  await claim('arn:of-another-execution');
  const before = cloud.events.recent().length;
  const { error } = await cloud.run('open-review', EVENT);
  expect(error).toMatchObject({ name: 'PhotoGoneError' });
  expect(await cloud.row('RIDER#ada', 'PHOTO#1')).toMatchObject({ status: 'processing' });
  expect(cloud.events.recent()).toHaveLength(before);
});

it('asks for another try when the bus does not take the event', async () => {
  await claim(EXECUTION);
  process.env['EVENT_BUS_NAME'] = 'no-such-bus';
  const { error } = await cloud.run('open-review', EVENT);
  process.env['EVENT_BUS_NAME'] = 'rider-photos';
  expect(error).toMatchObject({ name: 'DependencyUnavailableError' });
});
