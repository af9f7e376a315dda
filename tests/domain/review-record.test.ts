import * as fc from 'fast-check';
import { reviewRecord } from '../../src/domain/review-record.ts';

const decision = 'approve';

it('has nothing to say of nothing, and of what was decided before it was noted', () => {
  const nothing = { medianMinutes: null, compared: { n: 0, agreed: 0 } };
  expect(reviewRecord([])).toEqual(nothing);
  expect(reviewRecord([{ decision, measured: 91 }])).toEqual(nothing);
});

it.each([
  [[7], 7],
  [[9, 1], 5],
  [[30, 1, 2], 2],
])('of %j minutes the median is %d', (minutes, medianMinutes) => {
  expect(reviewRecord(minutes.map((each) => ({ decision, minutes: each }))).medianMinutes).toBe(
    medianMinutes,
  );
});

it('half of all took no longer than the median, and half no less', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1 }), (minutes) => {
      const { medianMinutes } = reviewRecord(minutes.map((each) => ({ decision, minutes: each })));
      const half = minutes.length / 2;
      expect(minutes.filter((each) => each <= medianMinutes!).length).toBeGreaterThanOrEqual(half);
      expect(minutes.filter((each) => each >= medianMinutes!).length).toBeGreaterThanOrEqual(half);
    }),
  );
});

it('counts those whom two have answered, and of them those of one mind', () => {
  const outcomes = [true, false, true, undefined].map((agreed) => ({
    decision,
    ...(agreed !== undefined && { agreed }),
  })) as Parameters<typeof reviewRecord>[0];
  expect(reviewRecord(outcomes).compared).toEqual({ n: 3, agreed: 2 });
});
