import { parseConfiguration } from '../../src/domain/configuration.ts';
import { isLetThrough, judgeAgain } from '../../src/domain/judge-again.ts';
import type { Measures } from '../../src/domain/measures.ts';
import { APPROVED, FILE } from './approved-measures.ts';
import { findingOf, PORTRAIT } from './portrait.ts';

const rules = (configuration = {}, rejectionNeedsPerson = true) => ({
  configuration: parseConfiguration(JSON.stringify(configuration)),
  rejectionNeedsPerson,
});
const again = (measures: Measures, configuration = {}) => judgeAgain(measures, rules(configuration));

it('says of a photo what the rules said of it, where the thresholds are the same', () => {
  expect(again(APPROVED)).toMatchObject({ verdict: 'approved', reasons: [], unknown: [] });
});

it.each([
  [{ face: { sharpness: { min: 95 } } }, 'retake', ['BLURRED']],
  [{ file: { minBytes: 300_000 } }, 'retake', ['FILE_SIZE']],
  [{ image: { minSidePixels: 3001 } }, 'retake', ['IMAGE_SIZE']],
  [{ face: { pose: { yaw: { review: 2 } } } }, 'review', ['POSE']],
  [{ age: { review: 31 } }, 'review', ['AGE']],
  [{ age: { reject: 31, review: 32 } }, 'rejected', ['AGE']],
  [{ face: { frameMarginPercent: 25 } }, 'retake', ['FACE_CUT_OFF']],
])('tries a threshold: %j', (configuration, verdict, reasons) => {
  expect(again(APPROVED, configuration)).toMatchObject({ verdict, reasons });
});

it('judges what is refused early no further, as the journey does', () => {
  const taken = { ...APPROVED, identity: { ...APPROVED.identity, othersPercent: 99.5 } };
  expect(again(taken)).toMatchObject({ verdict: 'review', reasons: ['FACE_TAKEN'] });
  expect(judgeAgain(taken, rules({}, false))).toMatchObject({ verdict: 'rejected' });
  expect(again(taken, { face: { sharpness: { min: 95 } } })).toMatchObject({
    verdict: 'retake',
    reasons: ['BLURRED'],
  });

  const small = again(taken, { file: { minBytes: 300_000 }, face: { sharpness: { min: 95 } } });
  expect(small.reasons).toEqual(['FILE_SIZE']);
  for (const { unknown } of [small, again(taken), again(taken, { face: { sharpness: { min: 95 } } })])
    expect(unknown).toStrictEqual([]);
});

it('says nothing of rules that said nothing', () => {
  expect(again(APPROVED).findings.map(({ code }) => code)).not.toContain('DUPLICATE_FILE');
  expect(again(APPROVED).findings.map(({ code }) => code)).not.toContain('FACE_NOT_INDEXED');
  for (const finding of again(APPROVED).findings) expect(finding.status).toMatch(/^(passed|not-applicable)$/);
});

it('tells what was not asked from what was asked and found nothing', () => {
  const { customModel: _, ...withoutModel } = APPROVED;
  const { findings } = again(withoutModel);
  expect(findingOf(findings, 'CUSTOM_MODEL')).toMatchObject({ status: 'not-applicable' });
  expect(findingOf(findings, 'FACE_BLOCKED')).toMatchObject({ status: 'not-applicable' });
  expect(findingOf(findings, 'FACE_TAKEN')).toMatchObject({
    status: 'passed',
    measured: 'none of 80 or more',
  });
});

describe('what was not measured is unknown', () => {
  const { content: _, identity: __, customModel: ___, ...refusedFace } = APPROVED;

  it('of a photo that would come past its face', () => {
    const blurred = { ...refusedFace, faces: [{ ...PORTRAIT, quality: { brightness: 70, sharpness: 30 } }] };
    expect(again(blurred)).toMatchObject({ verdict: 'retake', reasons: ['BLURRED'] });
    expect(again(blurred, { face: { sharpness: { min: 30 } } })).toMatchObject({
      verdict: 'unknown',
      unknown: ['CONTENT', 'FACE_TAKEN'],
    });
  });

  it.each([
    ['image', 'NO_FACE'],
    ['faces', 'NO_FACE'],
    ['content', 'CONTENT'],
    ['identity', 'CONTENT'],
  ] as const)('of a photo without its %s', (missing, first) => {
    const { [missing]: ____, ...rest } = APPROVED;
    const judged = again(rest);
    expect([judged.verdict, judged.unknown[0]]).toEqual(['unknown', first]);
  });

  it('of a photo that would come past its file, or was too large to be read', () => {
    const small = { said: {}, file: { facts: { ...FILE.facts, size: 900 } } };
    expect(again(small)).toMatchObject({ verdict: 'retake', reasons: ['FILE_SIZE'] });
    expect(again(small, { file: { minBytes: 800 } })).toMatchObject({
      verdict: 'unknown',
      unknown: ['NO_FACE'],
    });
    const unread = {
      said: {},
      file: { facts: { type: 'unknown', size: 16_000_000 }, isUnread: true as const },
    };
    expect(again(unread)).toMatchObject({ verdict: 'retake', reasons: ['FILE_SIZE'] });
    expect(again(unread, { file: { maxBytes: 17_000_000 } })).toMatchObject({ verdict: 'unknown' });
  });

  it.each([
    [{ duplicate: { searchPercent: 60, reviewPercent: 70 } }, 'FACE_TAKEN'],
    [{ content: { review: { confidence: 50 } } }, 'CONTENT'],
    [{ notAPhoto: { confidence: 50 } }, 'NOT_A_PHOTO'],
    [{ blockList: { enabled: true } }, 'FACE_BLOCKED'],
  ])('below what a service was asked for: %j', (configuration, code) => {
    expect(again(APPROVED, configuration)).toMatchObject({ verdict: 'unknown', unknown: [code] });
  });

  it('but what another rule says for certain stands', () => {
    expect(again(APPROVED, { blockList: { enabled: true }, age: { reject: 31, review: 32 } })).toMatchObject({
      verdict: 'rejected',
    });
  });

  it('where the answer of then holds for lower bounds, too', () => {
    const alike = { ...APPROVED, identity: { ...APPROVED.identity, othersPercent: 82 } };
    expect(again(alike, { duplicate: { searchPercent: 60, reviewPercent: 70 } })).toMatchObject({
      verdict: 'review',
      reasons: ['FACE_TAKEN'],
    });
  });
});

describe('what more matches or labels could not change is known, however low the bound', () => {
  const asked = { searchPercent: 97, sawFace: true, bestPercent: null };
  const LISTED = { blockList: { enabled: true, percent: 95 } };
  const blockedBy = (blocked: NonNullable<Measures['identity']>['blocked']) => ({
    ...APPROVED,
    identity: { ...APPROVED.identity, blocked },
  });

  it('a face that is on the block list', () => {
    expect(again(blockedBy(asked), LISTED)).toMatchObject({ verdict: 'unknown', unknown: ['FACE_BLOCKED'] });
    const listed = again(blockedBy({ ...asked, bestPercent: 98 }), LISTED);
    expect(listed).toMatchObject({ verdict: 'review', reasons: ['FACE_BLOCKED'] });
    expect(listed.unknown).toStrictEqual([]);
  });

  it('a face that a search did not see', () => {
    const unseen = { ...asked, sawFace: false };
    expect(again(blockedBy(unseen), LISTED)).toMatchObject({ verdict: 'review', reasons: ['FACE_BLOCKED'] });
    const renewed = { ...APPROVED.identity, sawFace: false, hasEarlierFace: true };
    const lower = { duplicate: { searchPercent: 60, reviewPercent: 70, sameRiderPercent: 70 } };
    expect(again({ ...APPROVED, identity: renewed }, lower)).toMatchObject({
      verdict: 'review',
      reasons: ['FACE_TAKEN', 'FACE_CHANGED'],
    });
  });

  it('a drawing that was seen', () => {
    const drawn = { ...APPROVED.content, contentTypes: [{ name: 'Illustrated', confidence: 90 }] };
    const judged = again({ ...APPROVED, content: drawn }, { notAPhoto: { confidence: 50 } });
    expect(judged).toMatchObject({ verdict: 'review', reasons: ['NOT_A_PHOTO'] });
    expect(judged.unknown).toStrictEqual([]);
  });

  it('content that is refused, but not what is only doubted', () => {
    const label = { name: 'Explicit', parentName: '', confidence: 95, taxonomyLevel: 1 };
    const lower = { content: { reject: { confidence: 50 } } };
    const explicit = { ...APPROVED.content, labels: [label] };
    expect(again({ ...APPROVED, content: explicit }, lower)).toMatchObject({
      verdict: 'rejected',
      reasons: ['CONTENT'],
    });
    const alcohol = { ...APPROVED.content, labels: [{ ...label, name: 'Alcohol' }] };
    const judged = again({ ...APPROVED, content: alcohol }, lower);
    expect(judged).toMatchObject({ verdict: 'unknown', unknown: ['CONTENT'] });
    expect(judged.findings.map(({ code }) => code)).not.toContain('CONTENT');
  });

  it('a bound that is exactly what was asked for, or above', () => {
    const same = { duplicate: { searchPercent: 60, reviewPercent: 80 }, notAPhoto: { confidence: 60 } };
    expect(again(APPROVED, same)).toMatchObject({ verdict: 'approved' });
    expect(again(blockedBy(asked), { blockList: { enabled: true, percent: 97 } })).toMatchObject({
      verdict: 'approved',
    });
  });
});

describe('a renewal', () => {
  const renewal = (ownPercent: number | null) => ({
    ...APPROVED,
    identity: { ...APPROVED.identity, hasEarlierFace: true, ownPercent },
  });
  const lower = { duplicate: { searchPercent: 60, reviewPercent: 80, sameRiderPercent: 70 } };

  it.each([
    [96, {}, 'approved'],
    [94, {}, 'review'],
    [null, {}, 'review'],
    [94, lower, 'approved'],
    [null, lower, 'unknown'],
    // Asked for 80 then, and 80 would do now: there was none.
    [null, { duplicate: { sameRiderPercent: 80 } }, 'review'],
  ])('whose own best match was %s, with %j: %s', (ownPercent, configuration, verdict) => {
    expect(again(renewal(ownPercent), configuration)).toMatchObject({
      verdict,
      ...(verdict === 'review' && { reasons: ['FACE_CHANGED'] }),
      ...(verdict === 'unknown' && { unknown: ['FACE_CHANGED'] }),
    });
  });

  it('of a first photo says nothing, whatever the bound', () => {
    expect(again(APPROVED, lower)).toMatchObject({ verdict: 'approved' });
  });
});

it('of a face that the search did not see nobody knows whose it is', () => {
  const unseen = { ...APPROVED, identity: { ...APPROVED.identity, sawFace: false } };
  expect(again(unseen)).toMatchObject({ verdict: 'review', reasons: ['FACE_TAKEN'] });
});

it('a block list that is not asked any more says nothing', () => {
  const blocked = { searchPercent: 97, sawFace: true, bestPercent: 99 };
  const listed = { ...APPROVED, identity: { ...APPROVED.identity, blocked } };
  expect(again(listed)).toMatchObject({ verdict: 'approved' });
  expect(again(listed, { blockList: { enabled: true } })).toMatchObject({ verdict: 'review' });
  expect(again(listed, { blockList: { enabled: true, percent: 99.5 } })).toMatchObject({
    verdict: 'approved',
  });
});

it.each([
  ['approved', true],
  ['review', true],
  ['unknown', true],
  ['retake', false],
  ['rejected', false],
] as const)('%s is let through: %s', (verdict, expected) => {
  expect(isLetThrough(verdict)).toBe(expected);
});

it('keeps what rules without a threshold said', () => {
  const foreign = { ...APPROVED, said: { DUPLICATE_FILE: 'review' as const } };
  expect(again(foreign)).toMatchObject({ verdict: 'review', reasons: ['DUPLICATE_FILE'] });
  const notIndexed = { ...APPROVED, said: { FACE_NOT_INDEXED: 'failed' as const } };
  expect(again(notIndexed)).toMatchObject({ verdict: 'retake', reasons: ['FACE_NOT_INDEXED'] });
});
