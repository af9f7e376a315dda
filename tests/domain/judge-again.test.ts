import { parseConfiguration } from '../../src/domain/configuration.ts';
import { finding } from '../../src/domain/finding.ts';
import { judgeAgain } from '../../src/domain/judge-again.ts';
import { facesToKeep, type Measures, MeasuresSchema, saidIn } from '../../src/domain/measures.ts';
import { PORTRAIT } from './portrait.ts';

const FILE = { facts: { type: 'jpeg', size: 200_000, width: 3000, height: 4000 } };
const APPROVED: Measures = {
  said: {},
  file: FILE,
  image: { width: 1440, height: 1920 },
  faces: [PORTRAIT],
  content: { leastConfidence: 60, labels: [], contentTypes: [] },
  identity: {
    searchPercent: 80,
    sawFace: true,
    othersPercent: null,
    ownPercent: null,
    blocked: 'off',
    hasEarlierFace: false,
  },
  customModel: 'off',
};
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
  const taken = { ...APPROVED, identity: { ...APPROVED.identity!, othersPercent: 99.5 } };
  expect(again(taken)).toMatchObject({ verdict: 'review', reasons: ['FACE_TAKEN'] });
  expect(judgeAgain(taken, rules({}, false))).toMatchObject({ verdict: 'rejected' });
  expect(again(taken, { face: { sharpness: { min: 95 } } })).toMatchObject({
    verdict: 'retake',
    reasons: ['BLURRED'],
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
    const alike = { ...APPROVED, identity: { ...APPROVED.identity!, othersPercent: 82 } };
    expect(again(alike, { duplicate: { searchPercent: 60, reviewPercent: 70 } })).toMatchObject({
      verdict: 'review',
      reasons: ['FACE_TAKEN'],
    });
  });
});

it('keeps what rules without a threshold said', () => {
  const foreign = { ...APPROVED, said: { DUPLICATE_FILE: 'review' as const } };
  expect(again(foreign)).toMatchObject({ verdict: 'review', reasons: ['DUPLICATE_FILE'] });
  const notIndexed = { ...APPROVED, said: { FACE_NOT_INDEXED: 'failed' as const } };
  expect(again(notIndexed)).toMatchObject({ verdict: 'retake', reasons: ['FACE_NOT_INDEXED'] });
});

describe('what is kept', () => {
  it('is of the rules those that were not content', () => {
    const findings = [
      finding('POSE', 'review'),
      finding('BLURRED', 'passed'),
      finding('AGE', 'not-applicable'),
    ];
    expect(saidIn(findings)).toEqual({ POSE: 'review' });
  });

  it('is of many faces the ten largest, without what no rule looks at, and reads as it was written', () => {
    const faces = Array.from({ length: 14 }, (_, at) => ({
      ...PORTRAIT,
      boundingBox: { ...PORTRAIT.boundingBox, width: (at + 1) / 100 },
      landmarks: { nose: { x: 0.5, y: 0.5 } },
    }));
    const kept = facesToKeep(faces);
    expect(kept.map(({ boundingBox }) => boundingBox.width)).toEqual(
      [14, 13, 12, 11, 10, 9, 8, 7, 6, 5].map((each) => each / 100),
    );
    expect(JSON.stringify(kept)).not.toContain('landmarks');
    const written = JSON.parse(JSON.stringify({ ...APPROVED, faces: kept }));
    expect(MeasuresSchema.parse(written)).toEqual({ ...APPROVED, faces: kept });
  });
});
