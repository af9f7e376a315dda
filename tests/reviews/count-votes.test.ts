// The count of votes, with executions that really wait.

import { closePhoto } from '../../src/adapters/rider-traces.ts';
import { type Asked, type DeskCloud, startDeskCloud } from '../api/desk-cloud.ts';

let desk: DeskCloud;
beforeAll(async () => {
  desk = await startDeskCloud();
});
afterAll(() => desk.close());

const message = ({ riderId, photoId }: { riderId: string; photoId: string }) => ({
  messageId: 'message-1',
  body: JSON.stringify({ riderId, photoId }),
});

/** Votes by a reviewer of that name, who claims the photo first. */
async function vote(name: string, { photoId }: Asked, decision: string, version = 'check-1') {
  const params = { photoId };
  await desk.as(name)('PUT /v1/reviews/{photoId}/claim', { params, body: {} });
  return desk.as(name)('PUT /v1/reviews/{photoId}/vote', {
    params,
    headers: { 'if-match': `"${version}"` },
    body: { decision, ...(decision !== 'approve' && { reason: 'because' }) },
  });
}

it('runs twice, and once more later, and decides once', async () => {
  const asked = await desk.ask(['POSE']);
  await vote('rita', asked, 'approve');
  desk.wait(12);
  const twice = await desk.count([message(asked), message(asked)]);
  expect(twice.batchItemFailures).toEqual([]);
  expect(await desk.answer(asked)).toEqual({ decision: 'approve', reviewer: 'rita' });
  await desk.putRow({ ...(await desk.row(asked)), status: 'approved', decidedBy: 'rita' });
  expect((await desk.count([message(asked)])).batchItemFailures).toEqual([]);
  expect((await desk.row(asked))['reviewDecision']).not.toHaveProperty('late');
  const decided = (await desk.rows()).filter(
    ({ pk, act }) => pk === `RIDER#${asked.riderId}` && act === 'decide',
  );
  expect(decided).toHaveLength(1);
});

it('answers again when it broke between decision and answer', async () => {
  const asked = await desk.ask(['POSE']);
  await vote('rita', asked, 'approve');
  desk.wait(12);
  const reviewDecision = { decision: 'approve', at: desk.nowIso(), by: ['rita'] };
  await desk.putRow({ ...(await desk.row(asked)), openStatus: 'decided', reviewDecision });
  await desk.count([message(asked)]);
  expect(await desk.answer(asked)).toEqual({ decision: 'approve', reviewer: 'rita' });
});

it('tells the logs nobody’s name and nothing of the rider', async () => {
  const asked = await desk.ask(['POSE']);
  await vote('rita', asked, 'approve');
  desk.wait(12);
  const { text } = await desk.count([message(asked)]);
  expect(text).toContain('"ReviewOutcome"');
  for (const secret of ['rita', asked.riderId, asked.photoId, asked.taskToken])
    expect(text).not.toContain(secret);
});

it('leaves a message in the queue that cannot be counted, and counts the others', async () => {
  const asked = await desk.ask(['POSE']);
  await vote('rita', asked, 'approve');
  desk.wait(12);
  const { batchItemFailures } = await desk.count([{ messageId: 'bad', body: 'no json' }, message(asked)]);
  expect(batchItemFailures).toEqual([{ itemIdentifier: 'bad' }]);
  expect(await desk.answer(asked)).toMatchObject({ decision: 'approve' });
  const gone = await desk.count([message({ riderId: 'erased', photoId: 'erased' })]);
  expect(gone.batchItemFailures).toEqual([]);
});

it('decides nothing on a photo whose rider is erased while a vote is pending, and takes no more votes', async () => {
  const asked = await desk.ask(['POSE']);
  await vote('rita', asked, 'approve');
  await closePhoto(asked.riderId, asked.photoId, new Date());
  const second = await vote('raj', asked, 'reject');
  desk.wait(12);
  const counted = await desk.count([message(asked)]);
  expect(second.status).toBe(410);
  expect(counted.batchItemFailures).toEqual([]);
  expect(counted.text).not.toContain('"ReviewOutcome"');
  expect(await desk.answer(asked)).toBeUndefined();
  expect(await desk.row(asked)).not.toHaveProperty('reviewDecision');
  expect(
    (await desk.rows()).filter(({ pk, act }) => pk === `RIDER#${asked.riderId}` && act === 'decide'),
  ).toEqual([]);
});

it('that comes too early by its own clock comes once more', async () => {
  const asked = await desk.ask(['POSE']);
  await vote('rita', asked, 'approve');
  await desk.messages();
  desk.wait(9);
  await desk.count([message(asked)]);
  expect(await desk.answer(asked)).toBeUndefined();
  await desk.pass(12);
  expect(await desk.answer(asked)).toMatchObject({ decision: 'approve' });
});

/** As the journey and then the rider leave the row of a rejected photo. */
async function appeal(asked: Asked): Promise<void> {
  const { reviewDecision: _, ...row } = await desk.row(asked);
  await desk.putRow({
    ...row,
    reviewKind: 'appeal',
    appeal: { text: 'it is my twin', at: desk.nowIso() },
    reviewDueAt: new Date(Date.parse(desk.nowIso()) + 72 * 3600_000).toISOString(),
    claims: {},
    votes: {},
    skips: {},
    reviewVersion: 1,
    status: 'in-review',
    openStatus: 'in-review',
    updatedAt: desk.nowIso(),
    startedWith: JSON.stringify({ past: { sentAt: '2026-01-01T00:00:00.000Z' } }),
  });
}

it('of an appeal sends the photo through the journey once more, with what was decided', async () => {
  const asked = await desk.ask(['FACE_TAKEN']);
  for (const name of ['rita', 'raj']) await vote(name, asked, 'reject');
  await desk.pass(12);
  expect(await desk.answer(asked)).toMatchObject({ decision: 'reject' });
  await appeal(asked);

  // Nobody answers an appeal against their own answer.
  expect((await vote('rita', asked, 'approve', 'appeal-1')).body.type).toBe('/problems/answered-before');
  const { body } = await vote('dora', asked, 'approve', 'appeal-1');
  expect(body).toMatchObject({ kind: 'appeal', appeal: 'it is my twin' });
  await vote('omar', asked, 'approve', 'appeal-1');
  await desk.pass(12);

  const { riderId, photoId } = asked;
  expect(await desk.starts()).toEqual([
    {
      name: expect.stringMatching(/^[0-9a-f]{40}$/),
      input: {
        upload: {
          bucket: 'photos',
          key: `incoming/${riderId}/${photoId}`,
          versionId: 'v1',
          size: 20_000,
          riderId,
          photoId,
        },
        expiresAt: expect.stringMatching(/^\d{10}$/),
        past: { sentAt: '2026-01-01T00:00:00.000Z' },
        appeal: { decision: 'approve', decidedBy: 'appeal: dora, omar' },
      },
    },
  ]);
});

describe('the clock of an appeal', () => {
  const rings = (asked: Asked) => {
    const { riderId, photoId } = asked;
    return { messageId: 'clock', body: JSON.stringify({ riderId, photoId, isClock: true }) };
  };
  const endedAs = async ({ photoId }: Asked) =>
    (await desk.starts())
      .map(({ input }) => input as { upload: { photoId: string }; appeal: { decision: string } })
      .filter(({ upload }) => upload.photoId === photoId)
      .map(({ appeal }) => appeal);

  it('ends it when nobody has answered, once, in a way that says so', async () => {
    const asked = await desk.ask(['FACE_TAKEN']);
    await appeal(asked);
    desk.wait(72 * 3600);
    expect((await desk.count([rings(asked), rings(asked)])).batchItemFailures).toEqual([]);
    expect(await endedAs(asked)).toEqual([{ decision: 'expire', decidedBy: 'appeal: nobody in time' }]);
    // And the journey lets it in once more.
    expect(await desk.row(asked)).toMatchObject({ status: 'processing', openStatus: 'processing' });
    const acts = (await desk.rows()).filter(
      ({ pk, act }) => pk === `RIDER#${asked.riderId}` && act === 'expire',
    );
    expect(acts).toHaveLength(1);
  });

  it('ends nothing that people have answered in the last moment', async () => {
    const asked = await desk.ask(['FACE_TAKEN']);
    await appeal(asked);
    desk.wait(72 * 3600 - 5);
    for (const name of ['dora', 'omar']) await vote(name, asked, 'approve', 'appeal-1');
    await desk.messages();
    desk.wait(6);
    // Their votes can still be undone: it comes again when they cannot.
    await desk.count([rings(asked)]);
    expect(await endedAs(asked)).toEqual([]);
    await desk.pass(12);
    expect(await endedAs(asked)).toEqual([{ decision: 'approve', decidedBy: 'appeal: dora, omar' }]);
  });

  it('ends what one voted on, who stayed alone', async () => {
    const asked = await desk.ask(['FACE_TAKEN']);
    await appeal(asked);
    await vote('dora', asked, 'approve', 'appeal-1');
    await desk.pass(12);
    desk.wait(72 * 3600);
    await desk.count([rings(asked)]);
    expect(await endedAs(asked)).toEqual([expect.objectContaining({ decision: 'expire' })]);
  });

  it('that rings too early rings again', async () => {
    const asked = await desk.ask(['FACE_TAKEN']);
    await appeal(asked);
    desk.wait(72 * 3600 - 20);
    await desk.messages();
    await desk.count([rings(asked)]);
    expect(await endedAs(asked)).toEqual([]);
    await desk.pass(30);
    expect(await endedAs(asked)).toEqual([expect.objectContaining({ decision: 'expire' })]);
  });

  it('rings by itself when the appeal is due, and the journey takes it from there', async () => {
    const asked = await desk.ask(['FACE_TAKEN']);
    await appeal(asked);
    const { riderId, photoId } = asked;
    await desk.startClock({ riderId, photoId, dueAt: String((await desk.row(asked))['reviewDueAt']) });
    await desk.pass(72 * 3600 - 1);
    expect(await endedAs(asked)).toEqual([]);
    await desk.pass(1);
    for (let tries = 0; tries < 20 && (await endedAs(asked)).length === 0; tries++) await desk.pass(1);
    expect(await endedAs(asked)).toEqual([{ decision: 'expire', decidedBy: 'appeal: nobody in time' }]);
    expect(await desk.row(asked)).toMatchObject({ status: 'processing' });
  });

  it('says nothing of what is no appeal', async () => {
    const asked = await desk.ask(['FACE_TAKEN']);
    desk.wait(73 * 3600);
    await desk.count([rings(asked)]);
    expect(await endedAs(asked)).toEqual([]);
    expect(await desk.row(asked)).toMatchObject({ openStatus: 'in-review' });
  });
});
