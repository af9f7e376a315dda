import { secondsToOutcome, secondsToWait } from '../../src/domain/polling-pace.ts';

it.each([
  [0, 1],
  [0.9, 1],
  [1, 1],
  [2, 2],
  [3.9, 2],
  [4, 3],
  [6.9, 3],
  [7, 5],
  [12, 5],
  [3600, 5],
])('a photo %d seconds old is asked for again after %i', (age, wait) => {
  expect(secondsToWait('processing', age)).toBe(wait);
  expect(secondsToWait('awaiting-upload', age)).toBe(wait);
});

it('is asked for seldom while a person looks, and never once nothing more comes', () => {
  expect(secondsToWait('in-review', 0)).toBe(60);
  for (const status of ['approved', 'retake', 'rejected', 'expired', 'failed'] as const)
    expect(secondsToWait(status, 0)).toBeUndefined();
});

const NOW = new Date('2026-03-01T08:00:00.000Z');
const undoUntil = (seconds: number) => new Date(NOW.getTime() + seconds * 1000).toISOString();

it.each([
  [{ isOver: false, undoUntil: undoUntil(8) }, 10],
  [{ isOver: false, undoUntil: undoUntil(0.5) }, 3],
  [{ isOver: false, undoUntil: undoUntil(13) }, 15],
  [{ isOver: false, undoUntil: undoUntil(60) }, 15],
  [{ isOver: false, undoUntil: undoUntil(0) }, 15],
  [{ isOver: false, undoUntil: undoUntil(-60) }, 15],
  [{ isOver: true, undoUntil: undoUntil(8) }, undefined],
  [{ isOver: false, undoUntil: undefined }, undefined],
])('whoever has answered %j may learn more after %p seconds', (answered, seconds) => {
  expect(secondsToOutcome(answered, NOW)).toBe(seconds);
});
