import { CONSENT_TEXTS } from '../../src/domain/consent-texts.ts';
import { AGREED, newSub, type RiderCloud, startRiderCloud } from './rider-cloud.ts';

let cloud: RiderCloud;
beforeAll(async () => {
  cloud = await startRiderCloud();
});
afterAll(() => cloud.close());

const agree = (sub: string, more: object = {}) =>
  cloud.as(sub)('PUT /v1/me/consent', { body: { ...AGREED, ...more } });
const withdraw = (sub: string) => cloud.as(sub)('DELETE /v1/me/consent');
const records = async (sub: string) =>
  Object.entries(await cloud.rows(sub)).flatMap(([sk, row]) => (sk.startsWith('CONSENT#') ? [row] : []));

describe('agreeing', () => {
  it('gives a receipt with the hash of the very text, and lets the state machine know', async () => {
    const sub = newSub();
    const { status, body } = await agree(sub, { language: 'de' });
    expect(status).toBe(200);
    expect(body).toEqual({
      textId: 'rider-photo-check',
      version: '1',
      sha256: CONSENT_TEXTS['1']!.de,
      language: 'de',
      purposes: ['check-face', 'find-duplicates'],
      givenAt: expect.any(String),
      how: 'signed-in',
      retentionDays: { file: 30, refusedPhoto: 90 },
    });
    const rows = await cloud.rows(sub);
    expect(rows['PROFILE']).toMatchObject({
      consentVersion: '1',
      consentedAt: body.givenAt,
      language: 'de',
      createdAt: body.givenAt,
    });
    expect(rows[`CONSENT#${body.givenAt}`]).toMatchObject(body);
  });

  it('twice is agreeing once: the receipt is that of the first time', async () => {
    const sub = newSub();
    const first = await agree(sub);
    const again = await agree(sub, { language: 'de' });
    expect(again.body).toEqual(first.body);
    expect(await records(sub)).toHaveLength(1);
  });

  it('many times at once is agreeing once, as one rider', async () => {
    const sub = newSub();
    const answers = await cloud.together(sub, 'PUT /v1/me/consent', Array(5).fill({ body: AGREED }));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body.givenAt)).size).toBe(1);
    expect((await cloud.links()).filter((link) => link['sub'] === sub)).toHaveLength(1);
    expect(await records(sub)).toHaveLength(1);
  });

  it.each([
    ['another version', { version: '0' }, 409, '/problems/consent-outdated'],
    ['one purpose of two', { purposes: ['check-face'] }, 400, '/problems/invalid-request'],
    ['a language without a text', { language: 'fr' }, 400, '/problems/invalid-request'],
    ['a purpose of its own', { purposes: ['check-face', 'sell'] }, 400, '/problems/invalid-request'],
  ])('to %s is refused, and nothing is kept', async (_, more, status, type) => {
    const sub = newSub();
    const { body } = await agree(sub, more);
    expect(body).toMatchObject({ status, type });
    expect(await records(sub)).toEqual([]);
  });

  it('to a newer text is a record of its own beside the old one', async () => {
    const sub = newSub();
    const first = await agree(sub);
    const riderId = await cloud.riderId(sub);
    // As a consent of before the new text stands in the profile.
    await cloud.putRow({
      pk: `RIDER#${riderId}`,
      sk: 'PROFILE',
      consentVersion: '0',
      consentedAt: first.body.givenAt,
    });
    const { status, body } = await agree(sub);
    expect([status, body.version]).toEqual([200, '1']);
    expect(await records(sub)).toHaveLength(2);
  });

  it('is not possible while the data is being erased', async () => {
    const sub = newSub();
    await agree(sub);
    const riderId = await cloud.riderId(sub);
    await cloud.putRow({ pk: `RIDER#${riderId}`, sk: 'PROFILE', forgottenAt: '2026-01-01T00:00:00Z' });
    expect((await agree(sub)).body).toMatchObject({ status: 403, type: '/problems/forgotten' });
    const preferences = { language: 'de', channels: [], insights: true };
    const { body } = await cloud.as(sub)('PUT /v1/me/preferences', { body: preferences });
    expect(body).toMatchObject({ status: 403, type: '/problems/forgotten' });
  });

  it('names a version without a text as our fault, and says nothing of it to the rider', async () => {
    process.env['CONSENT_VERSION'] = '9';
    const { body, text } = await agree(newSub(), { version: '9' });
    process.env['CONSENT_VERSION'] = '1';
    expect(body).toMatchObject({ status: 500, type: '/problems/our-fault' });
    expect(text).toContain('there is no consent text of version 9');
  });
});

describe('withdrawing', () => {
  it('is noted in the record, and the profile holds no consent any more', async () => {
    const sub = newSub();
    const given = await agree(sub);
    const { status, body } = await withdraw(sub);
    expect([status, body.givenAt]).toEqual([200, given.body.givenAt]);
    expect(body.withdrawnAt > body.givenAt).toBe(true);
    const rows = await cloud.rows(sub);
    expect(rows['PROFILE']).not.toHaveProperty('consentVersion');
    expect(rows[`CONSENT#${body.givenAt}`]).toMatchObject({ ...given.body, withdrawnAt: body.withdrawnAt });
  });

  it('twice, or of nothing, changes nothing', async () => {
    const sub = newSub();
    expect((await withdraw(sub)).status).toBe(204);
    expect(await cloud.riderId(sub)).toBeUndefined();
    await agree(sub);
    await withdraw(sub);
    const before = await cloud.rows(sub);
    expect((await withdraw(sub)).status).toBe(204);
    expect(await cloud.rows(sub)).toEqual(before);
  });

  it('and agreeing again makes a second record', async () => {
    const sub = newSub();
    await agree(sub);
    await withdraw(sub);
    await agree(sub);
    const all = await records(sub);
    expect(all.map(({ withdrawnAt }) => withdrawnAt !== undefined).sort()).toEqual([false, true]);
  });

  it('takes back a consent that was noted without a record', async () => {
    const sub = newSub();
    await cloud.as(sub)('PUT /v1/me/preferences', {
      body: { language: 'en', channels: ['mail'], insights: true },
    });
    const riderId = await cloud.riderId(sub);
    await cloud.putRow({ pk: `RIDER#${riderId}`, sk: 'PROFILE', consentVersion: '1', channels: ['mail'] });
    expect((await withdraw(sub)).status).toBe(204);
    expect((await cloud.rows(sub))['PROFILE']).toEqual({
      channels: ['mail'],
      updatedAt: expect.any(String),
      consentWithdrawnAt: expect.any(String),
    });
  });
});

it('a rider id follows from nothing, and stands in no log', async () => {
  const sub = newSub();
  const { text } = await agree(sub);
  const riderId = await cloud.riderId(sub);
  expect(riderId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  expect(text).not.toContain(sub);
  expect(text).not.toContain(riderId);
  expect(JSON.stringify(await cloud.rows(sub))).not.toContain(sub);
});
