// Reviewers, the count and the end of the time, each at the worst moment for the others: whoever is first, it comes to one end. Which
// of several is first, chance decides, anew in every run; what must hold, holds for each order.

import * as fc from 'fast-check';
import { type Answered, type Asked, type DeskCloud, quietly, startDeskCloud } from '../api/desk-cloud.ts';
import { numRuns } from '../support/long-run.ts';

let desk: DeskCloud;
beforeAll(async () => {
  desk = await startDeskCloud();
});
afterAll(() => desk.close());
jest.setTimeout(120_000);

const RUNS = { numRuns: numRuns(2, 8) };
type Step = () => Promise<unknown>;

const params = ({ photoId }: Asked) => ({ params: { photoId } });
const claim = (name: string, asked: Asked) => () =>
  desk.as(name)('PUT /v1/reviews/{photoId}/claim', { ...params(asked), body: {} });
const vote =
  (name: string, asked: Asked, decision = 'approve') =>
  () =>
    desk.as(name)('PUT /v1/reviews/{photoId}/vote', {
      ...params(asked),
      headers: { 'if-match': '"check-1"' },
      body: { decision, reason: 'because' },
    });
const undo = (name: string, asked: Asked) => () =>
  desk.as(name)('DELETE /v1/reviews/{photoId}/vote', params(asked));
const skip = (name: string, asked: Asked) => () =>
  desk.as(name)('DELETE /v1/reviews/{photoId}/claim', { ...params(asked), query: { skip: 'not-sure' } });
const count =
  ({ riderId, photoId }: Asked) =>
  () =>
    desk.count([{ messageId: 'm', body: JSON.stringify({ riderId, photoId }) }]);

/** Starts all of them in an order and at distances of its own, so that reads and writes of each fall between those of the others. */
function race(steps: Step[], order: number[], gaps: number[]): Promise<unknown[]> {
  return quietly(async () => {
    const running: Promise<unknown>[] = [];
    for (const [at, index] of order.entries()) {
      running[index] = steps[index]!();
      for (let turn = 0; turn < gaps[at]!; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    return Promise.all(running);
  });
}
const orderOf = (n: number) =>
  fc.tuple(
    fc.shuffledSubarray([...Array(n).keys()], { minLength: n, maxLength: n }),
    fc.array(fc.nat({ max: 40 }), { minLength: n, maxLength: n }),
  );
const always = (n: number, run: (order: number[], gaps: number[]) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(orderOf(n), ([order, gaps]) => run(order, gaps)),
    RUNS,
  );
const statuses = (answers: unknown[]) => (answers as Answered[]).map(({ status }) => status);
const votesOf = async (asked: Asked) => Object.keys((await desk.row(asked))['votes'] as object);

it('of two who claim the last seat one has it', () =>
  always(3, async (order, gaps) => {
    const asked = await desk.ask(['POSE']);
    const answers = await race(
      ['a', 'b', 'c'].map((name) => claim(name, asked)),
      order,
      gaps,
    );
    expect(statuses(answers).sort()).toEqual([200, 409, 409]);
    const claims = (await desk.row(asked))['claims'] as object;
    expect(Object.keys(claims)).toHaveLength(1);
  }));

it('two votes at the same instant both count', () =>
  always(2, async (order, gaps) => {
    const asked = await desk.ask(['FACE_TAKEN']);
    for (const name of ['a', 'b']) await claim(name, asked)();
    expect(statuses(await race([vote('a', asked), vote('b', asked)], order, gaps))).toEqual([200, 200]);
    await desk.pass(12);
    expect(await desk.answer(asked)).toMatchObject({
      decision: 'approve',
      reviewer: expect.stringMatching(/^(a, b|b, a)$/),
    });
  }));

it('a vote as the claim runs out stands, or the seat is the other’s', () =>
  always(3, async (order, gaps) => {
    const asked = await desk.ask(['POSE']);
    await claim('a', asked)();
    desk.wait(300);
    const [voted, claimed] = await race([vote('a', asked), claim('b', asked), count(asked)], order, gaps);
    const [mine, theirs] = statuses([voted, claimed]);
    expect([
      [200, 409],
      [409, 200],
    ]).toContainEqual([mine, theirs]);
    expect(await votesOf(asked)).toHaveLength(mine === 200 ? 1 : 0);
  }));

it('an undo in the last moment is in time, or is told that it is not', () =>
  always(2, async (order, gaps) => {
    const asked = await desk.ask(['POSE']);
    await claim('a', asked)();
    await vote('a', asked)();
    desk.wait(9.999);
    const undone = race([undo('a', asked), count(asked)], order, gaps);
    const [answer] = (await undone) as [Answered];
    await desk.pass(12);
    const decided = await desk.answer(asked);
    if (answer.status === 200) expect([await votesOf(asked), decided]).toEqual([[], undefined]);
    else expect([answer.status, decided]).toEqual([410, { decision: 'approve', reviewer: 'a' }]);
  }));

it('an undo and the count when the time is over: the vote is counted', () =>
  always(2, async (order, gaps) => {
    const asked = await desk.ask(['POSE']);
    await claim('a', asked)();
    await vote('a', asked)();
    desk.wait(11);
    const [answer] = (await race([undo('a', asked), count(asked)], order, gaps)) as [Answered];
    expect([409, 410]).toContain(answer.status);
    expect(await desk.answer(asked)).toMatchObject({ decision: 'approve' });
  }));

it('a skip and a vote of the same reviewer: one of them is refused', () =>
  always(2, async (order, gaps) => {
    const asked = await desk.ask(['POSE']);
    await claim('a', asked)();
    const [skipped, voted] = statuses(await race([skip('a', asked), vote('a', asked)], order, gaps));
    const row = await desk.row(asked);
    const isVoted = Object.keys(row['votes'] as object).length === 1;
    const isSkipped = Object.keys(row['skips'] as object).length === 1;
    // A claim that was given back is good enough for a vote as long as nobody has the seat.
    expect([voted === 200, skipped === 204]).toEqual([isVoted, isSkipped]);
    expect(isVoted || isSkipped).toBe(true);
  }));

it('counts at the same time decide once', () =>
  always(3, async (order, gaps) => {
    const asked = await desk.ask(['POSE']);
    await claim('a', asked)();
    await vote('a', asked)();
    desk.wait(12);
    await race([count(asked), count(asked), count(asked)], order, gaps);
    expect(await desk.answer(asked)).toMatchObject({ decision: 'approve' });
    const decided = (await desk.rows()).filter(
      ({ pk, act }) => pk === `RIDER#${asked.riderId}` && act === 'decide',
    );
    expect(decided).toHaveLength(1);
  }));

it('the decision and the end of the time: the execution has one answer, and what came late says so', async () => {
  for (const isFirst of [true, false]) {
    const asked = await desk.ask(['POSE']);
    desk.wait(72 * 3600 - 15);
    await claim('a', asked)();
    await vote('a', asked)();
    desk.wait(12);
    if (isFirst) await count(asked)();
    desk.wait(10);
    if (!isFirst) {
      expect(await desk.answer(asked)).toBe('expired');
      // As the journey saves it, before the count or after.
      const { openStatus: _, taskToken: __, reviewDueAt: ___, ...row } = await desk.row(asked);
      const saves = () => desk.putRow({ ...row, status: 'expired', decidedBy: 'rules' });
      await saves();
      await count(asked)();
      expect(await desk.row(asked)).toMatchObject({ status: 'expired' });
      expect(await desk.row(asked)).not.toHaveProperty('reviewDecision');
    } else {
      expect(await desk.answer(asked)).toMatchObject({ decision: 'approve' });
    }
    await desk.messages();
  }
});

/** The journey and the desk when everything that was under way has ended. */
async function ended(asked: Asked): Promise<Record<string, unknown>> {
  for (let minutes = 0; minutes < 7; minutes++) await desk.pass(60);
  return desk.row(asked);
}
const LAST_SECONDS = 20;
/** Of a photo whose journey saves its own answers: until that much before it waits no more. */
async function shortlyBeforeTheEnd(seconds: number, openedAfterMs: number): Promise<Asked> {
  const asked = await desk.ask(['POSE'], { savesAnswer: true, openedAfterMs });
  desk.wait(72 * 3600 - openedAfterMs / 1000 - seconds);
  await claim('a', asked)();
  return asked;
}
/** The question is on the row a moment after the journey began to wait: the desk's time is over a moment after the journey's. */
const moments = fc.nat({ max: 1500 });
const aroundTheEnd = (run: (order: number[], gaps: number[], moment: number) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(orderOf(2), moments, ([order, gaps], moment) => run(order, gaps, moment)),
    { numRuns: numRuns(2, 16) },
  );
const tick = (seconds: number) => async () => desk.wait(seconds);

it('a vote that is counted as the time runs out decides, or the desk says that it came late', () =>
  aroundTheEnd(async (order, gaps, moment) => {
    const asked = await shortlyBeforeTheEnd(LAST_SECONDS, moment);
    await vote('a', asked, 'retake')();
    desk.wait(LAST_SECONDS - 0.001);
    // The vote's own message is what is counted in the race.
    await desk.messages();
    await race([count(asked), tick(0.002)], order, gaps);
    const row = await ended(asked);
    const decision = row['reviewDecision'] as { late?: true } | undefined;
    expect([row['status'], row['decidedBy'], decision?.late ?? false]).toEqual(
      row['status'] === 'retake' ? ['retake', 'a', false] : ['expired', 'rules', decision !== undefined],
    );
  }));

it('a vote in the very moment in which the time runs out is refused, or stands and decides nothing', () =>
  aroundTheEnd(async (order, gaps, moment) => {
    const asked = await shortlyBeforeTheEnd(1, moment);
    desk.wait(1 + moment / 1000 - 0.001);
    const [answer] = (await race([vote('a', asked, 'retake'), tick(0.002)], order, gaps)) as [Answered];
    expect([200, 410]).toContain(answer.status);
    const row = await ended(asked);
    const decision = row['reviewDecision'] as { late?: true } | undefined;
    expect([row['status'], decision?.late ?? true]).toEqual(['expired', true]);
    expect(Object.keys(row['votes'] as object)).toHaveLength(answer.status === 200 ? 1 : 0);
  }));

it('a decision between the end of the time and its saving is marked late', async () => {
  const asked = await desk.ask(['POSE']);
  desk.wait(72 * 3600 - 15);
  await claim('a', asked)();
  await vote('a', asked)();
  desk.wait(16);
  expect(await desk.answer(asked)).toBe('expired');
  await count(asked)();
  await ended(asked);
  expect(await desk.row(asked)).toMatchObject({ reviewDecision: { decision: 'approve', late: true } });
  const { body } = await desk.as('a')('GET /v1/reviews/{photoId}', params(asked));
  expect(body.decision).toMatchObject({ decision: 'approve', isLate: true });
});

it('a decision that the journey did not wait for any more is marked late, though the desk’s time was not over', async () => {
  const asked = await desk.ask(['POSE'], { openedAfterMs: 1000 });
  desk.wait(72 * 3600 - 1 - LAST_SECONDS);
  await claim('a', asked)();
  await vote('a', asked)();
  desk.wait(LAST_SECONDS + 0.5);
  await desk.messages();
  await count(asked)();
  expect(await desk.answer(asked)).toBe('expired');
  const { openStatus: _, taskToken: __, reviewDueAt: ___, ...row } = await desk.row(asked);
  await desk.putRow({ ...row, status: 'expired', decidedBy: 'rules' });
  expect(await ended(asked)).toMatchObject({ reviewDecision: { decision: 'approve', late: true } });
});

it('a decision that was given in time is not marked late by a message that comes while the journey ends', async () => {
  const asked = await desk.ask(['POSE']);
  desk.wait(72 * 3600 - 15);
  await claim('a', asked)();
  await vote('a', asked)();
  desk.wait(12);
  await desk.messages();
  await count(asked)();
  expect(await desk.answer(asked)).toMatchObject({ decision: 'approve' });
  desk.wait(5);
  await count(asked)();
  await desk.putRow({ ...(await desk.row(asked)), status: 'approved', decidedBy: 'a' });
  expect((await ended(asked))['reviewDecision']).not.toHaveProperty('late');
});
