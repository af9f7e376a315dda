// What a reviewer reads of each finding, also where it did not apply or nobody answered: its code, what was seen, the bound.
import { parseConfiguration } from '../../src/domain/configuration.ts';
import { ConfigurationError } from '../../src/domain/configuration-error.ts';
import { judgeFaces } from '../../src/domain/face-rules.ts';
import { judgeFile } from '../../src/domain/file-findings.ts';
import { type Finding, judge } from '../../src/domain/finding.ts';
import type { DetectedFace } from '../../src/domain/photo.ts';
import { judgeUniqueness } from '../../src/domain/uniqueness.ts';
import { COPY, DEFAULTS, findingOf, PORTRAIT } from './portrait.ts';

const { boundingBox, confidence } = PORTRAIT;
/** A model that says where the face is, and no more. */
const BARE: DetectedFace = { boundingBox, confidence };
const bare = () => judgeFaces([BARE], COPY, DEFAULTS).findings;
const unread = () => judgeFile({ type: 'jpeg', size: 200_000 }, DEFAULTS);
const drawings = () => judge('NOT_A_PHOTO', [], parseConfiguration('{"notAPhoto":{"enabled":false}}'));
const mine = { riderId: 'ada', claimedAt: '2026-01-01T00:00:00Z' };
const renewal = { hasEarlierFace: true, ownSimilarityPercent: null };

// Judged inside of the tests, so that it is known which test covers what.
test.each<[string, () => Finding, Partial<Finding>]>([
  [
    'no age',
    () => judge('AGE', BARE, DEFAULTS),
    { code: 'AGE', status: 'not-applicable', threshold: '> 20 (review from 16)' },
  ],
  [
    'no pose',
    () => findingOf(bare(), 'POSE'),
    {
      status: 'not-applicable',
      threshold: expect.stringMatching(/^yaw -.+, pitch -.+, roll -/),
    },
  ],
  ['no brightness', () => findingOf(bare(), 'TOO_DARK'), { status: 'not-applicable', threshold: '>= 40' }],
  [
    'no brightness above',
    () => findingOf(bare(), 'TOO_BRIGHT'),
    { status: 'not-applicable', threshold: '<= 95' },
  ],
  [
    'no sunglasses',
    () => findingOf(bare(), 'SUNGLASSES'),
    { status: 'not-applicable', threshold: 'no sunglasses, or < 90 % sure' },
  ],
  [
    'a file nobody could measure',
    () => findingOf(unread(), 'IMAGE_SIZE'),
    { status: 'not-applicable', threshold: expect.stringContaining('sides 200 to 10000 px') },
  ],
  [
    'colours nobody knows',
    () => findingOf(unread(), 'COLOURS'),
    { status: 'not-applicable', threshold: 'sRGB, or what can be converted to it' },
  ],
  ['labels of drawings switched off', drawings, { status: 'not-applicable', threshold: 'drawn < 80 % sure' }],
  [
    'an own file again',
    () => judge('DUPLICATE_FILE', 'ada', [{ riderId: 'ada', photoId: 'p', status: 'approved' }]),
    {
      code: 'DUPLICATE_FILE',
      status: 'passed',
      measured: 'answered before: approved',
      threshold: 'not seen from another rider',
    },
  ],
  [
    'a search that saw no face',
    () => judge('FACE_TAKEN', 'ada', null, DEFAULTS),
    { code: 'FACE_TAKEN', status: 'unavailable', measured: 'the search saw no face' },
  ],
  [
    'a face nobody has',
    () => judge('FACE_TAKEN', 'ada', [], DEFAULTS),
    { code: 'FACE_TAKEN', status: 'passed' },
  ],
  [
    'a first photo',
    () => judge('FACE_CHANGED', { ...renewal, hasEarlierFace: false }, DEFAULTS),
    { code: 'FACE_CHANGED', status: 'not-applicable', threshold: '>= 95' },
  ],
  [
    'a renewal without a match',
    () => judge('FACE_CHANGED', renewal, DEFAULTS),
    { code: 'FACE_CHANGED', status: 'review' },
  ],
  [
    'a renewal with a match',
    () => judge('FACE_CHANGED', { ...renewal, ownSimilarityPercent: 99 }, DEFAULTS),
    { code: 'FACE_CHANGED', status: 'passed', measured: 99, threshold: '>= 95' },
  ],
  [
    'no block list',
    () => judge('FACE_BLOCKED', 'off', DEFAULTS),
    { code: 'FACE_BLOCKED', status: 'not-applicable', threshold: '< 97' },
  ],
  [
    'no rival',
    () => judgeUniqueness(mine, [], DEFAULTS).finding,
    {
      code: 'FACE_TAKEN',
      status: 'passed',
      measured: 'no earlier claim',
      threshold: 'no earlier claim of >= 99',
    },
  ],
  [
    'an indexed face',
    () => judge('FACE_NOT_INDEXED', true, []),
    { code: 'FACE_NOT_INDEXED', status: 'passed', measured: 'indexed', threshold: 'indexed' },
  ],
  [
    'a face that is not indexed',
    () => judge('FACE_NOT_INDEXED', false, []),
    { code: 'FACE_NOT_INDEXED', status: 'failed', threshold: 'indexed' },
  ],
  [
    'no custom model',
    () => judge('CUSTOM_MODEL', 'off', DEFAULTS),
    { code: 'CUSTOM_MODEL', status: 'not-applicable', threshold: '< 0.6 (reject >= 0.9)' },
  ],
  [
    'a custom model without an answer',
    () => judge('CUSTOM_MODEL', 'unavailable', DEFAULTS),
    { code: 'CUSTOM_MODEL', status: 'unavailable', measured: 'no answer' },
  ],
])('of %s', (_what, judged, expected) => {
  expect(judged()).toMatchObject(expected);
});

test('of a single page, as of several', () => {
  const facts = { type: 'png', size: 200_000, width: 1200, height: 1600 } as const;
  expect(findingOf(judgeFile(facts, DEFAULTS), 'FILE_UNREADABLE')).toMatchObject({
    status: 'passed',
    measured: '1 page',
    threshold: 'a single page',
  });
  expect(findingOf(judgeFile({ ...facts, pages: 3 }, DEFAULTS), 'FILE_UNREADABLE')).toMatchObject({
    measured: 'an animation of 3 pages',
    threshold: 'a single page',
  });
});

test('of the surest face, where none is sure enough', () => {
  const unsure = [31, 42, 17].map((percent) => ({ ...PORTRAIT, confidence: percent }));
  const { findings, face } = judgeFaces(unsure, COPY, DEFAULTS);
  expect(findingOf(findings, 'NO_FACE')).toMatchObject({ status: 'failed', measured: 'a face, 42 % sure' });
  expect(face).toBeNull();
});

test('of faces of one size the first is judged', () => {
  const twins = [{ ...PORTRAIT }, { ...PORTRAIT }];
  expect(judgeFaces(twins, COPY, DEFAULTS).face).toBe(twins[0]);
});

test('a bound that equals the other one leaves no room for doubt, and is allowed', () => {
  expect(parseConfiguration('{"age":{"reject":20,"review":20}}').age).toMatchObject({
    reject: 20,
    review: 20,
  });
});

test('every problem of a configuration is told', () => {
  expect(new ConfigurationError(['a: wrong', 'b: unknown']).message).toBe(
    'The configuration cannot be used: a: wrong; b: unknown',
  );
});
