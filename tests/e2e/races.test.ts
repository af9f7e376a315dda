// Riders at the worst moment for each other: whoever is first, there is one end for everybody. Chance decides which of several orders
// it is, anew in every run; what must hold, holds for each.

import { setTimeout as pause } from 'node:timers/promises';
import * as fc from 'fast-check';
import type { Answer } from '../../tools/photo/answer.ts';
import '../support/long-suite.ts';
import { type Laptop, sample, startLaptop } from './laptop.ts';
import { callersOf } from './signed-in.ts';

let laptop: Laptop;
beforeAll(async () => {
  laptop = await startLaptop({ parameters: { Configuration: '{"review":{"undoSeconds":1}}' } });
}, 240_000);
afterAll(() => laptop.close());
jest.setTimeout(300_000);

/** Sends them at moments of their own. */
const together = (sent: [file: string, riderId: string][], delays: number[]): Promise<Answer[]> =>
  Promise.all(
    sent.map(async ([file, riderId], index) => {
      await pause(delays[index]);
      return laptop.send(sample(file), riderId);
    }),
  );
const delays = fc.array(fc.nat({ max: 400 }), { minLength: 2, maxLength: 2 });
const always = (run: (delays: number[], name: string) => Promise<void>) => {
  let runs = 0;
  return fc.assert(
    fc.asyncProperty(delays, (some) => run(some, `run-${++runs}`)),
    { numRuns: 2, endOnFailure: true },
  );
};
const facesOf = async (...riders: string[]) =>
  (await laptop.faces()).filter(({ riderId }) => riders.includes(riderId)).map(({ riderId }) => riderId);

it('one face under two riders: one of them has it, the other waits for people, whose yes holds', async () => {
  const callers = callersOf(laptop);
  const files = ['bao.jpg', 'carla.jpg'];
  await always(async (some, run) => {
    const file = files.shift() ?? 'dev.jpg';
    const [one, other] = [`${run}-one`, `${run}-other`];
    const answers = await together(
      [
        [file, one],
        [file, other],
      ],
      some,
    );
    expect(answers.map(({ status }) => status).sort()).toEqual(['approved', 'in-review']);
    const waiting = answers.find(({ status }) => status === 'in-review')!;
    expect(waiting).toMatchObject({ reasons: expect.arrayContaining(['FACE_TAKEN']), told: [] });
    expect(await facesOf(one, other)).toHaveLength(1);
    const votes = ['rita', 'raj'].map(async (name) => {
      const token = await callers.token(name, 'ReviewClient');
      const place = `/v1/reviews/${waiting.photoId}`;
      const claimed = await callers.ask(`PUT ${place}/claim`, { token, body: {} });
      // The two are seen side by side, and the picture is still there, however late the other came to light.
      expect(claimed.body.candidates).not.toEqual([]);
      expect((await fetch(claimed.body.picture.url)).status).toBe(200);
      const headers = { 'if-match': claimed.headers.get('etag')! };
      await callers.ask(`PUT ${place}/vote`, { token, headers, body: { decision: 'approve' } });
    });
    await Promise.all(votes);
    expect((await laptop.cloud.stepFunctions.ended(waiting.executionArn)).status).toBe('SUCCEEDED');
    expect((await facesOf(one, other)).sort()).toEqual([one, other]);
  });
});

it('two photos of one rider: both are answered, one of them is the rider’s, with one face', async () => {
  const pairs = [
    ['emil.jpg', 'dev.jpg'],
    ['ada.jpg', 'ada-2.jpg'],
  ];
  await always(async (some, run) => {
    const rider = `${run}-rider`;
    const sent = pairs.shift()!.map((file): [string, string] => [file, rider]);
    const answers = await together(sent, some);
    for (const { status } of answers) expect(['approved', 'replaced', 'in-review']).toContain(status);
    const own = (await laptop.rows()).filter(({ pk }) => pk === `RIDER#${rider}`);
    const profile = own.find(({ sk }) => sk === 'PROFILE')!;
    const current = own.find(({ sk }) => sk === `PHOTO#${profile['currentPhoto']}`);
    expect(current).toMatchObject({ status: 'approved', faceId: profile['faceId'] });
  });
});
