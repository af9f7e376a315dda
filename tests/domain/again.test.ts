import { nameOf, nameOfTry, nextExecution, nextName, patience, triesOf } from '../../src/domain/again.ts';

const FIRST = '4f1c-ada';
const ARN = 'arn:aws:states:eu-central-1:000000000000:execution:check-photo:';

it.each([
  [FIRST, `${FIRST}-again-1`],
  [`${FIRST}-again-1`, `${FIRST}-again-2`],
  [`${FIRST}-again-9`, `${FIRST}-again-10`],
  [`${FIRST}-again-10`, `${FIRST}-again-11`],
  // Only the end of a name is a mark.
  [`${FIRST}-again-3-x`, `${FIRST}-again-3-x-again-1`],
])('%s is started again as %s', (name, next) => {
  expect(nextName(name)).toBe(next);
  expect(nextExecution(ARN + name)).toBe(ARN + next);
  expect(nameOf(ARN + next)).toBe(next);
});

it('counts the tries, and finds the first name again', () => {
  expect([FIRST, `${FIRST}-again-2`, `${FIRST}-again-12`].map(triesOf)).toEqual([0, 2, 12]);
  expect(nameOfTry(`${FIRST}-again-2`, 0)).toBe(FIRST);
});

it('the longest name has room for the mark of any try', () => {
  expect(nameOfTry('n'.repeat(80), 999)).toBe(`${'n'.repeat(70)}-again-999`);
  expect(nameOfTry('n'.repeat(70), 0)).toHaveLength(70);
});

it('is twice as patient after each try, a day at most', () => {
  expect([0, 1, 2, 3].map((tries) => patience(600, tries))).toEqual([600, 1200, 2400, 4800]);
  expect([7, 8, 30].map((tries) => patience(600, tries))).toEqual([76_800, 86_400, 86_400]);
});
