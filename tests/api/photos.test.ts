// What a rider sees of photos, and what a rider may ask for again.

import { randomUUID } from 'node:crypto';
import { PHOTO_STATUSES, type PhotoStatus } from '../../src/domain/photo.ts';
import { RIDER_TEXTS } from '../../src/domain/rider-texts.ts';
import { AGREED, newSub, type RiderCloud, startRiderCloud } from './rider-cloud.ts';

let cloud: RiderCloud;
beforeAll(async () => {
  cloud = await startRiderCloud();
});
afterAll(() => cloud.close());

const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const FINDINGS = [
  { code: 'FACE_TAKEN', kind: 'fraud', status: 'failed', measured: 99.4, threshold: '< 90' },
  { code: 'TOO_DARK', kind: 'retake', status: 'failed', measured: 12, threshold: '>= 40' },
  { code: 'BLURRED', kind: 'retake', status: 'passed', measured: 70, threshold: '>= 40' },
];
/** What other systems and people know of a photo, and its rider does not. */
const SECRETS = {
  executionArn: 'arn:aws:states:secret',
  taskToken: 'secret-token',
  faceId: 'secret-face',
  bucket: 'secret-bucket',
  key: 'incoming/secret/key',
  votes: { 'secret-reviewer': { decision: 'reject' } },
  notes: { 'secret-note': { text: 'secret', by: 'secret', name: 'secret', at: 'then' } },
};

async function rider(): Promise<{ sub: string; put(row: object, photoId?: string): Promise<string> }> {
  const sub = newSub();
  await cloud.as(sub)('PUT /v1/me/consent', { body: AGREED });
  const pk = `RIDER#${await cloud.riderId(sub)}`;
  return {
    sub,
    async put(row, photoId = randomUUID()) {
      const saved = { status: 'rejected', updatedAt: ago(1), claimedAt: ago(1), ...SECRETS, ...row };
      await cloud.putRow({ pk, sk: `PHOTO#${photoId}`, ...saved });
      return photoId;
    },
  };
}
const look = (sub: string, photoId: string, headers = {}) =>
  cloud.as(sub)('GET /v1/photos/{photoId}', { params: { photoId }, headers });

describe('a photo', () => {
  it('that asks for another tells how, in the language of the rider, and nothing of fraud', async () => {
    const { sub, put } = await rider();
    const reasons = JSON.stringify(['FACE_TAKEN', 'TOO_DARK']);
    const photoId = await put({ status: 'retake', reasons, findings: JSON.stringify(FINDINGS) });
    const english = await look(sub, photoId);
    expect(english.body.advice).toEqual([RIDER_TEXTS.en.told.TOO_DARK.advice]);
    await cloud.as(sub)('PUT /v1/me/preferences', {
      body: { language: 'de', channels: [], insights: true },
    });
    const german = await look(sub, photoId, { 'if-none-match': english.headers['etag']! });
    expect([german.status, german.body.advice]).toEqual([200, [RIDER_TEXTS.de.told.TOO_DARK.advice]]);
    expect(JSON.stringify([english, german])).not.toMatch(/secret|FACE_TAKEN|99\.4/);
  });

  it('that was sent before says so', async () => {
    const { sub, put } = await rider();
    const photoId = await put({ status: 'retake', sameAs: 'another' });
    expect((await look(sub, photoId)).body.advice).toEqual([RIDER_TEXTS.en.samePhotoAdvice]);
  });

  it.each(PHOTO_STATUSES.filter((status) => status !== 'erased'))(
    'that is %s is told with nothing but what its rider may know',
    async (status) => {
      const { sub, put } = await rider();
      const reasons = JSON.stringify(['FACE_TAKEN']);
      const expiresAt = Math.floor(Date.now() / 1000) + 100;
      const photoId = await put({ status, reasons, findings: JSON.stringify(FINDINGS), expiresAt });
      const { body, text } = await look(sub, photoId);
      expect(body.status).toBe(status);
      expect(JSON.stringify(body)).not.toMatch(/secret|FACE_TAKEN/);
      expect(text).not.toContain(photoId);
    },
  );

  it.each<[PhotoStatus, number, string | undefined]>([
    ['processing', 0, '1'],
    ['processing', 1.5, '1'],
    ['processing', 3, '2'],
    ['processing', 6, '3'],
    ['processing', 60, '5'],
    ['in-review', 60, '60'],
    ['approved', 1, undefined],
    ['retake', 1, undefined],
  ])('that is %s for %d s is asked about again after %s s', async (status, seconds, expected) => {
    const { sub, put } = await rider();
    const at = new Date(Date.now() - seconds * 1000).toISOString();
    const photoId = await put({ status, claimedAt: at, updatedAt: at });
    expect((await look(sub, photoId)).headers['retry-after']).toBe(expected);
  });

  it('that has not changed is not sent again; one that has is', async () => {
    const { sub, put } = await rider();
    const photoId = await put({ status: 'processing', updatedAt: ago(0) });
    const { headers } = await look(sub, photoId);
    const unchanged = await look(sub, photoId, { 'if-none-match': headers['etag']! });
    expect([unchanged.status, unchanged.body]).toEqual([304, undefined]);
    expect(unchanged.headers).toHaveProperty('retry-after');
    await put({ status: 'approved', updatedAt: ago(0) }, photoId);
    expect((await look(sub, photoId, { 'if-none-match': headers['etag']! })).status).toBe(200);
  });

  it('of another rider does not exist, nor does one that never was, nor for somebody new', async () => {
    const { put } = await rider();
    const { sub } = await rider();
    const photoId = await put({});
    for (const [who, id] of [
      [sub, photoId],
      [sub, randomUUID()],
      [newSub(), photoId],
    ] as const)
      expect((await look(who, id)).body).toMatchObject({ status: 404, type: '/problems/not-found' });
  });
});

it.each<[string, PhotoStatus, object]>([
  ['an appeal', 'approved', { decidedBy: 'appeal: rita, raj' }],
  ['a recheck', 'rejected', { recheckedFor: 'v2' }],
  ['the sweep', 'processing', { sweptFrom: 'arn:aws:states:first' }],
])('a photo that was checked again after %s was sent when its rider sent it', async (_, status, row) => {
  const { sub, put } = await rider();
  const past = { sentAt: ago(20), answer: { status: 'rejected', at: ago(19) } };
  const photoId = await put({
    status,
    claimedAt: ago(1),
    updatedAt: ago(1),
    startedWith: JSON.stringify({ past }),
    ...row,
  });
  const newer = await put({ claimedAt: ago(10), updatedAt: ago(10) });
  const { body } = await cloud.as(sub)('GET /v1/photos');
  expect(body.photos.map((photo: { photoId: string }) => photo.photoId)).toEqual([newer, photoId]);
  expect(body.photos[1].sentAt).toBe(past.sentAt);
  // Nor may it be appealed against anew.
  expect(body.photos[1].appealUntil).toBeNull();
});

describe('the history', () => {
  it('has the newest first, page by page, each photo once', async () => {
    const { sub, put } = await rider();
    const ids: string[] = [];
    for (const days of [3, 9, 1, 5, 5]) ids.push(await put({ claimedAt: ago(days), updatedAt: ago(0) }));
    const seen: string[] = [];
    const sentAt: string[] = [];
    let after: string | null = null;
    let pages = 0;
    do {
      const query: Record<string, string> = { limit: '2', ...(after === null ? {} : { after }) };
      const { body } = await cloud.as(sub)('GET /v1/photos', { query });
      expect(body.photos.length).toBeLessThanOrEqual(2);
      seen.push(...body.photos.map(({ photoId }: { photoId: string }) => photoId));
      sentAt.push(...body.photos.map((photo: { sentAt: string }) => photo.sentAt));
      after = body.next;
      pages++;
    } while (after !== null);
    expect([pages, seen.slice().sort()]).toEqual([3, ids.slice().sort()]);
    expect(sentAt).toEqual(sentAt.slice().sort().reverse());
  });

  it('is empty for somebody new, and holds nobody else’s photos', async () => {
    const { put } = await rider();
    await put({});
    expect((await cloud.as(newSub())('GET /v1/photos')).body).toEqual({ photos: [], next: null });
    expect((await cloud.as((await rider()).sub)('GET /v1/photos')).body.photos).toEqual([]);
  });

  it.each([
    ['limit', '0'],
    ['limit', '51'],
    ['limit', '1.5'],
    ['limit', 'all'],
    ['after', 'a b'],
    ['rider', 'ada'],
  ])('is not given for %s=%s', async (name, value) => {
    const { status } = await cloud.as(newSub())('GET /v1/photos', { query: { [name]: value } });
    expect(status).toBe(400);
  });
});

describe('an appeal', () => {
  const appeal = (sub: string, photoId: string, text = 'It is me.') =>
    cloud.as(sub)('PUT /v1/photos/{photoId}/appeal', { params: { photoId }, body: { text } });

  it('makes a ticket for people, and the photo waits for them', async () => {
    const { sub, put } = await rider();
    const rejectedAt = ago(13);
    const photoId = await put({ updatedAt: rejectedAt, expiresAt: 2_000_000_000, reasons: '["AGE"]' });
    const { status, body } = await appeal(sub, photoId);
    expect([status, body.status, body.appeal.text, body.appealUntil]).toEqual([
      200,
      'in-review',
      'It is me.',
      null,
    ]);
    const row = (await cloud.rows(sub))[`PHOTO#${photoId}`]!;
    expect(row).toMatchObject({
      status: 'in-review',
      openStatus: 'in-review',
      reviewKind: 'appeal',
      reviewVersion: 1,
      neededVotes: 2,
      claims: {},
      votes: {},
      skips: {},
      appeal: { text: 'It is me.', at: body.updatedAt },
      rejectedAt,
      reviewDueAt: body.reviewDueAt,
      reasons: '["AGE"]',
    });
    expect(Date.parse(body.reviewDueAt) - Date.parse(body.updatedAt)).toBe(72 * 3_600_000);
    // Nobody answers an execution; the row goes when any refused one does.
    expect(row).not.toHaveProperty('taskToken');
    expect(row['expiresAt']).toBe(2_000_000_000);
    // The desk finds it, and reads it as a ticket.
    const { findReview } = await import('../../src/adapters/review-rows.ts');
    const found = await findReview(photoId, 'reviewer', new Date());
    expect(found).toMatchObject({
      riderId: await cloud.riderId(sub),
      appealText: 'It is me.',
      ticket: { kind: 'appeal', version: 1, neededVotes: 2, dueAt: body.reviewDueAt },
    });
    expect((await look(sub, photoId)).headers['retry-after']).toBe('60');
    const riderId = await cloud.riderId(sub);
    expect(cloud.clocks()).toContainEqual({ riderId, photoId, dueAt: body.reviewDueAt });
  });

  it('begins anew where people have answered before, and keeps its row for as long as a refused one', async () => {
    const { sub, put } = await rider();
    const photoId = await put({
      expiresAt: Math.floor(Date.now() / 1000) + 60,
      reviewVersion: 3,
      reviewRevision: 8,
      reviewDecision: { decision: 'reject' },
      handover: { to: 'rita' },
      skips: { raj: 'then' },
    });
    await appeal(sub, photoId);
    const row = (await cloud.rows(sub))[`PHOTO#${photoId}`]!;
    expect(row).toMatchObject({ reviewVersion: 4, reviewRevision: 9, votes: {}, skips: {} });
    expect(row).not.toHaveProperty('reviewDecision');
    expect(row).not.toHaveProperty('handover');
    expect(Number(row['expiresAt']) - Date.now() / 1000).toBeGreaterThan(89 * 86_400);
  });

  it('sent again is the same appeal, with other words it is refused', async () => {
    const { sub, put } = await rider();
    const photoId = await put({});
    const first = await appeal(sub, photoId);
    expect((await appeal(sub, photoId)).body).toEqual(first.body);
    expect((await appeal(sub, photoId, 'Another thing.')).body.type).toBe('/problems/appealed-before');
  });

  it('is made once: not again after people have rejected the photo, too', async () => {
    const { sub, put } = await rider();
    const photoId = await put({ status: 'rejected', appeal: { text: 'Once.', at: ago(2) } });
    expect((await look(sub, photoId)).body.appealUntil).toBeNull();
    expect((await appeal(sub, photoId)).body).toMatchObject({
      status: 409,
      type: '/problems/appealed-before',
    });
  });

  it('is made once: also when the journey has written the row anew since, which keeps nothing of it', async () => {
    const { sub, put } = await rider();
    const photoId = await put({});
    await appeal(sub, photoId, 'Once.');
    await put({ decidedBy: 'appeal: nobody in time', status: 'expired' }, photoId);
    expect((await look(sub, photoId)).body.appeal).toMatchObject({ text: 'Once.' });
    // However the row came to be so.
    await put({ decidedBy: 'rules' }, photoId);
    expect((await appeal(sub, photoId, 'Twice.')).body.type).toBe('/problems/appealed-before');
    const { body } = await cloud.as(sub)('GET /v1/me/export');
    expect(body.photos).toMatchObject([{ photoId, appeal: { text: 'Once.' } }]);
    expect((await cloud.rows(sub))[`APPEAL#${photoId}`]).toMatchObject({ expiresAt: expect.any(Number) });
  });

  it('is offered no longer than people can look at the file that was sent', async () => {
    const { sub, put } = await rider();
    // The file goes on the thirtieth day, and people have three.
    const soon = await put({ claimedAt: ago(26), updatedAt: ago(1) });
    const late = await put({ claimedAt: ago(27.5), updatedAt: ago(1) });
    expect((await look(sub, soon)).body.appealUntil.slice(0, 13)).toBe(ago(-1).slice(0, 13));
    expect((await look(sub, late)).body.appealUntil).toBeNull();
    expect((await appeal(sub, late)).body.type).toBe('/problems/appeal-too-late');
  });

  it('is offered for fourteen days', async () => {
    const { sub, put } = await rider();
    const [inTime, tooLate] = [await put({ updatedAt: ago(13.99) }), await put({ updatedAt: ago(14.01) })];
    expect((await look(sub, inTime)).body.appealUntil).not.toBeNull();
    expect((await look(sub, tooLate)).body.appealUntil).toBeNull();
    expect((await appeal(sub, tooLate)).body).toMatchObject({
      status: 410,
      type: '/problems/appeal-too-late',
    });
    expect((await appeal(sub, inTime)).status).toBe(200);
  });

  it.each(PHOTO_STATUSES.filter((status) => !['rejected', 'erased', 'awaiting-upload'].includes(status)))(
    'against a photo that is %s is refused',
    async (status) => {
      const { sub, put } = await rider();
      const photoId = await put({ status });
      expect((await appeal(sub, photoId)).body).toMatchObject({
        status: 409,
        type: '/problems/nothing-to-appeal',
      });
    },
  );

  it.each([
    ['no words', '   '],
    ['too many words', 'x'.repeat(501)],
  ])('with %s is refused', async (_, text) => {
    const { sub, put } = await rider();
    expect((await appeal(sub, await put({}), text)).status).toBe(400);
  });

  it('for another rider’s photo is refused as if there were none', async () => {
    const { put } = await rider();
    const { sub } = await rider();
    expect((await appeal(sub, await put({}))).status).toBe(404);
  });

  it('twice at once opens one review', async () => {
    const { sub, put } = await rider();
    const photoId = await put({});
    const sent = ['One.', 'Two.'].map((text) => ({ params: { photoId }, body: { text } }));
    const answers = await cloud.together(sub, 'PUT /v1/photos/{photoId}/appeal', sent);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

describe('the export', () => {
  it('holds everything of the rider, and nothing of anybody else', async () => {
    const { sub, put } = await rider();
    const photoId = await put({
      verdict: 'rejected',
      decidedBy: 'reviewer-7',
      message: 'We are sorry.',
      size: 4000,
      findings: JSON.stringify(FINDINGS),
      insights: JSON.stringify([{ code: 'LIGHT', text: 'Fine.' }]),
    });
    await cloud.as(sub)('DELETE /v1/me/consent');
    const { status, body } = await cloud.as(sub)('GET /v1/me/export');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      profile: { faceIsKept: false, preferences: { language: 'en' }, riderSince: expect.any(String) },
      consents: [{ version: '1', withdrawnAt: expect.any(String) }],
      photos: [
        {
          photoId,
          status: 'rejected',
          verdict: 'rejected',
          decidedBy: 'person',
          fileBytes: 4000,
          message: 'We are sorry.',
          checks: [
            { code: 'TOO_DARK', status: 'failed', measured: 12, threshold: '>= 40' },
            { code: 'BLURRED', status: 'passed', measured: 70, threshold: '>= 40' },
          ],
          insights: [{ code: 'LIGHT', text: 'Fine.' }],
        },
      ],
    });
    const text = JSON.stringify(body);
    expect(text).not.toMatch(/secret|FACE_TAKEN|reviewer-7/);
    expect(text).not.toContain(await cloud.riderId(sub));
    expect(text).not.toContain(sub);
  });

  it('of somebody new is empty', async () => {
    const { body } = await cloud.as(newSub())('GET /v1/me/export');
    expect(body).toMatchObject({ consents: [], photos: [], profile: { riderSince: null } });
  });
});
