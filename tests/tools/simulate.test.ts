import path from 'node:path';
import { simulateBurst } from '../../tools/simulate/burst.ts';
import { createQuota } from '../../tools/simulate/quota.ts';
import { longRun } from '../support/long-run.ts';

const BURST = {
  definitionFile: path.join(import.meta.dirname, '../../statemachine/check-photo.asl.json'),
  photos: 120,
  withinSeconds: 1,
  tps: 5,
  detectFacesTps: 25,
  maxConcurrentPhotos: 20,
  lambdaConcurrency: 1000,
  seed: 1,
};

it('answers every photo of a burst, as fast as the quota lets them through', async () => {
  const report = await simulateBurst(BURST);
  expect(report.failed).toBe(0);
  expect(report.waitedSeconds).toHaveLength(BURST.photos);
  expect(report.calls['IndexFaces']?.taken).toBe(BURST.photos);
  // Five a second, after a first second's worth that is there from the start.
  expect(report.seconds).toBeGreaterThanOrEqual((BURST.photos - 5) / 5);
  expect(report.seconds).toBeLessThan(60);
});

longRun.it('holds uploads back: with room for all at once far more calls are throttled', async () => {
  const held = await simulateBurst(BURST);
  const flooded = await simulateBurst({ ...BURST, maxConcurrentPhotos: 1000 });
  const turnedAway = (report: typeof held) =>
    Object.values(report.calls).reduce((sum, { throttled }) => sum + throttled, 0);
  expect(held.mostInFlight).toBeLessThan(30);
  expect(flooded.mostInFlight).toBeGreaterThan(60);
  expect(turnedAway(flooded)).toBeGreaterThan(2 * turnedAway(held));
});

longRun.it('counts a photo that never gets through as failed, with its error', async () => {
  const report = await simulateBurst({ ...BURST, photos: 40, lambdaConcurrency: 0 });
  expect(report.failed).toBe(40);
  expect(Object.keys(report.errors)).toEqual(['Lambda.TooManyRequestsException']);
});

it('gives the same course of events for the same seed', async () => {
  const [one, other] = [
    await simulateBurst({ ...BURST, photos: 30 }),
    await simulateBurst({ ...BURST, photos: 30 }),
  ];
  expect(other).toEqual(one);
});

it('lets a second’s calls through at once, and then as many as the time allows', () => {
  let now = 0;
  const quota = createQuota(5, () => now);
  expect(Array.from({ length: 6 }, () => quota.take())).toEqual([true, true, true, true, true, false]);
  now = 400;
  expect([quota.take(), quota.take(), quota.take()]).toEqual([true, true, false]);
});
