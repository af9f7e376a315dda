import { AGREED, newSub, type RiderCloud, startRiderCloud } from './rider-cloud.ts';

let cloud: RiderCloud;
beforeAll(async () => {
  cloud = await startRiderCloud();
});
afterAll(() => cloud.close());

const me = async (sub: string) => (await cloud.as(sub)('GET /v1/me')).body;

it('somebody new has agreed to nothing, and reading makes nothing of them', async () => {
  const sub = newSub();
  expect(await me(sub)).toEqual({
    consent: {
      isRequired: true,
      version: '1',
      given: null,
      purposes: ['check-face', 'find-duplicates'],
      retentionDays: { file: 30, refusedPhoto: 90 },
    },
    preferences: { language: 'en', channels: [], insights: true },
    currentPhoto: null,
    uploads: { left: 10, resetsAt: null },
    file: {
      minBytes: 1024,
      maxBytes: 15_728_640,
      contentTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/avif'],
    },
    supportEmail: 'help@example.com',
  });
  expect(await cloud.riderId(sub)).toBeUndefined();
});

it('tells what was agreed to, also when there is a newer text', async () => {
  const sub = newSub();
  const { body } = await cloud.as(sub)('PUT /v1/me/consent', { body: AGREED });
  process.env['CONSENT_VERSION'] = '2';
  const { consent } = await me(sub);
  process.env['CONSENT_VERSION'] = '1';
  expect(consent).toMatchObject({ version: '2', given: { version: '1', at: body.givenAt } });
});

describe('preferences', () => {
  const wanted = { language: 'de', channels: ['push', 'mail'], insights: false };

  it('are kept as they are set, where the journey looks for them', async () => {
    const sub = newSub();
    const { status, body } = await cloud.as(sub)('PUT /v1/me/preferences', { body: wanted });
    expect([status, body]).toEqual([200, wanted]);
    expect((await cloud.as(sub)('GET /v1/me/preferences')).body).toEqual(wanted);
    expect((await me(sub)).preferences).toEqual(wanted);
    expect((await cloud.rows(sub))['PROFILE']).toMatchObject({ preferences: { insights: false } });
  });

  it('leave the consent alone', async () => {
    const sub = newSub();
    await cloud.as(sub)('PUT /v1/me/consent', { body: AGREED });
    await cloud.as(sub)('PUT /v1/me/preferences', { body: wanted });
    expect((await me(sub)).consent.given).toMatchObject({ version: '1' });
  });

  it.each([
    ['an unknown channel', { ...wanted, channels: ['pigeon'] }],
    ['a channel twice', { ...wanted, channels: ['mail', 'mail'] }],
    ['a key too many', { ...wanted, forgottenAt: 'never' }],
    ['a key too few', { language: 'de', channels: [] }],
  ])('with %s are refused', async (_, body) => {
    const sub = newSub();
    expect((await cloud.as(sub)('PUT /v1/me/preferences', { body })).status).toBe(400);
    expect(await cloud.riderId(sub)).toBeUndefined();
  });
});
