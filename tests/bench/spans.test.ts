import fc from 'fast-check';
import { coveredMs, endingWith } from '../../bench/journey/spans.ts';

const WINDOW = { startMs: 100, endMs: 200 };

test.each([
  ['nothing', [], 0],
  ['a span inside', [[120, 150]], 30],
  [
    'overlapping spans once',
    [
      [120, 150],
      [140, 160],
    ],
    40,
  ],
  [
    'a span within another once',
    [
      [120, 180],
      [130, 140],
    ],
    60,
  ],
  [
    'what lies in the window only',
    [
      [50, 110],
      [190, 300],
    ],
    20,
  ],
  ['the whole window at most', [[0, 1000]], 100],
  [
    'spans in any order',
    [
      [180, 190],
      [110, 120],
    ],
    20,
  ],
])('counts %s', (_, spans, expected) => {
  const given = spans.map(([startMs = 0, endMs = 0]) => ({ startMs, endMs }));

  expect(coveredMs(given, WINDOW)).toBe(expected);
});

test('covers as many milliseconds as a count of each one finds', () => {
  const span = fc
    .tuple(fc.nat(300), fc.nat(100))
    .map(([startMs, length]) => ({ startMs, endMs: startMs + length }));
  fc.assert(
    fc.property(fc.array(span), (spans) => {
      const counted = Array.from({ length: 100 }, (_, index) => WINDOW.startMs + index).filter((ms) =>
        spans.some(({ startMs, endMs }) => startMs <= ms && ms < endMs),
      ).length;

      expect(coveredMs(spans, WINDOW)).toBe(counted);
    }),
  );
});

test('puts work at the end of a window, and never before it', () => {
  expect(endingWith(WINDOW, 30)).toEqual({ startMs: 170, endMs: 200 });
  expect(endingWith(WINDOW, 300)).toEqual(WINDOW);
});
