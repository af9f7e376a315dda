// Announcing a photo and sending its file: who may, how often, and what the form takes.

import { createHash, randomUUID } from 'node:crypto';
import { AGREED, newSub, post, type RiderCloud, startRiderCloud } from './rider-cloud.ts';

let cloud: RiderCloud;
beforeAll(async () => {
  cloud = await startRiderCloud();
});
afterAll(() => cloud.close());
afterEach(() => {
  Object.assign(process.env, { CONFIGURATION: '', REQUIRE_CONSENT: 'on', CONSENT_VERSION: '1' });
});

const FILE = Buffer.alloc(4000, 'a photo');
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64');
const wanted = (more: object = {}) => ({ contentType: 'image/jpeg', sha256: digest(FILE), ...more });

async function agreed(): Promise<string> {
  const sub = newSub();
  await cloud.as(sub)('PUT /v1/me/consent', { body: AGREED });
  return sub;
}
const announce = (sub: string, photoId: string = randomUUID(), body: object = wanted()) =>
  cloud.as(sub)('PUT /v1/photos/{photoId}', { params: { photoId }, body });
const look = (sub: string, photoId: string) =>
  cloud.as(sub)('GET /v1/photos/{photoId}', { params: { photoId } });

describe('announcing a photo', () => {
  it('answers a form that takes this file, and notes that it is awaited for an hour', async () => {
    const [sub, photoId] = [await agreed(), randomUUID()];
    const before = Date.now();
    const { status, body } = await announce(sub, photoId);
    expect([status, body.minBytes, body.maxBytes]).toEqual([200, 1024, 15_728_640]);
    expect(Date.parse(body.expiresAt) - before).toBeGreaterThan(290_000);
    expect(Date.parse(body.expiresAt) - before).toBeLessThan(310_000);
    const row = (await cloud.rows(sub))[`PHOTO#${photoId}`]!;
    expect(row).toMatchObject({ status: 'awaiting-upload', contentType: 'image/jpeg' });
    expect(Number(row['expiresAt']) - before / 1000).toBeGreaterThan(3590);
    // What waits for its file is no photo in flight but found by the sweep, and no file that was seen.
    expect(row['openStatus']).toBe('awaiting-upload');
    expect(row).not.toHaveProperty('sha256');
    const sent = await post(body, FILE);
    expect(sent).toEqual({ status: 204, text: '' });
    expect(await cloud.keys()).toContain(`incoming/${await cloud.riderId(sub)}/${photoId}`);
  });

  it('is told to the rider as awaited, to be asked about again soon', async () => {
    const [sub, photoId] = [await agreed(), randomUUID()];
    await announce(sub, photoId);
    const { status, body, headers } = await look(sub, photoId);
    expect([status, body.status, headers['retry-after']]).toEqual([200, 'awaiting-upload', '1']);
  });

  it('again gives a fresh form and counts no attempt', async () => {
    const [sub, photoId] = [await agreed(), randomUUID()];
    await announce(sub, photoId);
    const { status, body } = await announce(sub, photoId);
    expect(status).toBe(200);
    expect((await post(body, FILE)).status).toBe(204);
    expect((await cloud.as(sub)('GET /v1/me')).body.uploads).toMatchObject({ left: 9 });
  });

  it.each([
    ['another type', { contentType: 'image/png' }],
    ['another file', { sha256: digest(Buffer.from('another')) }],
  ])('again for %s is refused', async (_, more) => {
    const [sub, photoId] = [await agreed(), randomUUID()];
    await announce(sub, photoId);
    expect((await announce(sub, photoId, wanted(more))).body).toMatchObject({
      status: 409,
      type: '/problems/photo-id-in-use',
    });
  });

  it.each(['processing', 'in-review', 'approved', 'retake', 'rejected', 'expired', 'failed', 'replaced'])(
    'under the id of a photo that is %s is refused, and the row stays',
    async (status) => {
      const [sub, photoId] = [await agreed(), randomUUID()];
      const row = {
        pk: `RIDER#${await cloud.riderId(sub)}`,
        sk: `PHOTO#${photoId}`,
        status,
        updatedAt: 'then',
      };
      await cloud.putRow(row);
      expect((await announce(sub, photoId)).status).toBe(409);
      expect((await cloud.rows(sub))[`PHOTO#${photoId}`]).toEqual({ status, updatedAt: 'then' });
    },
  );

  it('under an id whose form has expired is a new photo', async () => {
    const [sub, photoId] = [await agreed(), randomUUID()];
    const place = { pk: `RIDER#${await cloud.riderId(sub)}`, sk: `PHOTO#${photoId}` };
    await cloud.putRow({ ...place, status: 'awaiting-upload', updatedAt: 'then', expiresAt: 1 });
    expect((await look(sub, photoId)).status).toBe(404);
    expect((await announce(sub, photoId)).status).toBe(200);
  });

  it.each([
    ['an id that is no UUID', 'me.jpg', {}],
    ['an id with a folder', '../../derived', {}],
    ['a type that is no picture', undefined, { contentType: 'text/html' }],
    ['no checksum', undefined, { sha256: undefined }],
    ['a checksum in hex', undefined, { sha256: 'ab'.repeat(32) }],
    ['a key of its own', undefined, { key: 'derived/x' }],
  ])('with %s is refused', async (_, photoId, more) => {
    const { body } = await announce(await agreed(), photoId, wanted(more));
    expect(body).toMatchObject({ status: 400, type: '/problems/invalid-request' });
  });

  it('of a type that the configuration does not take is refused', async () => {
    const sub = await agreed();
    process.env['CONFIGURATION'] = '{"file":{"types":["png"]}}';
    expect((await announce(sub)).body.errors).toEqual([
      { pointer: '#/body/contentType', code: 'not_accepted_here' },
    ]);
  });
});

describe('the form', () => {
  const formFor = async () => (await announce(await agreed())).body;

  it('takes no other bytes, even of the same size', async () => {
    const answer = await post(await formFor(), Buffer.alloc(4000, 'another'));
    expect([answer.status, /<Code>(\w+)/.exec(answer.text)?.[1]]).toEqual([400, 'BadDigest']);
  });

  it.each([
    ['key', { key: 'incoming/somebody/else' }],
    ['type', { 'Content-Type': 'text/html' }],
    ['checksum', { 'x-amz-checksum-sha256': digest(Buffer.from('another')) }],
    ['field', { acl: 'public-read' }],
  ])('takes no other %s', async (_, changed) => {
    const form = await formFor();
    const answer = await post({ ...form, fields: { ...form.fields, ...changed } }, FILE);
    expect(answer.status).toBe(403);
  });

  it.each([
    [100, 'EntityTooSmall'],
    [4001, 'EntityTooLarge'],
  ])('of %i bytes is refused where the configuration does not take them', async (size, code) => {
    process.env['CONFIGURATION'] = '{"file":{"maxBytes":4000}}';
    const bytes = Buffer.alloc(size, 'x');
    const { body } = await announce(await agreed(), undefined, wanted({ sha256: digest(bytes) }));
    const answer = await post(body, bytes);
    expect([answer.status, answer.text.includes(code)]).toEqual([400, true]);
  });

  it('names no bucket of another stack, and goes nowhere but to ours', async () => {
    const { url } = await formFor();
    expect(url.startsWith(String(process.env['AWS_ENDPOINT_URL']))).toBe(true);
  });
});

describe('who may send a photo', () => {
  it('not who has agreed to nothing; nothing is kept of the try', async () => {
    const sub = newSub();
    const { body, status } = await announce(sub);
    expect([status, body.type]).toEqual([403, '/problems/consent-missing']);
    expect(await cloud.riderId(sub)).toBeUndefined();
  });

  it('not who has withdrawn', async () => {
    const sub = await agreed();
    await cloud.as(sub)('DELETE /v1/me/consent');
    expect((await announce(sub)).body.type).toBe('/problems/consent-missing');
  });

  it('not who has agreed to an older text', async () => {
    const sub = await agreed();
    process.env['CONSENT_VERSION'] = '2';
    expect((await announce(sub)).body.type).toBe('/problems/consent-outdated');
  });

  it('not who is being forgotten, consent or not', async () => {
    const sub = await agreed();
    const pk = `RIDER#${await cloud.riderId(sub)}`;
    await cloud.putRow({ pk, sk: 'PROFILE', consentVersion: '1', forgottenAt: '2026-01-01T00:00:00Z' });
    expect((await announce(sub)).body.type).toBe('/problems/forgotten');
    process.env['REQUIRE_CONSENT'] = 'off';
    expect((await announce(sub)).body.type).toBe('/problems/forgotten');
  });

  it('everybody, where no consent is asked for', async () => {
    process.env['REQUIRE_CONSENT'] = 'off';
    const sub = newSub();
    expect((await announce(sub)).status).toBe(200);
    expect((await cloud.as(sub)('GET /v1/me')).body.consent).toMatchObject({
      isRequired: false,
      given: null,
    });
  });
});

describe('how often', () => {
  it('as the configuration says; then the rider is told when again', async () => {
    process.env['CONFIGURATION'] = '{"uploads":{"most":2,"withinSeconds":3600}}';
    const sub = await agreed();
    for (let photo = 0; photo < 2; photo++) expect((await announce(sub)).status).toBe(200);
    const { status, body, headers } = await announce(sub);
    expect([status, body.type]).toEqual([429, '/problems/too-many-photos']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(3590);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(3600);
    expect((await cloud.as(sub)('GET /v1/me')).body.uploads).toEqual({ left: 0, resetsAt: body.resetsAt });
  });

  it('all of them again once the while is over', async () => {
    process.env['CONFIGURATION'] = '{"uploads":{"most":1,"withinSeconds":60}}';
    const sub = await agreed();
    const pk = `RIDER#${await cloud.riderId(sub)}`;
    const since = new Date(Date.now() - 61_000).toISOString();
    await cloud.putRow({ pk, sk: 'PROFILE', consentVersion: '1', uploads: { since, count: 1 } });
    expect((await announce(sub)).status).toBe(200);
    expect((await announce(sub)).status).toBe(429);
  });

  it('not more by asking at once', async () => {
    process.env['CONFIGURATION'] = '{"uploads":{"most":2}}';
    const sub = await agreed();
    const requests = Array.from({ length: 6 }, () => ({ params: { photoId: randomUUID() }, body: wanted() }));
    const answers = await cloud.together(sub, 'PUT /v1/photos/{photoId}', requests);
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(2);
    expect(statuses.filter((status) => ![200, 429, 503].includes(status))).toEqual([]);
    const photos = Object.keys(await cloud.rows(sub)).filter((sk) => sk.startsWith('PHOTO#'));
    expect(photos).toHaveLength(statuses.filter((status) => status === 200).length);
  });
});
