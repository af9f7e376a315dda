import { attemptsLeft, oneMoreAttempt } from '../../src/domain/upload-attempts.ts';

const LIMITS = { most: 3, withinSeconds: 3600 };
const since = '2026-03-01T08:00:00.000Z';
const after = (seconds: number) => new Date(Date.parse(since) + seconds * 1000);
const resetsAt = after(3600).toISOString();

it('the while begins with the first attempt', () => {
  expect(oneMoreAttempt(undefined, after(0), LIMITS)).toEqual({ since, count: 1 });
  expect(oneMoreAttempt({ since, count: 1 }, after(60), LIMITS)).toEqual({ since, count: 2 });
});

it.each([
  [2, 3599, { since, count: 3 }],
  [3, 3599, undefined],
  [4, 3599, undefined],
  [3, 3600, { since: resetsAt, count: 1 }],
])('after %i attempts and %i seconds: %j', (count, seconds, expected) => {
  expect(oneMoreAttempt({ since, count }, after(seconds), LIMITS)).toEqual(expected);
});

it.each([
  [undefined, 0, { left: 3, resetsAt: null }],
  [1, 10, { left: 2, resetsAt }],
  [3, 3599, { left: 0, resetsAt }],
  // The limit was lowered meanwhile.
  [5, 10, { left: 0, resetsAt }],
  [3, 3600, { left: 3, resetsAt: null }],
])('%j attempts leave, after %i seconds, %j', (count, seconds, expected) => {
  const made = count === undefined ? undefined : { since, count };
  expect(attemptsLeft(made, after(seconds), LIMITS)).toEqual(expected);
});
