// From Rekognition's FaceDetail to the project's own words.

import type { Attribute as AttributeName, FaceDetail, Landmark } from '@aws-sdk/client-rekognition';
import type { Attribute, BoundingBox, DetectedFace, Point } from '../domain/photo.ts';

/** Only what the rules look at; DEFAULT brings box, confidence, landmarks, pose and quality. */
export const ATTRIBUTES: AttributeName[] = [
  'DEFAULT',
  'AGE_RANGE',
  'EYES_OPEN',
  'FACE_OCCLUDED',
  'SUNGLASSES',
];

/** One face as the rules look at it. */
export function toDetectedFace(detail: FaceDetail): DetectedFace {
  const { Pose, Quality, AgeRange } = detail;
  const face: DetectedFace = { boundingBox: boxOf(detail), confidence: detail.Confidence ?? 0 };
  if (Pose) face.pose = { yaw: Pose.Yaw ?? 0, pitch: Pose.Pitch ?? 0, roll: Pose.Roll ?? 0 };
  if (Quality) face.quality = { brightness: Quality.Brightness ?? 0, sharpness: Quality.Sharpness ?? 0 };
  if (AgeRange) face.ageRange = { low: AgeRange.Low ?? 0, high: AgeRange.High ?? 0 };
  if (detail.Landmarks) face.landmarks = landmarksOf(detail.Landmarks);
  return { ...face, ...attributesOf(detail) };
}

function boxOf({ BoundingBox }: FaceDetail): BoundingBox {
  const { Left = 0, Top = 0, Width = 0, Height = 0 } = BoundingBox ?? {};
  return { left: Left, top: Top, width: Width, height: Height };
}

// An attribute the model did not answer stays absent: the rules must tell "no" from "cannot say".
function attributesOf(detail: FaceDetail): Partial<DetectedFace> {
  const answers = {
    sunglasses: detail.Sunglasses,
    faceOccluded: detail.FaceOccluded,
    eyesOpen: detail.EyesOpen,
  };
  return Object.fromEntries(
    Object.entries(answers).flatMap(([name, answer]): [string, Attribute][] =>
      answer?.Value === undefined
        ? []
        : [[name, { value: answer.Value, confidence: answer.Confidence ?? 0 }]],
    ),
  );
}

const LANDMARKS: Readonly<Record<string, keyof NonNullable<DetectedFace['landmarks']>>> = {
  eyeLeft: 'leftEye',
  eyeRight: 'rightEye',
  nose: 'nose',
  mouthLeft: 'mouthLeft',
  mouthRight: 'mouthRight',
};

function landmarksOf(landmarks: Landmark[]): NonNullable<DetectedFace['landmarks']> {
  return Object.fromEntries(
    landmarks.flatMap(({ Type, X = 0, Y = 0 }): [string, Point][] => {
      const name = LANDMARKS[Type ?? ''];
      return name ? [[name, { x: X, y: Y }]] : [];
    }),
  );
}
