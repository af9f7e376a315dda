// A photo that rules cannot decide, and the person who does.

import { SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import { exitCodeOf } from '../../tools/photo/answer.ts';
import { type Laptop, sample, startLaptop } from './laptop.ts';
import { callersOf } from './signed-in.ts';

let laptop: Laptop;
beforeAll(async () => {
  // Nobody is refused for similarity alone: a person looks at every pair.
  laptop = await startLaptop({
    parameters: { Configuration: '{"duplicate":{"rejectPercent":100},"review":{"undoSeconds":1}}' },
  });
}, 60_000);
afterAll(() => laptop.close());

it('waits for two at the desk, who see the picture beside the one it resembles, and nothing of each other', async () => {
  const { send, rows } = laptop;
  const callers = callersOf(laptop);
  await send(sample('ada.jpg'), 'ada');
  const waiting = await send(sample('ada-2.jpg'), 'double');
  expect(waiting).toMatchObject({ status: 'in-review' });
  const place = `/v1/reviews/${waiting.photoId}`;
  const answered: unknown[] = [];
  for (const [name, decision] of [
    ['rita', 'reject'],
    ['raj', 'reject'],
  ] as const) {
    const token = await callers.token(name, 'ReviewClient');
    const claimed = await callers.ask(`PUT ${place}/claim`, { token, body: {} });
    expect(claimed).toMatchObject({ status: 200, body: { votes: [], reasons: [{ code: 'FACE_TAKEN' }] } });
    const { picture, candidates } = claimed.body as {
      picture: { url: string };
      candidates: { picture: { url: string } }[];
    };
    for (const { url } of [picture, ...candidates.map((each) => each.picture)]) {
      const shown = await fetch(url);
      expect([shown.status, shown.headers.get('content-disposition')]).toEqual([
        200,
        'inline; filename="photo"',
      ]);
    }
    expect(candidates.length).toBeGreaterThan(0);
    const headers = { 'if-match': claimed.headers.get('etag')! };
    const body = { decision, reason: 'the same face' };
    answered.push((await callers.ask(`PUT ${place}/vote`, { token, headers, body })).status);
  }
  expect(answered).toEqual([200, 200]);
  await laptop.cloud.stepFunctions.ended(waiting.executionArn);
  const row = (await rows()).find(
    (each) => each['pk'] === 'RIDER#double' && each['sk'] === `PHOTO#${waiting.photoId}`,
  );
  expect(row).toMatchObject({
    status: 'rejected',
    decidedBy: 'rita, raj',
    reviewDecision: { decision: 'reject' },
  });
}, 60_000);

it('waits for a reviewer and goes on with the answer', async () => {
  const { cloud, send, rows, announced } = laptop;
  await send(sample('ada.jpg'), 'ada');

  const waiting = await send(sample('ada-2.jpg'), 'twin');

  expect(waiting).toMatchObject({
    status: 'in-review',
    verdict: 'review',
    reasons: expect.arrayContaining(['FACE_TAKEN']),
    told: [],
  });
  expect(exitCodeOf(waiting)).toBe(11);
  expect(announced().at(-1)).toBe('PhotoReviewRequested');
  const row = (await rows()).find(
    (each) => each['sk'] === `PHOTO#${waiting.photoId}` && each['pk'] === 'RIDER#twin',
  );
  expect(row).toMatchObject({ openStatus: 'in-review', reviewDueAt: expect.stringMatching(/^\d{4}-/) });

  const ended = cloud.stepFunctions.ended(waiting.executionArn);
  const sfn = new SFNClient(cloud.clientConfig);
  await sfn.send(
    new SendTaskSuccessCommand({
      taskToken: String(row!['taskToken']),
      output: JSON.stringify({ decision: 'approve', reviewer: 'reviewer-7' }),
    }),
  );
  sfn.destroy();

  expect((await ended).status).toBe('SUCCEEDED');
  const answered = (await rows()).find((each) => each['pk'] === 'RIDER#twin' && each['sk'] === row!['sk']);
  expect(answered).toMatchObject({ status: 'approved', decidedBy: 'reviewer-7', faceId: expect.any(String) });
  expect(answered).not.toHaveProperty('taskToken');
  expect(answered).not.toHaveProperty('openStatus');
  expect((await laptop.faces()).map(({ riderId }) => riderId).sort()).toEqual(['ada', 'twin']);
  expect(announced().at(-1)).toBe('PhotoApproved');
}, 60_000);
