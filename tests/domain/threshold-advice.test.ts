import { LEAST_FOR_ADVICE, thresholdAdvice, wilson } from '../../src/domain/threshold-advice.ts';

const outcomes = (from: number, to: number, decision: 'approve' | 'reject') =>
  Array.from({ length: to - from }, (_, at) => ({ measured: from + at, decision }));

it.each([
  [0, 10, 0, 0.2775],
  [5, 10, 0.2366, 0.7634],
  [10, 10, 0.7225, 1],
  [81, 263, 0.2553, 0.3662],
])('Wilson’s interval of %i in %i is %f to %f', (successes, n, low, high) => {
  expect(wilson(successes, n)).toEqual({ low, high });
});

it('says where the bound would have agreed with people best', () => {
  const { bestBound, n, approved } = thresholdAdvice([
    ...outcomes(40, 70, 'approve'),
    ...outcomes(70, 100, 'reject'),
  ]);
  expect([n, approved]).toEqual([60, 30]);
  expect(bestBound).toEqual({ approve: 'below', bound: 69.5, agreedShare: 1 });
  const other = thresholdAdvice([...outcomes(40, 70, 'reject'), ...outcomes(60, 100, 'approve')]);
  expect(other.bestBound).toMatchObject({ approve: 'at-least', agreedShare: expect.closeTo(60 / 70, 3) });
});

it('gives no advice on less than fifty, nor on words', () => {
  expect(thresholdAdvice(outcomes(0, LEAST_FOR_ADVICE - 1, 'approve')).bestBound).toBeNull();
  const words = Array.from({ length: 80 }, () => ({ measured: 'yaw 41', decision: 'approve' as const }));
  expect(thresholdAdvice(words)).toMatchObject({ n: 80, approved: 80, histogram: [], bestBound: null });
  expect(thresholdAdvice([])).toEqual({
    n: 0,
    approved: 0,
    approvedShare: null,
    histogram: [],
    bestBound: null,
  });
});

it('counts decisions by what was measured', () => {
  const { histogram } = thresholdAdvice([...outcomes(0, 10, 'approve'), ...outcomes(90, 101, 'reject')]);
  expect(histogram).toHaveLength(10);
  expect(histogram[0]).toEqual({ from: 0, to: 10, approve: 10, retake: 0, reject: 0 });
  expect(histogram[9]).toMatchObject({ approve: 0, reject: 11 });
  expect(thresholdAdvice([{ measured: 5, decision: 'approve' }]).histogram).toHaveLength(1);
});
