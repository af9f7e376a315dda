// The rows of finding.ts that every main face goes through: 'face-attribute-rules.ts', 'face-framing-rules.ts',
// 'face-light-rules.ts' and 'face-count-rules.ts'.

import { parseConfiguration } from '../../src/domain/configuration.ts';
import { judgeFaces } from '../../src/domain/face-rules.ts';
import type { FindingCode } from '../../src/domain/finding.ts';
import type { DetectedFace } from '../../src/domain/photo.ts';
import { COPY, DEFAULTS, findingOf, PORTRAIT, STRICT } from './portrait.ts';

const ALL_CODES: FindingCode[] = [
  'NO_FACE',
  'SEVERAL_FACES',
  'FACE_SIZE',
  'FACE_CUT_OFF',
  'POSE',
  'SUNGLASSES',
  'FACE_COVERED',
  'EYES_CLOSED',
  'MOUTH_OPEN',
  'TOO_DARK',
  'TOO_BRIGHT',
  'BLURRED',
  'AGE',
];

function judge(code: FindingCode, spoiled: Partial<DetectedFace>, configuration = DEFAULTS) {
  return findingOf(judgeFaces([{ ...PORTRAIT, ...spoiled }], COPY, configuration).findings, code);
}

const box = (height: number, width = height, left = 0.1, top = 0.1) => ({ left, top, width, height });

describe('which faces count', () => {
  it('passes a good portrait in every rule', () => {
    const { findings, face } = judgeFaces([PORTRAIT], COPY, STRICT);
    expect(findings.map(({ code }) => code)).toEqual(ALL_CODES);
    expect(findings.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(face).toBe(PORTRAIT);
  });

  it('fills measured and threshold of every rule that applies', () => {
    const { findings } = judgeFaces([PORTRAIT], COPY, STRICT);
    expect(findings.filter((each) => each.measured === undefined || each.threshold === undefined)).toEqual(
      [],
    );
  });

  it.each([
    ['no face at all', [], 'no face'],
    ['a face it is not sure of', [{ ...PORTRAIT, confidence: 89.99 }], 'a face, 89.99 % sure'],
  ])('refuses a photo with %s, and applies no other rule', (_name, faces, measured) => {
    const { findings, face } = judgeFaces(faces, COPY, DEFAULTS);
    expect(face).toBeNull();
    expect(findings.map(({ code }) => code)).toEqual(ALL_CODES);
    expect(findings[0]).toMatchObject({
      code: 'NO_FACE',
      status: 'failed',
      measured,
      threshold: 'a face, >= 90 % sure',
    });
    expect(new Set(findings.slice(1).map(({ status }) => status))).toEqual(new Set(['not-applicable']));
  });

  it('accepts a face with exactly the least confidence', () => {
    expect(judge('NO_FACE', { confidence: 90 })).toMatchObject({ status: 'passed' });
    const least = { ...PORTRAIT, confidence: 90 };
    expect(judgeFaces([least], COPY, DEFAULTS).face).toBe(least);
  });

  it.each([
    ['a tenth of the main face', 0.4, 0.04, 'failed', 2],
    ['just less than a tenth', 0.3999, 0.04, 'passed', 1],
  ])('counts another face of %s', (_name, height, width, status, measured) => {
    const main = { ...PORTRAIT, boundingBox: box(0.4) };
    const other = { ...PORTRAIT, boundingBox: box(height, width) };
    const { findings, face } = judgeFaces([other, main], COPY, DEFAULTS);
    expect(findingOf(findings, 'SEVERAL_FACES')).toMatchObject({ status, measured, threshold: 1 });
    expect(face).toBe(main);
  });

  it('does not count a second face it is not sure of, however large', () => {
    const doubtful = { ...PORTRAIT, boundingBox: box(0.8), confidence: 89 };
    const { findings, face } = judgeFaces([doubtful, PORTRAIT], COPY, DEFAULTS);
    expect(findingOf(findings, 'SEVERAL_FACES').status).toBe('passed');
    expect(face).toBe(PORTRAIT);
  });

  it('judges the largest face and tells all of its reasons at once', () => {
    const spoiled: DetectedFace = {
      boundingBox: { left: -0.1, top: 0.2, width: 0.19, height: 0.19 },
      confidence: 95,
      pose: { yaw: 60, pitch: 0, roll: 0 },
      quality: { brightness: 10, sharpness: 5 },
      sunglasses: { value: true, confidence: 99 },
      faceOccluded: { value: true, confidence: 99 },
      ageRange: { low: 10, high: 14 },
    };
    const { findings } = judgeFaces([spoiled, { ...spoiled, boundingBox: box(0.15) }], COPY, DEFAULTS);
    expect(findings.filter(({ status }) => status === 'failed').map(({ code }) => code)).toEqual([
      'SEVERAL_FACES',
      'FACE_SIZE',
      'FACE_CUT_OFF',
      'POSE',
      'SUNGLASSES',
      'FACE_COVERED',
      'TOO_DARK',
      'BLURRED',
      'AGE',
    ]);
  });

  it('leaves out what the model did not give', () => {
    const bare: DetectedFace = { boundingBox: PORTRAIT.boundingBox, confidence: 99 };
    const { findings } = judgeFaces([bare], COPY, DEFAULTS);
    expect(findings.filter(({ status }) => status === 'not-applicable').map(({ code }) => code)).toEqual([
      'POSE',
      'SUNGLASSES',
      'FACE_COVERED',
      'EYES_CLOSED',
      'MOUTH_OPEN',
      'TOO_DARK',
      'TOO_BRIGHT',
      'BLURRED',
      'AGE',
    ]);
    expect(findings.some(({ status }) => status === 'failed')).toBe(false);
  });
});

describe('framing', () => {
  it.each([
    [0.2, 1000, 'passed', '20 % of the height, 200 px'],
    [0.1999, 1000, 'failed', '19.99 % of the height, 199.9 px'],
    [0.5, 200, 'passed', '50 % of the height, 100 px'],
    [0.4999, 200, 'failed', '49.99 % of the height, 99.98 px'],
    [100 / 333, 333, 'passed', '30.03 % of the height, 100 px'],
  ])('with a face of %p of %i px: %s', (height, imageHeight, status, measured) => {
    const face = { ...PORTRAIT, boundingBox: box(height) };
    const { findings } = judgeFaces([face], { ...COPY, height: imageHeight }, DEFAULTS);
    expect(findingOf(findings, 'FACE_SIZE')).toMatchObject({
      status,
      measured,
      threshold: '>= 20 %, >= 100 px',
    });
  });

  it.each([
    ['touching every edge', { left: 0, top: 0, width: 1, height: 1 }, 'passed', '0 % from the edge'],
    [
      'leaving to the left',
      { left: -0.01, top: 0.1, width: 0.4, height: 0.5 },
      'failed',
      '-1 % from the edge',
    ],
    [
      'leaving to the top',
      { left: 0.1, top: -0.02, width: 0.4, height: 0.5 },
      'failed',
      '-2 % from the edge',
    ],
    [
      'leaving to the right',
      { left: 0.7, top: 0.1, width: 0.31, height: 0.5 },
      'failed',
      '-1 % from the edge',
    ],
    [
      'leaving to the bottom',
      { left: 0.2, top: 0.6, width: 0.3, height: 0.45 },
      'failed',
      '-5 % from the edge',
    ],
  ])('with a face %s', (_name, boundingBox, status, measured) => {
    expect(judge('FACE_CUT_OFF', { boundingBox })).toMatchObject({ status, measured, threshold: '>= 0 %' });
  });

  it('keeps the configured margin to the edges', () => {
    const configuration = parseConfiguration('{"face":{"frameMarginPercent":2}}');
    const boundingBox = (left: number) => ({ left, top: 0.1, width: 0.4, height: 0.5 });
    expect(judge('FACE_CUT_OFF', { boundingBox: boundingBox(0.02) }, configuration).status).toBe('passed');
    expect(judge('FACE_CUT_OFF', { boundingBox: boundingBox(0.0199) }, configuration).status).toBe('failed');
  });

  it.each([
    [{ yaw: 30, pitch: 0, roll: 0 }, 'passed'],
    [{ yaw: -30, pitch: 0, roll: 0 }, 'passed'],
    [{ yaw: 30.01, pitch: 0, roll: 0 }, 'review'],
    [{ yaw: -45, pitch: 0, roll: 0 }, 'review'],
    [{ yaw: 45.01, pitch: 0, roll: 0 }, 'failed'],
    [{ yaw: -45.01, pitch: 0, roll: 0 }, 'failed'],
    [{ yaw: 0, pitch: -25, roll: 0 }, 'passed'],
    [{ yaw: 0, pitch: -25.01, roll: 0 }, 'review'],
    [{ yaw: 0, pitch: -45, roll: 0 }, 'review'],
    [{ yaw: 0, pitch: -45.01, roll: 0 }, 'failed'],
    [{ yaw: 0, pitch: 30, roll: 0 }, 'passed'],
    [{ yaw: 0, pitch: 30.01, roll: 0 }, 'review'],
    [{ yaw: 0, pitch: 45.01, roll: 0 }, 'failed'],
    [{ yaw: 0, pitch: 0, roll: -30 }, 'passed'],
    [{ yaw: 0, pitch: 0, roll: 30.01 }, 'review'],
    [{ yaw: 0, pitch: 0, roll: -45.01 }, 'failed'],
    [{ yaw: 31, pitch: 50, roll: 0 }, 'failed'],
  ])('with a head at %p: %s', (pose, status) => {
    expect(judge('POSE', { pose })).toMatchObject({
      status,
      measured: `yaw ${pose.yaw}, pitch ${pose.pitch}, roll ${pose.roll}`,
      threshold:
        'yaw -30 to 30 (review -45 to 45), pitch -25 to 30 (review -45 to 45), roll -30 to 30 (review -45 to 45)',
    });
  });
});

describe('attributes', () => {
  it.each([
    ['SUNGLASSES', { sunglasses: { value: true, confidence: 90 } }, 'failed', 'sunglasses, 90 % sure'],
    ['SUNGLASSES', { sunglasses: { value: true, confidence: 89.99 } }, 'passed', 'sunglasses, 89.99 % sure'],
    ['SUNGLASSES', { sunglasses: { value: false, confidence: 99 } }, 'passed', 'no sunglasses, 99 % sure'],
    ['FACE_COVERED', { faceOccluded: { value: true, confidence: 90 } }, 'failed', 'covered, 90 % sure'],
    ['FACE_COVERED', { faceOccluded: { value: true, confidence: 89.99 } }, 'passed', 'covered, 89.99 % sure'],
    ['EYES_CLOSED', { eyesOpen: { value: false, confidence: 90 } }, 'failed', 'eyes closed, 90 % sure'],
    ['EYES_CLOSED', { eyesOpen: { value: false, confidence: 89.99 } }, 'passed', 'eyes closed, 89.99 % sure'],
    ['EYES_CLOSED', { eyesOpen: { value: true, confidence: 99 } }, 'passed', 'eyes open, 99 % sure'],
  ] as const)('%s of %p: %s', (code, spoiled, status, measured) => {
    expect(judge(code, spoiled)).toMatchObject({ status, measured });
  });

  it('refuses a photo whose only face wears sunglasses, and does not guess at the eyes behind them', () => {
    const spoiled = {
      sunglasses: { value: true, confidence: 95 },
      eyesOpen: { value: false, confidence: 99 },
    };
    expect(judge('SUNGLASSES', spoiled).status).toBe('failed');
    expect(judge('EYES_CLOSED', spoiled).status).toBe('not-applicable');
  });
});

describe('an open mouth', () => {
  const wanting = (mouthOpen: string) => parseConfiguration(JSON.stringify({ face: { mouthOpen } }));
  const OPEN = { mouthOpen: { value: true, confidence: 90 } };

  it('is nobody’s business by default: who laughs has one, too', () => {
    expect(judge('MOUTH_OPEN', OPEN)).toEqual({
      code: 'MOUTH_OPEN',
      kind: 'retake',
      status: 'not-applicable',
      threshold: 'mouth closed, or < 90 % sure',
    });
  });

  it.each([
    ['retake', true, 90, 'failed', 'mouth open, 90 % sure'],
    ['retake', true, 89.99, 'passed', 'mouth open, 89.99 % sure'],
    ['retake', false, 99, 'passed', 'mouth closed, 99 % sure'],
    ['review', true, 90, 'review', 'mouth open, 90 % sure'],
    ['review', true, 89.99, 'passed', 'mouth open, 89.99 % sure'],
    ['review', false, 99, 'passed', 'mouth closed, 99 % sure'],
  ] as const)('with "%s", of %p at %p percent: %s', (wanted, value, confidence, status, measured) => {
    const found = judge('MOUTH_OPEN', { mouthOpen: { value, confidence } }, wanting(wanted));
    expect(found).toMatchObject({ status, measured });
  });

  it('is not guessed at behind a mask', () => {
    const masked = { ...OPEN, faceOccluded: { value: true, confidence: 95 } };
    expect(judge('FACE_COVERED', masked, wanting('retake')).status).toBe('failed');
    expect(judge('MOUTH_OPEN', masked, wanting('retake')).status).toBe('not-applicable');
  });

  it('leads to nothing but what the operator may choose', () => {
    expect(() => wanting('reject')).toThrow(/face\.mouthOpen: expected one of off, review, retake/);
  });
});

describe('light', () => {
  it.each([
    ['TOO_DARK', { brightness: 40, sharpness: 90 }, 'passed', 40, '>= 40'],
    ['TOO_DARK', { brightness: 39.99, sharpness: 90 }, 'failed', 39.99, '>= 40'],
    ['TOO_BRIGHT', { brightness: 95, sharpness: 90 }, 'passed', 95, '<= 95'],
    ['TOO_BRIGHT', { brightness: 95.01, sharpness: 90 }, 'failed', 95.01, '<= 95'],
    ['BLURRED', { brightness: 70, sharpness: 40 }, 'passed', 40, '>= 40'],
    ['BLURRED', { brightness: 70, sharpness: 39.99 }, 'failed', 39.99, '>= 40'],
  ] as const)('%s of %p: %s', (code, quality, status, measured, threshold) => {
    expect(judge(code, { quality })).toMatchObject({ status, measured, threshold });
  });
});

describe('age', () => {
  it.each([
    [{ low: 10, high: 21 }, 'failed', 'about 15.5 (10 to 21)'],
    [{ low: 12, high: 20 }, 'review', 'about 16 (12 to 20)'],
    [{ low: 18, high: 22 }, 'review', 'about 20 (18 to 22)'],
    [{ low: 18, high: 23 }, 'passed', 'about 20.5 (18 to 23)'],
  ])('of %p: %s', (ageRange, status, measured) => {
    expect(judge('AGE', { ageRange })).toMatchObject({
      kind: 'policy',
      status,
      measured,
      threshold: '> 20 (review from 16)',
    });
  });
});
