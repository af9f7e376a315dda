// From Rekognition's FaceDetail to the project's own words. Every member of a face must be named here, or it does not compile.

import type { Attribute as AttributeName, FaceDetail, Landmark } from '@aws-sdk/client-rekognition';
import type { Attribute, BoundingBox, DetectedFace, FaceAttributes, Landmarks } from '../domain/photo.ts';

/** How each yes or no is asked for, and which member of the answer says it. */
const YES_OR_NO = {
  eyesOpen: { ask: 'EYES_OPEN', member: 'EyesOpen' },
  faceOccluded: { ask: 'FACE_OCCLUDED', member: 'FaceOccluded' },
  mouthOpen: { ask: 'MOUTH_OPEN', member: 'MouthOpen' },
  sunglasses: { ask: 'SUNGLASSES', member: 'Sunglasses' },
} as const satisfies Record<keyof FaceAttributes, { ask: AttributeName; member: keyof FaceDetail }>;

/** Only what the rules look at; DEFAULT brings box, confidence, landmarks, pose and quality. */
export const ATTRIBUTES: AttributeName[] = [
  'DEFAULT',
  'AGE_RANGE',
  ...Object.values(YES_OR_NO).map(({ ask }) => ask),
];

/** What may stay open of a face, each member present and undefined where the model did not answer. */
type Told<Face> = { [Name in keyof Face]-?: Face[Name] | undefined };

/** One face as the rules look at it. */
export function toDetectedFace(detail: FaceDetail): DetectedFace {
  const { Pose, Quality, AgeRange, Landmarks } = detail;
  return answered<DetectedFace>({
    boundingBox: boxOf(detail),
    confidence: detail.Confidence ?? 0,
    pose: Pose && { yaw: Pose.Yaw ?? 0, pitch: Pose.Pitch ?? 0, roll: Pose.Roll ?? 0 },
    quality: Quality && { brightness: Quality.Brightness ?? 0, sharpness: Quality.Sharpness ?? 0 },
    ageRange: AgeRange && { low: AgeRange.Low ?? 0, high: AgeRange.High ?? 0 },
    landmarks: Landmarks && landmarksOf(Landmarks),
    ...attributesOf(detail),
  });
}

// What the model did not answer stays absent: the rules must tell "no" from "cannot say".
function answered<Face>(told: Told<Face>): Face {
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as Face;
}

function boxOf({ BoundingBox }: FaceDetail): BoundingBox {
  const { Left = 0, Top = 0, Width = 0, Height = 0 } = BoundingBox ?? {};
  return { left: Left, top: Top, width: Width, height: Height };
}

function attributesOf(detail: FaceDetail): Told<FaceAttributes> {
  const answers = Object.entries(YES_OR_NO).map(([name, { member }]): [string, Attribute | undefined] => {
    const { Value, Confidence = 0 } = detail[member] ?? {};
    return [name, Value === undefined ? undefined : { value: Value, confidence: Confidence }];
  });
  return Object.fromEntries(answers) as Told<FaceAttributes>;
}

const LANDMARKS = {
  leftEye: 'eyeLeft',
  rightEye: 'eyeRight',
  nose: 'nose',
  mouthLeft: 'mouthLeft',
  mouthRight: 'mouthRight',
} as const satisfies Record<keyof Landmarks, Landmark['Type']>;

function landmarksOf(landmarks: Landmark[]): Landmarks {
  const points = Object.entries(LANDMARKS).map(([name, type]) => {
    const landmark = landmarks.find(({ Type }) => Type === type);
    return [name, landmark && { x: landmark.X ?? 0, y: landmark.Y ?? 0 }];
  });
  return answered<Landmarks>(Object.fromEntries(points) as Told<Landmarks>);
}
