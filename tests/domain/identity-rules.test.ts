import fc from 'fast-check';
import { judge } from '../../src/domain/finding.ts';
import { identityMeasures, ownSimilarity, ridersToCompare } from '../../src/domain/identity-rules.ts';
import type { FaceMatch } from '../../src/domain/photo.ts';
import { contestedFace, type FaceClaim, judgeUniqueness } from '../../src/domain/uniqueness.ts';
import { DEFAULTS } from './portrait.ts';

const match = (riderId: string, similarityPercent: number): FaceMatch => ({
  faceId: `face-of-${riderId}`,
  riderId,
  similarityPercent,
});

describe('FACE_TAKEN', () => {
  it.each([
    [89.99, 'passed', 89.99],
    [90, 'review', 90],
    [98.99, 'review', 98.99],
    [99, 'failed', 99],
    [99.98765, 'failed', 99.99],
  ])('with %p percent similarity to another rider: %s', (similarity, status, measured) => {
    expect(judge('FACE_TAKEN', 'ada', [match('bao', similarity)], DEFAULTS)).toEqual({
      code: 'FACE_TAKEN',
      kind: 'fraud',
      status,
      measured,
      threshold: '< 90 (reject >= 99)',
    });
  });

  it('takes the best match of all other riders, in whatever order they came', () => {
    const matches = [match('bao', 85), match('carla', 99.5), match('ada', 100)];
    expect(judge('FACE_TAKEN', 'ada', matches, DEFAULTS)).toMatchObject({ status: 'failed', measured: 99.5 });
  });

  it('does not hold the rider’s own face against them', () => {
    expect(judge('FACE_TAKEN', 'ada', [match('ada', 100)], DEFAULTS)).toMatchObject({
      status: 'passed',
      measured: 'none of 80 or more',
    });
  });

  it('is for a person to say where the search saw no face', () => {
    expect(judge('FACE_TAKEN', 'ada', null, DEFAULTS)).toMatchObject({
      status: 'unavailable',
      measured: 'the search saw no face',
    });
    expect(ownSimilarity('ada', null)).toBeNull();
  });
});

describe('FACE_CHANGED', () => {
  it.each([
    [94.99, 'review'],
    [95, 'passed'],
  ])('when the own earlier face is %p percent alike: %s', (similarity, status) => {
    const renewal = { hasEarlierFace: true, ownSimilarityPercent: similarity };
    expect(judge('FACE_CHANGED', renewal, DEFAULTS)).toMatchObject({
      status,
      measured: similarity,
      threshold: '>= 95',
    });
  });

  it('sends a renewal without any own match to a person', () => {
    const renewal = { hasEarlierFace: true, ownSimilarityPercent: null };
    expect(judge('FACE_CHANGED', renewal, DEFAULTS)).toMatchObject({
      status: 'review',
      measured: 'none of 80 or more',
    });
  });

  it('does not apply to a first photo', () => {
    const first = { hasEarlierFace: false, ownSimilarityPercent: null };
    expect(judge('FACE_CHANGED', first, DEFAULTS).status).toBe('not-applicable');
  });

  it('is measured by the best of the rider’s own faces', () => {
    const matches = [match('ada', 81), match('ada', 97), match('bao', 99)];
    expect(ownSimilarity('ada', matches)).toBe(97);
    expect(ownSimilarity('ada', [match('bao', 99)])).toBeNull();
  });
});

describe('FACE_BLOCKED', () => {
  it.each([
    ['off' as const, 'not-applicable', undefined],
    [null, 'unavailable', 'the search saw no face'],
    [[], 'passed', 'no match'],
    [[match('x', 96.99)], 'passed', 96.99],
    [[match('x', 12), match('y', 97)], 'review', 97],
  ])('of %p: %s', (matches, status, measured) => {
    expect(judge('FACE_BLOCKED', matches, DEFAULTS)).toMatchObject({ code: 'FACE_BLOCKED', status });
    expect(judge('FACE_BLOCKED', matches, DEFAULTS).measured).toBe(measured);
  });
});

describe('judgeUniqueness', () => {
  const claim = (
    riderId: string,
    claimedAt: string,
    similarityPercent = 99.5,
    changes: Partial<FaceClaim> = {},
  ): FaceClaim => ({
    riderId,
    claimedAt,
    similarityPercent,
    isSettled: false,
    openPhotoIds: [`photo-of-${riderId}`],
    ...changes,
  });
  const settled = { isSettled: true, openPhotoIds: [] };
  const mine = claim('bao', '2026-03-01T12:00:00.500Z', 100);

  it.each([
    ['nobody else', [], true],
    ['a later claim', [claim('ada', '2026-03-01T12:00:00.501Z')], true],
    ['an earlier claim', [claim('zoe', '2026-03-01T12:00:00.499Z')], false],
    ['an earlier claim written without fractions', [claim('zoe', '2026-03-01T12:00:00Z')], false],
    ['an earlier claim in another time zone', [claim('zoe', '2026-03-01T14:00:00+03:00')], false],
    ['a claim at the same moment by a lesser id', [claim('ada', mine.claimedAt)], false],
    ['a claim at the same moment by a greater id', [claim('carla', mine.claimedAt)], true],
    ['an earlier claim just alike enough', [claim('zoe', '2026-01-01T00:00:00Z', 99)], false],
    ['an earlier claim not alike enough', [claim('zoe', '2026-01-01T00:00:00Z', 98.99)], true],
    ['an earlier claim of the same rider', [claim('bao', '2026-01-01T00:00:00Z')], true],
    [
      'an approved photo that was claimed later',
      [claim('ada', '2026-04-01T00:00:00Z', 99.5, settled)],
      false,
    ],
    ['an approved photo not alike enough', [claim('ada', '2026-01-01T00:00:00Z', 98.99, settled)], true],
  ])('with %s', (_name, others, unique) => {
    const answer = judgeUniqueness(mine, others, DEFAULTS);
    expect(answer.unique).toBe(unique);
    expect(answer.finding).toMatchObject({ code: 'FACE_TAKEN', status: unique ? 'passed' : 'failed' });
  });

  it('names the open claims that came later, for they must not be approved any more', () => {
    const later = claim('zoe', '2026-03-01T12:00:01Z');
    const unlike = claim('yan', '2026-03-01T12:00:01Z', 98);
    const own = claim('bao', '2026-03-01T12:00:01Z');
    expect(judgeUniqueness(mine, [later, unlike, own], DEFAULTS).later).toEqual([later]);
    const earlier = claim('ada', '2026-01-01T00:00:00Z');
    expect(judgeUniqueness(mine, [later, earlier], DEFAULTS)).toMatchObject({ unique: false, later: [] });
  });

  it('measures the best of the earlier claims', () => {
    const others = [claim('zoe', '2026-01-01T00:00:00Z', 99.1), claim('yan', '2026-01-01T00:00:00Z', 99.456)];
    expect(judgeUniqueness(mine, others, DEFAULTS).finding.measured).toBe(99.46);
  });

  it('keeps the face with whoever is approved already, whatever the others claim', () => {
    const approved = claim('zoe', '2026-12-31T00:00:00Z', 99.5, settled);
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (at) => {
        const late = claim('ada', at.toISOString());
        expect(judgeUniqueness(late, [approved], DEFAULTS).unique).toBe(false);
      }),
    );
  });

  it('lets exactly one of any number of racing riders keep the face', () => {
    const moments = fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T00:00:00.001Z', 'never');
    const claims = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1, maxLength: 3 }), moments), {
      minLength: 1,
      selector: ([riderId]) => riderId,
    });
    fc.assert(
      fc.property(claims, (pairs) => {
        const all = pairs.map(([riderId, at]) => claim(riderId, at));
        const winners = all.filter((one) => {
          const others = all.filter((other) => other !== one);
          return judgeUniqueness(one, others, DEFAULTS).unique;
        });
        expect(winners).toHaveLength(1);
      }),
    );
  });
});

it('a photo whose face was claimed before, as another rider has said, fails as one that is taken', () => {
  expect(contestedFace(DEFAULTS)).toEqual({
    code: 'FACE_TAKEN',
    kind: 'fraud',
    status: 'failed',
    measured: 'claimed before by another rider',
    threshold: 'no earlier claim of >= 99',
  });
});

describe('what is kept of the searches', () => {
  it('is the best of others and of the own faces, and names nobody', () => {
    const matches = [match('bao', 85), match('ada', 97), match('carla', 91), match('ada', 96)];
    const blocked = [match('dan', 97.5), match('eve', 98)];
    const kept = identityMeasures('ada', matches, blocked, DEFAULTS);
    expect(kept).toStrictEqual({
      searchPercent: 80,
      sawFace: true,
      othersPercent: 91,
      ownPercent: 97,
      blocked: { searchPercent: 97, sawFace: true, bestPercent: 98 },
    });
  });

  it('tells a search that found nothing from one that saw no face, and from a list that was not asked', () => {
    const nothing = { searchPercent: 80, othersPercent: null, ownPercent: null };
    expect(identityMeasures('ada', [], [], DEFAULTS)).toStrictEqual({
      ...nothing,
      sawFace: true,
      blocked: { searchPercent: 97, sawFace: true, bestPercent: null },
    });
    expect(identityMeasures('ada', null, null, DEFAULTS)).toStrictEqual({
      ...nothing,
      sawFace: false,
      blocked: { searchPercent: 97, sawFace: false, bestPercent: null },
    });
    expect(identityMeasures('ada', [], 'off', DEFAULTS)).toMatchObject({ blocked: 'off' });
  });
});

describe('beside the photo a person sees', () => {
  it('the three riders most alike that the rules doubt it for, each once, never the rider', () => {
    const matches = [match('bao', 90), match('ada', 100), match('carla', 95), match('carla', 91)];
    const blocked = [match('dan', 97), match('eve', 99)];
    expect(ridersToCompare('ada', matches, blocked, DEFAULTS)).toStrictEqual(['eve', 'dan', 'carla']);
  });

  it('nobody who is less alike than what is doubted', () => {
    const matches = [match('bao', 90), match('carla', 89.99)];
    expect(ridersToCompare('ada', matches, [match('dan', 96.99)], DEFAULTS)).toStrictEqual(['bao']);
    expect(ridersToCompare('ada', matches, 'off', DEFAULTS)).toStrictEqual(['bao']);
  });

  it.each([
    [null, null],
    [[], []],
    [null, 'off'],
  ] as const)('nobody, where %j and %j were found', (matches, blocked) => {
    expect(
      ridersToCompare(
        'ada',
        matches && [...matches],
        blocked === 'off' ? 'off' : blocked && [...blocked],
        DEFAULTS,
      ),
    ).toStrictEqual([]);
  });
});
