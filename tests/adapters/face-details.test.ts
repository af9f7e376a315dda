import { ATTRIBUTES, toDetectedFace } from '../../src/adapters/face-details.ts';
import { type DetectedFace, FaceSchema } from '../../src/domain/photo.ts';

const yes = { Value: true, Confidence: 91 };
const no = { Value: false, Confidence: 92 };
const at = (X: number) => ({ X, Y: 0.5 });

/** One face of which Rekognition tells all that the rules ask for. */
const TOLD = {
  BoundingBox: { Left: 0.1, Top: 0.2, Width: 0.3, Height: 0.4 },
  Confidence: 99,
  Pose: { Yaw: 1, Pitch: 2, Roll: 3 },
  Quality: { Brightness: 70, Sharpness: 80 },
  AgeRange: { Low: 25, High: 35 },
  Landmarks: [
    { Type: 'eyeLeft' as const, ...at(0.1) },
    { Type: 'eyeRight' as const, ...at(0.2) },
    { Type: 'nose' as const, ...at(0.3) },
    { Type: 'mouthLeft' as const, ...at(0.4) },
    { Type: 'mouthRight' as const, ...at(0.5) },
    { Type: 'chinBottom' as const, ...at(0.6) },
  ],
  Sunglasses: no,
  FaceOccluded: yes,
  EyesOpen: yes,
  MouthOpen: no,
};

const SEEN: DetectedFace = {
  boundingBox: { left: 0.1, top: 0.2, width: 0.3, height: 0.4 },
  confidence: 99,
  pose: { yaw: 1, pitch: 2, roll: 3 },
  quality: { brightness: 70, sharpness: 80 },
  ageRange: { low: 25, high: 35 },
  landmarks: {
    leftEye: { x: 0.1, y: 0.5 },
    rightEye: { x: 0.2, y: 0.5 },
    nose: { x: 0.3, y: 0.5 },
    mouthLeft: { x: 0.4, y: 0.5 },
    mouthRight: { x: 0.5, y: 0.5 },
  },
  sunglasses: { value: false, confidence: 92 },
  faceOccluded: { value: true, confidence: 91 },
  eyesOpen: { value: true, confidence: 91 },
  mouthOpen: { value: false, confidence: 92 },
};

it('keeps every member of a face, from the answer to the step that parses it again', () => {
  const face = toDetectedFace(TOLD);

  expect(face).toEqual(SEEN);
  expect(FaceSchema.parse(JSON.parse(JSON.stringify(face)))).toEqual(SEEN);
  expect(Object.keys(face).sort()).toEqual(Object.keys(FaceSchema.shape).sort());
});

it('leaves out what the model does not answer, rather than guess', () => {
  const { BoundingBox, Confidence } = TOLD;

  expect(
    toDetectedFace({ BoundingBox, Confidence, Landmarks: [], Sunglasses: { Confidence: 50 } }),
  ).toStrictEqual({
    boundingBox: SEEN.boundingBox,
    confidence: 99,
    landmarks: {},
  });
});

it('asks for no more than the rules look at', () => {
  expect([...ATTRIBUTES].sort()).toEqual([
    'AGE_RANGE',
    'DEFAULT',
    'EYES_OPEN',
    'FACE_OCCLUDED',
    'MOUTH_OPEN',
    'SUNGLASSES',
  ]);
});
