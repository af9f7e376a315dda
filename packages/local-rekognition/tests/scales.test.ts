// The scales between what models measure and what Rekognition would say, without any model.

import fc from 'fast-check';
import { interpolate } from '../src/interpolate.ts';
import { toLabels } from '../src/labels.ts';
import { page } from '../src/members.ts';
import { toContentTypes, toModerationLabels } from '../src/moderation.ts';
import { similarityPercent } from '../src/similarity.ts';
import { estimateAge, isSecondAgeNeeded } from '../src/vision/age.ts';
import { bothSay } from '../src/vision/moderation.ts';

describe('interpolate', () => {
  const scale = [
    [0, 10],
    [2, 20],
    [3, 50],
  ] as const;

  it.each([
    [-1, 10],
    [0, 10],
    [1, 15],
    [2, 20],
    [2.5, 35],
    [9, 50],
  ])('at %d is %d', (x, y) => {
    expect(interpolate(scale, x)).toBe(y);
  });

  it('never falls where the points do not', () => {
    const x = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(x, x, (a, b) => interpolate(scale, Math.min(a, b)) <= interpolate(scale, Math.max(a, b))),
    );
  });
});

describe('similarity', () => {
  const descriptor = fc.array(fc.double({ min: -0.3, max: 0.3, noNaN: true }), {
    minLength: 128,
    maxLength: 128,
  });

  it('is 100 of a face with itself, the same both ways, and within 0 to 100', () => {
    fc.assert(
      fc.property(descriptor, descriptor, (a, b) => {
        const similarity = similarityPercent(a, b);
        expect(similarityPercent(a, a)).toBe(100);
        expect(similarityPercent(b, a)).toBe(similarity);
        expect(similarity).toBeGreaterThanOrEqual(0);
        expect(similarity).toBeLessThanOrEqual(100);
      }),
    );
  });

  it.each([
    [0.76, 99],
    [0.83, 90],
    [1.3, 0],
  ])('at distance %d is %d', (distance, percent) => {
    expect(similarityPercent([distance, 0], [0, 0])).toBeCloseTo(percent, 6);
  });
});

describe('moderation', () => {
  const neutral = { drawing: 0, hentai: 0, neutral: 1, porn: 0, sexy: 0 };

  it('calls photographed and drawn pornography explicit', () => {
    const labels = toModerationLabels({ ...neutral, porn: 0.4, hentai: 0.3 }, 50);

    expect(labels).toEqual([
      { Name: 'Explicit', ParentName: '', TaxonomyLevel: 1, Confidence: expect.closeTo(70) },
    ]);
  });

  it('calls nothing explicit that only one of two networks sees', () => {
    const first = { ...neutral, neutral: 0.04, porn: 0.9, hentai: 0.06 };

    expect(toModerationLabels(bothSay(first, neutral), 0)[0]?.Confidence ?? 0).toBe(0);
    expect(toModerationLabels(bothSay(first, { ...neutral, porn: 0.7 }), 50)[0]?.Confidence).toBeCloseTo(70);
    expect(Object.values(bothSay(first, neutral)).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
  });

  it('does not hold a clothed group for swimwear, but swimwear', () => {
    expect(toModerationLabels({ ...neutral, sexy: 0.9 }, 0)[0]?.Confidence).toBeLessThan(80);
    expect(toModerationLabels({ ...neutral, sexy: 0.997 }, 0)[0]?.Confidence).toBeGreaterThan(80);
  });

  it('calls drawings illustrated', () => {
    expect(toContentTypes({ ...neutral, drawing: 0.9 }, 50)).toEqual([
      { Name: 'Illustrated', Confidence: 90 },
    ]);
    expect(toContentTypes(neutral, 50)).toEqual([]);
  });
});

describe('labels', () => {
  it('are one for each class, with the surest place as confidence', () => {
    const box = { left: 0, top: 0, width: 1, height: 1 };
    const labels = toLabels(
      [
        { name: 'cell phone', confidence: 60, box },
        { name: 'person', confidence: 70, box },
        { name: 'person', confidence: 90, box },
        { name: 'dining table', confidence: 10, box },
      ],
      50,
    );

    expect(labels.map(({ Name, Confidence, Instances }) => [Name, Confidence, Instances.length])).toEqual([
      ['Person', 90, 2],
      ['Mobile Phone', 60, 1],
    ]);
  });
});

describe('age', () => {
  const frontal = { roll: 0, yaw: 0, pitch: 0 };
  const no = { value: false, confidence: 99 };
  const seen = { eyesOpen: { value: true, confidence: 99 }, mouthOpen: no, sunglasses: no, faceOccluded: no };

  it('is an honestly wide range where both models agree', () => {
    expect(estimateAge({ ages: [30, 34], pose: frontal, attributes: seen })).toEqual({ low: 20, high: 44 });
  });

  it('is a wider one, which holds all that a second model could have added, of who is plainly grown up', () => {
    expect(estimateAge({ ages: [40], pose: frontal, attributes: seen })).toEqual({ low: 20, high: 60 });
  });

  it.each([
    ['the models contradict each other', [15, 30], seen, frontal],
    ['the estimate does not tell a child from a grown-up', [17, 19], seen, frontal],
    ['one model is not asked whether this is a child', [34], seen, frontal],
    ['no model says anything', [], seen, frontal],
    ['the eyes are closed', [30, 34], { ...seen, eyesOpen: no }, frontal],
    ['glasses hide the eyes', [30, 34], { ...seen, sunglasses: { value: true, confidence: 99 } }, frontal],
    ['the head is turned away', [30, 34], seen, { ...frontal, yaw: 40 }],
    ['the head is upside down', [30, 34], seen, { ...frontal, roll: 179 }],
  ])('is not given when %s', (_, ages, attributes, pose) => {
    expect(estimateAge({ ages, pose, attributes })).toBeUndefined();
  });

  it('is the same whatever a second model would have said where it is not asked about the young', () => {
    const years = fc.double({ min: 0.1, max: 34.9, noNaN: true });
    const told = (ages: number[]) => estimateAge({ ages, pose: frontal, attributes: seen });
    fc.assert(
      fc.property(years, fc.double({ min: 0.1, max: 99, noNaN: true }), (first, second) => {
        if (!isSecondAgeNeeded(first)) expect(told([first, second])).toEqual(told([first]));
      }),
    );
    expect([11, 16, 30, 40].map(isSecondAgeNeeded)).toEqual([true, false, true, false]);
  });
});

it('pages give every item once, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 10 }), (all, size) => {
      const collected: number[] = [];
      let token: string | undefined;
      do {
        const { items, next } = page(all, { MaxResults: size, NextToken: token });
        collected.push(...items);
        token = next;
      } while (token !== undefined);
      expect(collected).toEqual(all);
    }),
  );
});
