// The review desk's routes, as API Gateway calls them, against the laptop's own services.

import { type Asked, type DeskCloud, startDeskCloud, subOf } from './desk-cloud.ts';

let desk: DeskCloud;
beforeAll(async () => {
  desk = await startDeskCloud();
});
afterAll(() => desk.close());

const at = ({ photoId }: Asked) => ({ params: { photoId } });
const version = { 'if-match': '"check-1"' };
const claim = (name: string, asked: Asked, body: object = {}) =>
  desk.as(name)('PUT /v1/reviews/{photoId}/claim', { ...at(asked), body });
const vote = (name: string, asked: Asked, decision: string, more: object = {}) =>
  desk.as(name)('PUT /v1/reviews/{photoId}/vote', {
    ...at(asked),
    headers: version,
    body: { decision, ...(decision !== 'approve' && { reason: 'because' }), ...more },
  });
const read = (name: string, asked: Asked) => desk.as(name)('GET /v1/reviews/{photoId}', at(asked));
const queue = async (name: string, query = {}) =>
  (await desk.as(name)('GET /v1/reviews', { query })).body as {
    reviews: { photoId: string }[];
    waiting: number;
  };
const listed = async (name: string, query = {}) =>
  (await queue(name, query)).reviews.map(({ photoId }) => photoId);

describe('the queue', () => {
  it('goes by the time that is left, tells what each may do, and nobody’s token or id', async () => {
    const first = await desk.ask(['POSE']);
    desk.wait(60);
    const second = await desk.ask(['FACE_TAKEN', 'CONTENT']);
    const { status, body, headers, text } = await desk.as('rita')('GET /v1/reviews');
    expect([status, headers['retry-after']]).toEqual([200, '15']);
    const own = [first.photoId, second.photoId];
    const seen = body.reviews.filter(({ photoId }: Asked) => own.includes(photoId));
    expect(seen).toEqual([
      expect.objectContaining({
        photoId: first.photoId,
        reasons: [{ code: 'POSE', title: 'Head pose' }],
        seats: 1,
        needsSecond: false,
        isUrgent: false,
        acts: ['claim', 'skip', 'note'],
      }),
      expect.objectContaining({ photoId: second.photoId, seats: 2 }),
    ]);
    for (const asked of [first, second]) {
      expect(JSON.stringify(body) + text).not.toContain(asked.riderId);
      expect(JSON.stringify(body) + text).not.toContain(asked.taskToken);
    }
    const known = await desk.as('rita')('GET /v1/reviews', {
      headers: { 'if-none-match': headers['etag']! },
    });
    expect(known.status).toBe(304);
  });

  it('can be asked for one reason, or for what needs a second vote', async () => {
    const asked = await desk.ask(['FACE_CHANGED']);
    expect(await listed('raj', { reason: 'FACE_CHANGED' })).toEqual([asked.photoId]);
    expect(await listed('raj', { needs: 'second' })).toEqual([]);
    await claim('rita', asked);
    await vote('rita', asked, 'approve');
    expect(await listed('raj', { needs: 'second' })).toEqual([asked.photoId]);
    expect((await desk.as('raj')('GET /v1/reviews', { query: { needs: 'third' } })).status).toBe(400);
  });
});

describe('a ticket', () => {
  it('shows the picture, for a minute, to who holds it, and to nobody else', async () => {
    const asked = await desk.ask(['POSE']);
    expect((await read('rita', asked)).body).toMatchObject({ picture: null, candidates: [], claim: null });
    const { body, headers, text } = await claim('rita', asked);
    const url = new URL(body.picture.url);
    expect(url.pathname).toMatch(new RegExp(`derived/${asked.riderId}/${asked.photoId}/working.jpg$`));
    expect(url.searchParams.get('X-Amz-Expires')).toBe('60');
    expect(url.searchParams.get('response-content-disposition')).toBe('inline; filename="photo"');
    expect(headers['etag']).toBe('"check-1"');
    expect(body).toMatchObject({
      faceBox: { left: 0.3 },
      findings: [{ code: 'POSE', title: 'Head pose', status: 'review', measured: 92, threshold: '< 90' }],
      isSensitive: false,
      vote: null,
      votes: [],
      acts: ['claim', 'keep', 'give-back', 'skip', 'vote', 'hand-over', 'note'],
    });
    expect(JSON.stringify(body)).not.toContain(asked.taskToken);
    expect(text).not.toContain(asked.riderId);
    expect((await read('raj', asked)).body.picture).toBeNull();
  });

  it('holds the pictures beside that it has to be compared with', async () => {
    const asked = await desk.ask(['FACE_TAKEN', 'FACE_CHANGED']);
    const row = await desk.row(asked);
    await desk.putRow({ ...row, resembles: ['twin', 'gone', 'forgotten'] });
    await desk.putRow({ pk: 'RIDER#twin', sk: 'PROFILE', currentPhoto: 'of-twin' });
    await desk.putRow({ pk: 'RIDER#forgotten', sk: 'PROFILE', currentPhoto: 'x', forgottenAt: 'then' });
    await desk.putRow({ pk: `RIDER#${asked.riderId}`, sk: 'PROFILE', currentPhoto: 'of-before' });
    const { body } = await claim('rita', asked);
    const candidates = body.candidates as { because: string; picture: { url: string } }[];
    expect(candidates.map(({ because }) => because)).toEqual(['FACE_CHANGED', 'FACE_TAKEN']);
    expect(candidates[0]!.picture.url).toContain(`derived/${asked.riderId}/of-before/working.jpg`);
    expect(candidates[1]!.picture.url).toContain('derived/twin/of-twin/working.jpg');
  });

  it('shows nobody a picture once its time is over, whatever claim is left', async () => {
    const asked = await desk.ask(['FACE_TAKEN']);
    desk.wait(72 * 3600 - 60);
    expect((await claim('rita', asked)).body.picture).not.toBeNull();
    desk.wait(120);
    expect((await read('rita', asked)).body).toMatchObject({
      claim: null,
      picture: null,
      candidates: [],
      acts: [],
    });
  });

  it('is refused to the rider, and unknown when there is none', async () => {
    const asked = await desk.ask(['POSE']);
    await desk.link('ada', asked.riderId);
    for (const { status, body } of [await read('ada', asked), await claim('ada', asked)])
      expect([status, body.type]).toEqual([403, '/problems/own-photo']);
    expect(await queue('ada')).toMatchObject({
      reviews: expect.arrayContaining([expect.objectContaining({ photoId: asked.photoId, acts: [] })]),
    });
    const { status } = await read('rita', { ...asked, photoId: 'nobody-sent-it' });
    expect(status).toBe(404);
  });
});

describe('a claim', () => {
  it('is one seat, renewed, kept once, given back', async () => {
    const asked = await desk.ask(['POSE']);
    const first = await claim('rita', asked);
    expect((await claim('raj', asked)).body).toMatchObject({ status: 409, type: '/problems/no-seat' });
    desk.wait(200);
    const renewed = await claim('rita', asked);
    expect(Date.parse(renewed.body.claim.until) - Date.parse(first.body.claim.until)).toBe(200_000);
    expect((await claim('rita', asked, { keep: true })).body.claim).toMatchObject({ isKept: true });
    expect((await claim('rita', asked, { keep: true })).body.type).toBe('/problems/kept-already');
    expect((await desk.as('rita')('DELETE /v1/reviews/{photoId}/claim', at(asked))).status).toBe(204);
    expect((await claim('raj', asked)).status).toBe(200);
    const acts = (await desk.rows()).filter(
      ({ pk, reviewer }) => pk === `RIDER#${asked.riderId}` && reviewer,
    );
    const number = ({ sk }: Record<string, unknown>) => Number(String(sk).split('#').at(-1));
    acts.sort((one, other) => number(one) - number(other));
    expect(acts.map(({ act, reviewer }) => [act, reviewer])).toEqual([
      ['claim', subOf('rita')],
      ['keep', subOf('rita')],
      ['give-back', subOf('rita')],
      ['claim', subOf('raj')],
    ]);
  });

  it('of another version of the question is refused with the fresh ticket', async () => {
    const asked = await desk.ask(['POSE']);
    const { status, body } = await desk.as('rita')('PUT /v1/reviews/{photoId}/claim', {
      ...at(asked),
      body: {},
      headers: { 'if-match': '"check-0"' },
    });
    expect(status).toBe(412);
    expect(body).toMatchObject({
      type: '/problems/review-changed',
      ticket: { version: 'check-1', picture: null },
    });
  });

  it('of the next one is of the least time left that nobody holds and that was not skipped', async () => {
    const next = (body: object = {}) => desk.as('nina')('PUT /v1/reviews/next/claim', { body });
    const age = await desk.ask(['AGE']);
    desk.wait(1);
    const later = await desk.ask(['AGE']);
    const reason = { reason: 'AGE' };
    expect((await next(reason)).body.photoId).toBe(age.photoId);
    // The one that is held already, not another.
    expect((await next(reason)).body.photoId).toBe(age.photoId);
    const skipped = await desk.as('nina')('DELETE /v1/reviews/{photoId}/claim', {
      ...at(age),
      query: { skip: 'know-the-rider' },
    });
    expect(skipped.status).toBe(204);
    expect((await next(reason)).body.photoId).toBe(later.photoId);
    expect((await desk.as('omar')('PUT /v1/reviews/next/claim', { body: reason })).body.photoId).toBe(
      age.photoId,
    );
    expect((await desk.as('pia')('PUT /v1/reviews/next/claim', { body: reason })).status).toBe(204);
    expect(
      (await desk.as('pia')('PUT /v1/reviews/next/claim', { body: { ...reason, without: ['AGE'] } })).status,
    ).toBe(204);
  });

  it('of pictures that are hard to look at ends for an hour when there were many', async () => {
    process.env['CONFIGURATION'] = '{"review":{"contentPerHour":2}}';
    const asked = [
      await desk.ask(['CONTENT']),
      await desk.ask(['CONTENT']),
      await desk.ask(['CONTENT']),
    ] as const;
    const give = (one: Asked) => desk.as('vera')('DELETE /v1/reviews/{photoId}/claim', at(one));
    for (const one of asked.slice(0, 2)) {
      expect((await claim('vera', one)).body.isSensitive).toBe(true);
      await give(one);
    }
    expect((await claim('vera', asked[2])).body).toMatchObject({
      status: 429,
      type: '/problems/exposure-limit',
    });
    // Again what was seen before is nothing new.
    expect((await claim('vera', asked[0])).status).toBe(200);
    await give(asked[0]);
    desk.wait(3601);
    expect((await claim('vera', asked[2])).status).toBe(200);
    process.env['CONFIGURATION'] = '';
  });
});

describe('a vote', () => {
  it('is counted after ten seconds, and the execution goes on with it', async () => {
    const asked = await desk.ask(['POSE']);
    await claim('rita', asked);
    const { status, body } = await vote('rita', asked, 'approve', { seen: ['zoomed'] });
    expect(status).toBe(200);
    expect(body).toMatchObject({ vote: { decision: 'approve' }, picture: null, acts: ['undo', 'note'] });
    await desk.pass(9);
    expect(await desk.answer(asked)).toBeUndefined();
    await desk.pass(3);
    expect(await desk.answer(asked)).toEqual({ decision: 'approve', reviewer: 'rita' });
    expect(await desk.row(asked)).toMatchObject({
      openStatus: 'decided',
      claims: {},
      reviewDecision: { by: ['rita'] },
    });
    expect((await queue('raj')).reviews.map(({ photoId }) => photoId)).not.toContain(asked.photoId);
    expect((await claim('raj', asked)).body).toMatchObject({
      status: 410,
      type: '/problems/review-decided',
      outcome: 'approve',
    });
  });

  it('needs a reason but to approve, a claim, and the version that was looked at', async () => {
    const asked = await desk.ask(['POSE']);
    expect((await vote('rita', asked, 'approve')).body.type).toBe('/problems/claim-lost');
    await claim('rita', asked);
    expect((await vote('rita', asked, 'retake', { reason: undefined })).body).toMatchObject({
      status: 400,
      errors: [{ pointer: '#/body/reason' }],
    });
    const without = await desk.as('rita')('PUT /v1/reviews/{photoId}/vote', {
      ...at(asked),
      body: { decision: 'approve' },
    });
    expect([without.status, without.body.type]).toEqual([428, '/problems/version-missing']);
    expect((await desk.row(asked))['votes']).toEqual({});
  });

  it('can be undone for ten seconds, and be given otherwise then', async () => {
    const asked = await desk.ask(['POSE']);
    await claim('rita', asked);
    await vote('rita', asked, 'reject');
    expect((await vote('rita', asked, 'approve')).body.type).toBe('/problems/voted-already');
    await desk.pass(5);
    const undone = await desk.as('rita')('DELETE /v1/reviews/{photoId}/vote', at(asked));
    expect([undone.status, undone.body.vote]).toEqual([200, null]);
    expect(undone.body.claim).not.toBeNull();
    await desk.pass(20);
    expect(await desk.answer(asked)).toBeUndefined();
    await vote('rita', asked, 'approve');
    await desk.pass(11);
    expect(await desk.answer(asked)).toMatchObject({ decision: 'approve' });
    expect((await desk.as('rita')('DELETE /v1/reviews/{photoId}/vote', at(asked))).body.type).toBe(
      '/problems/review-decided',
    );
  });

  it('to reject asks for a second person, who does not see it', async () => {
    const asked = await desk.ask(['POSE']);
    await claim('rita', asked);
    await vote('rita', asked, 'reject');
    await desk.pass(12);
    expect(await desk.answer(asked)).toBeUndefined();
    const { body } = await claim('raj', asked);
    expect(body).toMatchObject({ votes: [], vote: null, version: 'check-1' });
    expect(JSON.stringify(body)).not.toMatch(/reject|because/);
    expect((await vote('raj', asked, 'reject')).body.votes).toHaveLength(2);
    await desk.pass(12);
    // Histories hold no words of reviewers.
    expect(await desk.answer(asked)).toEqual({ decision: 'reject', reviewer: 'rita, raj' });
  });

  it('of three minds goes to a lead, with all votes in view', async () => {
    const asked = await desk.ask(['FACE_TAKEN']);
    const answers = [
      ['rita', 'approve'],
      ['raj', 'retake'],
      ['dora', 'reject'],
    ] as const;
    for (const [name, decision] of answers) {
      await claim(name, asked);
      expect((await vote(name, asked, decision)).status).toBe(200);
      await desk.pass(12);
    }
    expect(await desk.answer(asked)).toBeUndefined();
    expect((await claim('omar', asked)).body.type).toBe('/problems/for-leads');
    const olga = desk.as('olga', true);
    const { body } = await olga('PUT /v1/reviews/{photoId}/claim', { ...at(asked), body: {} });
    expect(body.votes.map(({ name }: { name: string }) => name)).toEqual(['rita', 'raj', 'dora']);
    await olga('PUT /v1/reviews/{photoId}/vote', {
      ...at(asked),
      headers: version,
      body: { decision: 'approve' },
    });
    await desk.pass(12);
    expect(await desk.answer(asked)).toEqual({ decision: 'approve', reviewer: 'olga' });
  });
});

describe('colleagues', () => {
  it('leave notes, each written once', async () => {
    const asked = await desk.ask(['POSE']);
    const note = (name: string, text: string) =>
      desk.as(name)('PUT /v1/reviews/{photoId}/notes/{noteId}', {
        params: { photoId: asked.photoId, noteId: 'n-1' },
        body: { text },
      });
    expect((await note('rita', 'look at the ear')).status).toBe(204);
    expect((await note('rita', 'look at the ear')).status).toBe(204);
    expect((await note('rita', 'something else')).body.type).toBe('/problems/note-exists');
    expect((await read('raj', asked)).body.notes).toEqual([
      { noteId: 'n-1', name: 'rita', at: expect.any(String), text: 'look at the ear' },
    ]);
  });

  it.each(['toString', 'hasOwnProperty', '_'])('leave a note of the id %s', async (noteId) => {
    const asked = await desk.ask(['POSE']);
    const { status } = await desk.as('rita')('PUT /v1/reviews/{photoId}/notes/{noteId}', {
      params: { photoId: asked.photoId, noteId },
      body: { text: 'look' },
    });
    expect(status).toBe(204);
    expect((await read('raj', asked)).body.notes).toMatchObject([{ noteId, text: 'look' }]);
  });

  it.each(['__proto__', 'constructor'])('leave none of the id %s, that no map can hold', async (noteId) => {
    const asked = await desk.ask(['POSE']);
    const { status } = await desk.as('rita')('PUT /v1/reviews/{photoId}/notes/{noteId}', {
      params: { photoId: asked.photoId, noteId },
      body: { text: 'look' },
    });
    expect(status).toBe(400);
  });

  it('hand a photo to one another', async () => {
    const asked = await desk.ask(['POSE']);
    const hand = (body: object) =>
      desk.as('rita')('PUT /v1/reviews/{photoId}/handover', { ...at(asked), body });
    expect((await hand({ to: 'leads' })).body.type).toBe('/problems/claim-lost');
    await claim('rita', asked);
    expect((await hand({ to: 'colleague', name: 'raj' })).status).toBe(204);
    expect((await claim('dora', asked)).body.type).toBe('/problems/for-colleague');
    expect((await claim('raj', asked)).status).toBe(200);
  });
});

it('mine tells what came of my votes', async () => {
  const [decided, undone, waiting] = [
    await desk.ask(['POSE']),
    await desk.ask(['POSE']),
    await desk.ask(['FACE_TAKEN']),
  ];
  for (const asked of [decided, undone, waiting]) {
    await claim('mia', asked);
    await vote('mia', asked, 'approve');
    if (asked === undone) await desk.as('mia')('DELETE /v1/reviews/{photoId}/vote', at(asked));
    desk.wait(1);
  }
  const mine = async () =>
    (await desk.as('mia')('GET /v1/reviews/mine')).body.votes as {
      photoId: string;
      state: string;
      undoUntil: unknown;
    }[];
  expect((await mine()).map(({ state }) => state)).toEqual(['waiting', 'undone', 'waiting']);
  expect((await mine())[0]!.undoUntil).not.toBeNull();
  await desk.pass(12);
  expect(await mine()).toMatchObject([
    { photoId: waiting.photoId, state: 'waiting', undoUntil: null },
    { photoId: undone.photoId, state: 'undone' },
    { photoId: decided.photoId, state: 'decided', outcome: 'approve' },
  ]);
});
