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

it('tells the share that was approved, with how far chance may have led it', () => {
  const { approvedShare } = thresholdAdvice([...outcomes(0, 81, 'approve'), ...outcomes(0, 182, 'reject')]);
  expect(approvedShare).toEqual({ share: 0.308, low: 0.2553, high: 0.3662 });
});

it('advises from fifty on: where all are approved, the lowest that was seen', () => {
  expect(thresholdAdvice(outcomes(7, 7 + LEAST_FOR_ADVICE, 'approve')).bestBound).toEqual({
    approve: 'at-least',
    bound: 7,
    agreedShare: 1,
  });
});

it.each([
  ['reject', 'approve', 'at-least'],
  ['approve', 'reject', 'below'],
] as const)('of bounds as good advises the lowest: %s before %s', (low, high, approve) => {
  const of = (decision: 'approve' | 'reject', measured: number, times: number) =>
    Array.from({ length: times }, () => ({ decision, measured }));
  const all = [...of(low, 10, 25), ...of(high, 20, 1), ...of(low, 30, 1), ...of(high, 40, 25)];
  expect(thresholdAdvice(all).bestBound).toEqual({ approve, bound: 15, agreedShare: 0.9808 });
});

it('counts from the lowest value that was seen, in tenths', () => {
  const { histogram } = thresholdAdvice([...outcomes(50, 60, 'approve'), ...outcomes(140, 151, 'reject')]);
  expect(histogram[0]).toEqual({ from: 50, to: 60, approve: 10, retake: 0, reject: 0 });
  expect(histogram[1]).toEqual({ from: 60, to: 70, approve: 0, retake: 0, reject: 0 });
  expect(histogram[9]).toEqual({ from: 140, to: 150, approve: 0, retake: 0, reject: 11 });
});
