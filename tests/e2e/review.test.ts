// A photo that rules cannot decide, and the person who does.

import { SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import { exitCodeOf } from '../../tools/photo/answer.ts';
import { type Laptop, sample, startLaptop } from './laptop.ts';

let laptop: Laptop;
beforeAll(async () => {
  // Nobody is refused for similarity alone: a person looks at every pair.
  laptop = await startLaptop({ parameters: { Configuration: '{"duplicate":{"rejectPercent":100}}' } });
}, 60_000);
afterAll(() => laptop.close());

it('waits for a reviewer and goes on with the answer', async () => {
  const { cloud, send, rows, announced } = laptop;
  await send(sample('ada.jpg'), 'ada');

  const waiting = await send(sample('ada-2.jpg'), 'twin');

  expect(waiting).toMatchObject({
    status: 'in-review',
    verdict: 'review',
    reasons: ['FACE_TAKEN'],
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
