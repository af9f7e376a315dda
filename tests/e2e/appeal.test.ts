// A rider who looks like another: machines reject nobody for that. People do, are asked to look again, and think better of it. Through
// the real journey, by nothing but the API, in German.

import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { RIDER_TEXTS } from '../../src/domain/rider-texts.ts';
import '../support/long-suite.ts';
import { type Laptop, sample, startLaptop } from './laptop.ts';
import { type Asked, type Callers, callersOf } from './signed-in.ts';

let laptop: Laptop;
let callers: Callers;
beforeAll(async () => {
  laptop = await startLaptop({
    parameters: { RequireConsent: 'on', Configuration: '{"review":{"undoSeconds":1}}' },
  });
  callers = callersOf(laptop);
}, 120_000);
afterAll(() => laptop.close());
jest.setTimeout(120_000);

const { de } = RIDER_TEXTS;

/** Agrees in German and sends a sample, as the page does. */
async function send(token: string, file: string): Promise<string> {
  const consent = { version: '1', language: 'de', purposes: ['check-face', 'find-duplicates'] };
  await callers.ask('PUT /v1/me/consent', { token, body: consent });
  const [photoId, bytes] = [randomUUID(), readFileSync(sample(file))];
  const sha256 = createHash('sha256').update(bytes).digest('base64');
  const { body: form } = await callers.ask(`PUT /v1/photos/${photoId}`, {
    token,
    body: { contentType: 'image/jpeg', sha256 },
  });
  const data = new FormData();
  for (const [name, value] of Object.entries(form.fields as Record<string, string>)) data.append(name, value);
  data.append('file', new Blob([new Uint8Array(bytes)]), 'me.jpg');
  expect((await fetch(form.url, { method: 'POST', body: data })).status).toBe(204);
  return photoId;
}

async function until(token: string, photoId: string, status: string): Promise<Asked['body']> {
  for (;;) {
    const { body } = await callers.ask(`GET /v1/photos/${photoId}`, { token });
    if (body.status === status) return body;
    if (!['awaiting-upload', 'processing', 'in-review'].includes(body.status))
      throw new Error(`${body.status} instead of ${status}`);
    await pause(200);
  }
}

async function vote(name: string, photoId: string, decision: string): Promise<Asked> {
  const token = await callers.token(name, 'ReviewClient');
  const claimed = await callers.ask(`PUT /v1/reviews/${photoId}/claim`, { token, body: {} });
  if (claimed.status !== 200) return claimed;
  const headers = { 'if-match': claimed.headers.get('etag')! };
  const body = { decision, ...(decision !== 'approve' && { reason: 'the same face' }) };
  const voted = await callers.ask(`PUT /v1/reviews/${photoId}/vote`, { token, headers, body });
  expect(voted.status).toBe(200);
  return claimed;
}

const toldAbout = (photoId: string) =>
  laptop.cloud.sns
    .messageLog()
    .filter(({ attributes }) => attributes['photoId']?.StringValue === photoId)
    .map(({ subject, attributes }) => [subject, attributes['language']?.StringValue]);

it('is rejected by people alone, appeals once, and is approved by others, who saw the two side by side', async () => {
  const [ada, twin] = [await callers.token('ada'), await callers.token('twin')];
  await until(ada, await send(ada, 'ada.jpg'), 'approved');

  // The very picture of somebody who rides already: nothing but people may say so.
  const photoId = await send(twin, 'ada.jpg');
  await until(twin, photoId, 'in-review');
  expect(toldAbout(photoId)).toEqual([]);
  for (const name of ['rita', 'raj']) await vote(name, photoId, 'reject');
  const rejected = await until(twin, photoId, 'rejected');
  expect(rejected.appealUntil).toMatch(/^\d{4}-/);
  expect(rejected.sentAt).toMatch(/:\d\d\.000Z$/);
  expect(toldAbout(photoId)).toEqual([[de.messages.rejected.subject, 'de']]);

  const appeal = (text: string) =>
    callers.ask(`PUT /v1/photos/${photoId}/appeal`, { token: twin, body: { text } });
  expect((await appeal('Das ist meine Zwillingsschwester.')).body).toMatchObject({ status: 'in-review' });
  expect((await vote('rita', photoId, 'approve')).body.type).toBe('/problems/answered-before');
  for (const name of ['olga', 'rosa']) {
    const { body } = await vote(name, photoId, 'approve');
    expect(body).toMatchObject({ kind: 'appeal', appeal: 'Das ist meine Zwillingsschwester.' });
    expect(body.candidates.length).toBeGreaterThan(0);
  }

  const approved = await until(twin, photoId, 'approved');
  expect(approved).toMatchObject({
    // As S3 announced it, in whole seconds, and not when it was checked, once or again.
    sentAt: rejected.sentAt,
    appealUntil: null,
    appeal: { text: 'Das ist meine Zwillingsschwester.' },
  });
  expect(toldAbout(photoId)).toEqual([
    [de.messages.rejected.subject, 'de'],
    [de.messages.approved.subject, 'de'],
  ]);
  expect(await laptop.faces()).toHaveLength(2);
  expect((await appeal('Noch einmal.')).status).toBe(409);
  const events = laptop.cloud.events
    .recent()
    .map(({ event }) => ({ type: event['detail-type'], detail: event.detail as Record<string, unknown> }))
    .filter(({ detail }) => detail['photoId'] === photoId);
  expect(events.map(({ type, detail }) => [type, detail['language']])).toEqual([
    ['PhotoReviewRequested', undefined],
    ['PhotoRejected', 'de'],
    ['PhotoApproved', 'de'],
  ]);
  // The clock that was started for it waits on, and will find nothing to end.
  const clocks = laptop.cloud.stepFunctions.list().filter(({ status, executionArn }) => {
    return status === 'RUNNING' && executionArn.includes('AppealClock');
  });
  expect(clocks).toHaveLength(1);
});
