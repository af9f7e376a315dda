// What a reviewer learns of an answer once it is given, and what the desk learns of itself.

import { type Asked, type DeskCloud, startDeskCloud } from './desk-cloud.ts';

let desk: DeskCloud;
beforeAll(async () => {
  desk = await startDeskCloud();
});
afterAll(() => desk.close());

const at = ({ photoId }: Asked) => ({ params: { photoId } });
const claim = (name: string, asked: Asked) =>
  desk.as(name)('PUT /v1/reviews/{photoId}/claim', { ...at(asked), body: {} });
const vote = async (name: string, asked: Asked, decision = 'approve', isLead = false) => {
  await desk.as(name, isLead)('PUT /v1/reviews/{photoId}/claim', { ...at(asked), body: {} });
  return desk.as(name, isLead)('PUT /v1/reviews/{photoId}/vote', {
    ...at(asked),
    headers: { 'if-match': '"check-1"' },
    body: { decision, ...(decision !== 'approve' && { reason: 'because' }) },
  });
};
const read = (name: string, asked: Asked, headers: Record<string, string> = {}) =>
  desk.as(name)('GET /v1/reviews/{photoId}', { ...at(asked), headers });

describe('who has answered', () => {
  it('is told how far it is and when to ask again, until it is decided', async () => {
    const asked = await desk.ask(['FACE_TAKEN']);
    const voted = await vote('rita', asked);
    expect([voted.body.course, voted.headers['retry-after']]).toEqual(['others-asked', '12']);
    const same = await read('rita', asked, { 'if-none-match': voted.headers['etag']! });
    expect([same.status, same.headers['retry-after']]).toEqual([304, '12']);
    await desk.pass(12);
    expect((await read('rita', asked)).headers['retry-after']).toBe('15');

    await vote('raj', asked);
    const known = { 'if-none-match': voted.headers['etag']! };
    expect((await read('rita', asked, known)).body).toMatchObject({ course: 'counting' });
    await desk.pass(12);
    const decided = await read('rita', asked, known);
    expect(decided.body).toMatchObject({ course: 'decided', decision: { by: ['rita', 'raj'] } });
    expect(decided.headers['retry-after']).toBe('15');
    await desk.putRow({ ...(await desk.row(asked)), status: 'approved', decidedBy: 'rita, raj' });
    expect((await read('rita', asked)).headers).not.toHaveProperty('retry-after');
  });

  it('learns nothing by the tag that others may not see, who hold it against what they answer', async () => {
    const asked = await desk.ask(['FACE_TAKEN']);
    await claim('raj', asked);
    const before = await read('raj', asked);
    await vote('rita', asked);
    const after = await read('raj', asked);
    expect([before.headers['etag'], after.headers['etag']]).toEqual(['"check-1"', '"check-1"']);
    expect(after.body).toMatchObject({ course: null, votes: [] });
    expect(after.headers).not.toHaveProperty('retry-after');
  });

  it('is told of a lead where three cannot agree', async () => {
    const asked = await desk.ask(['FACE_TAKEN']);
    for (const [name, decision] of [
      ['rita', 'approve'],
      ['raj', 'retake'],
      ['mia', 'reject'],
    ] as const)
      await vote(name, asked, decision);
    expect((await read('rita', asked)).body.course).toBe('lead-asked');
    await vote('olga', asked, 'approve', true);
    expect((await read('rita', asked)).body.course).toBe('counting');
  });

  it('is told that the time was over', async () => {
    const asked = await desk.ask(['FACE_TAKEN']);
    await vote('rita', asked);
    desk.wait(72 * 3600);
    const { body, headers } = await read('rita', asked);
    expect([body.course, headers['retry-after']]).toEqual(['over', undefined]);
  });

  it('has the list of all answers asked for again while something waits', async () => {
    const mine = async () => (await desk.as('ben')('GET /v1/reviews/mine')).headers['retry-after'];
    expect(await mine()).toBeUndefined();
    await vote('ben', await desk.ask(['POSE']));
    expect(await mine()).toBe('30');
    await desk.pass(12);
    expect(await mine()).toBeUndefined();
  });
});

it('titles come in the language that is asked for', async () => {
  const asked = await desk.ask(['FACE_TAKEN']);
  const titles = async (language?: string) => {
    const headers: Record<string, string> = language === undefined ? {} : { 'accept-language': language };
    const ticket = await read('rita', asked, headers);
    const { body: queue } = await desk.as('rita')('GET /v1/reviews', { headers });
    const listed = queue.reviews.find(({ photoId }: Asked) => photoId === asked.photoId);
    return [ticket.body.reasons, ticket.body.findings, listed.reasons].map(([{ title }]) => title);
  };
  expect(new Set(await titles())).toEqual(new Set(['Similarity to another rider']));
  expect(new Set(await titles('de'))).toEqual(new Set(['Ähnlichkeit mit einem anderen Fahrgast']));
});

describe('thresholds', () => {
  const check = async (code: string, headers = {}) => {
    const { body } = await desk.as('rita')('GET /v1/reviews/thresholds', { headers });
    return body.checks.find((each: { code: string }) => each.code === code);
  };

  it('show how people decided what the rules could not, and how long it took', async () => {
    const asked = await desk.ask(['CUSTOM_MODEL']);
    desk.wait(240);
    await vote('rita', asked);
    await desk.pass(60);
    expect(await check('CUSTOM_MODEL', { 'accept-language': 'de' })).toMatchObject({
      title: 'Eigenes Modell',
      n: 1,
      approved: 1,
      medianMinutes: 5,
      compared: { n: 0, agreed: 0 },
      bestBound: null,
      histogram: [{ from: 92, to: 92, approve: 1, retake: 0, reject: 0 }],
    });
    const kept = (await desk.rows()).filter(({ pk }) => String(pk).startsWith('OUTCOME#'));
    expect(JSON.stringify(kept)).not.toMatch(/rider-|photo-|rita/);
  });

  it('show whether the first two were of one mind', async () => {
    const decide = async (...decisions: string[]) => {
      const asked = await desk.ask(['FACE_BLOCKED']);
      for (const [index, decision] of decisions.entries()) {
        await vote(['rita', 'raj', 'mia'][index]!, asked, decision);
        desk.wait(1);
      }
      await desk.pass(12);
    };
    await decide('approve', 'approve');
    await decide('approve', 'reject', 'approve');
    expect(await check('FACE_BLOCKED')).toMatchObject({ n: 2, compared: { n: 2, agreed: 1 } });
  });

  it('show how often it was skipped, and not by whom', async () => {
    const asked = await desk.ask(['AGE']);
    const skip = () =>
      desk.as('rita')('DELETE /v1/reviews/{photoId}/claim', { ...at(asked), query: { skip: 'not-sure' } });
    await skip();
    await skip();
    expect(await check('AGE')).toMatchObject({ n: 0, skips: 1, medianMinutes: null });
    const kept = (await desk.rows()).filter(({ pk }) => pk === 'OUTCOME#AGE');
    expect(kept).toMatchObject([{ skipped: 'not-sure', expiresAt: expect.any(Number) }]);
    expect(JSON.stringify(kept)).not.toMatch(/rider-|photo-|rita/);
  });
});
