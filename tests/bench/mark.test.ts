import { isMissed, type Mark, median, tableOf } from '../../bench/mark.ts';

const aMark = (measured: number, goal?: number): Mark => ({
  name: 'a photo',
  measured,
  unit: 'ms',
  ...(goal === undefined ? {} : { goal: { atMost: goal } }),
});

test('takes the middle value, or the mean of the two in the middle', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 2, 9])).toBe(3);
  expect(median([])).toBeNaN();
});

test('misses what is beyond its goal, and nothing that has none', () => {
  const fast = { ...aMark(10), goal: { atLeast: 10 } };

  expect([aMark(10, 10), aMark(10.1, 10), aMark(10)].map(isMissed)).toEqual([false, true, false]);
  expect([fast, { ...fast, measured: 9 }].map(isMissed)).toEqual([false, true]);
});

test('misses a goal that could not be measured', () => {
  expect(isMissed(aMark(Number.NaN, 10))).toBe(true);
});

test('prints one line a mark, numbers below each other', () => {
  const share: Mark = { name: 'a share', measured: 15.04, unit: '%', digits: 1, goal: { atMost: 15 } };

  const table = tableOf([aMark(1234, 1500), share, aMark(7)]);

  expect(table.split('\n')).toEqual([
    'mark     measured         goal  ok',
    'a photo  1,234 ms  <= 1,500 ms  ok',
    'a share    15.0 %    <= 15.0 %  MISSED',
    'a photo      7 ms',
  ]);
});
