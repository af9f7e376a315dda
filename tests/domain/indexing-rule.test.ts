import { judge } from '../../src/domain/finding.ts';

it('passes an indexed face', () => {
  expect(judge('FACE_NOT_INDEXED', true, [])).toMatchObject({
    code: 'FACE_NOT_INDEXED',
    status: 'passed',
    kind: 'retake',
  });
});

it.each([
  [['EXTREME_POSE'], 'head turned too far'],
  [['LOW_BRIGHTNESS', 'LOW_SHARPNESS'], 'too dark, too blurred'],
  [['EXCEEDS_MAX_FACES'], 'more faces than may be indexed'],
  [['LOW_CONFIDENCE'], 'not surely a face'],
  [['SMALL_BOUNDING_BOX'], 'face too small'],
  [['LOW_FACE_QUALITY'], 'face not clear enough'],
  [['A_NEW_REASON'], 'A_NEW_REASON'],
  [[], 'no reason given'],
])('puts %p into words', (reasons, measured) => {
  expect(judge('FACE_NOT_INDEXED', false, reasons)).toMatchObject({ status: 'failed', measured });
});
