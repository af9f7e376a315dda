// A rider from signing in to the answer, by nothing but the API and the form that it gives: with consent required, as deployed.

import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type Laptop, sample, startLaptop } from './laptop.ts';
import { type Asked, type Callers, callersOf } from './signed-in.ts';

let laptop: Laptop;
let callers: Callers;
beforeAll(async () => {
  laptop = await startLaptop({ parameters: { RequireConsent: 'on' } });
  callers = callersOf(laptop);
}, 120_000);
afterAll(() => laptop.close());

const CONSENT = { version: '1', language: 'de', purposes: ['check-face', 'find-duplicates'] };

async function announce(token: string, photoId: string, bytes: Buffer): Promise<Asked> {
  const sha256 = createHash('sha256').update(bytes).digest('base64');
  return callers.ask(`PUT /v1/photos/${photoId}`, { token, body: { contentType: 'image/jpeg', sha256 } });
}

async function post({ url, fields }: { url: string; fields: Record<string, string> }, bytes: Buffer) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(bytes)]), 'me.jpg');
  return fetch(url, { method: 'POST', body: form, headers: { origin: 'https://pages.example.com' } });
}

/** Asks as the page does, until there is nothing more to wait for. */
async function answerOf(token: string, photoId: string): Promise<{ answer: Asked; seen: string[] }> {
  const seen: string[] = [];
  for (;;) {
    const answer = await callers.ask(`GET /v1/photos/${photoId}`, { token });
    if (seen.at(-1) !== answer.body.status) seen.push(answer.body.status);
    if (!answer.headers.has('retry-after')) return { answer, seen };
    await pause(200);
  }
}

it('agrees, sends, follows and is approved; the row that waited becomes the photo', async () => {
  const token = await callers.token('ada');
  const [photoId, bytes] = [randomUUID(), readFileSync(sample('ada.jpg'))];
  expect((await announce(token, photoId, bytes)).body.type).toBe('/problems/consent-missing');
  expect((await callers.ask('PUT /v1/me/consent', { token, body: CONSENT })).status).toBe(200);
  const { body: form } = await announce(token, photoId, bytes);
  const sent = await post(form, bytes);
  expect([sent.status, sent.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
  const { answer, seen } = await answerOf(token, photoId);
  expect([answer.body.status, answer.body.advice]).toEqual(['approved', []]);
  expect(seen.at(0)).toMatch(/awaiting-upload|processing/);
  const { body } = await callers.ask('GET /v1/me', { token });
  expect(body).toMatchObject({
    currentPhoto: photoId,
    uploads: { left: 9 },
    preferences: { language: 'de' },
  });
  expect((await callers.ask('GET /v1/me/export', { token })).body.profile.faceIsKept).toBe(true);
  // The same form once more is the same photo once more.
  expect((await post(form, bytes)).status).toBe(204);
  expect((await announce(token, photoId, bytes)).status).toBe(409);
}, 90_000);

it('is told in German what to do better', async () => {
  const token = await callers.token('dora');
  await callers.ask('PUT /v1/me/consent', { token, body: CONSENT });
  const [photoId, bytes] = [randomUUID(), readFileSync(sample('ada-dark.jpg'))];
  const { body: form } = await announce(token, photoId, bytes);
  await post(form, bytes);
  const { answer } = await answerOf(token, photoId);
  expect(answer.body).toMatchObject({
    status: 'retake',
    advice: ['Suchen Sie mehr Licht: Wenden Sie sich einem Fenster oder einer Lampe zu.'],
  });
}, 90_000);

it('withdraws between announcing and sending: the photo is deleted unlooked at', async () => {
  const token = await callers.token('carla');
  await callers.ask('PUT /v1/me/consent', { token, body: CONSENT });
  const [photoId, bytes] = [randomUUID(), readFileSync(sample('carla.jpg'))];
  const { body: form } = await announce(token, photoId, bytes);
  expect((await callers.ask('DELETE /v1/me/consent', { token })).status).toBe(200);
  expect((await post(form, bytes)).status).toBe(204);
  const key = String(form.fields.key);
  while ((await laptop.keys(key)).length > 0) await pause(50);
  expect((await callers.ask(`GET /v1/photos/${photoId}`, { token })).body.status).toBe('awaiting-upload');
  expect(await laptop.keys(key.replace('incoming', 'derived'))).toEqual([]);
  expect((await laptop.faces()).filter(({ riderId }) => key.includes(riderId))).toEqual([]);
}, 90_000);

it('no execution, event or message names who signed in', async () => {
  const { cloud } = laptop;
  const histories = cloud.stepFunctions
    .list()
    .flatMap(({ executionArn }) => cloud.stepFunctions.history(executionArn));
  const told = JSON.stringify([histories, cloud.events.recent(), cloud.sns.messageLog()]);
  const { sub } = JSON.parse(
    Buffer.from((await callers.token('ada')).split('.')[1]!, 'base64url').toString('utf8'),
  ) as { sub: string };
  expect(histories.length).toBeGreaterThan(10);
  expect(told).not.toContain(sub);
  expect(told).not.toMatch(/\b(ada|dora|carla)\b/);
});
