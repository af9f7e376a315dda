// From what the models say to Rekognition's FaceDetail, ComparedFace and Face.

import type { StoredFace } from './collections.ts';
import { FACE_MODEL_VERSION } from './versions.ts';
import type { Box, FaceAnalysis } from './vision/protocol.ts';

type Shape = Record<string, unknown>;

export const ATTRIBUTES = [
  'DEFAULT',
  'ALL',
  'AGE_RANGE',
  'BEARD',
  'EMOTIONS',
  'EYE_DIRECTION',
  'EYEGLASSES',
  'EYES_OPEN',
  'GENDER',
  'MOUTH_OPEN',
  'MUSTACHE',
  'FACE_OCCLUDED',
  'SMILE',
  'SUNGLASSES',
] as const;

export type Attribute = (typeof ATTRIBUTES)[number];
type OptionalAttribute = Exclude<Attribute, 'DEFAULT' | 'ALL'>;

// No model here can tell these; every member of FaceDetail is optional, so they are left out.
const UNSUPPORTED: readonly OptionalAttribute[] = [
  'BEARD',
  'EYE_DIRECTION',
  'EYEGLASSES',
  'GENDER',
  'MUSTACHE',
];

/** Asked-for attributes that no answer will hold. */
export function unsupportedOf(attributes: readonly Attribute[]): string[] {
  return UNSUPPORTED.filter((name) => attributes.includes('ALL') || attributes.includes(name));
}

const MOODS: readonly Attribute[] = ['ALL', 'EMOTIONS', 'SMILE'];

/** Whether an answer will hold what a face's emotions tell; nothing else needs their net. */
export function isMoodAsked(attributes: readonly Attribute[]): boolean {
  return MOODS.some((name) => attributes.includes(name));
}

const MEMBERS: Readonly<Partial<Record<OptionalAttribute, (face: FaceAnalysis) => Shape>>> = {
  AGE_RANGE: ({ age }) => (age ? { AgeRange: { Low: age.low, High: age.high } } : {}),
  EMOTIONS: (face) => ({ Emotions: emotions(face) }),
  EYES_OPEN: ({ eyesOpen }) => ({ EyesOpen: judgement(eyesOpen) }),
  MOUTH_OPEN: ({ mouthOpen }) => ({ MouthOpen: judgement(mouthOpen) }),
  FACE_OCCLUDED: ({ faceOccluded }) => ({ FaceOccluded: judgement(faceOccluded) }),
  SMILE: ({ smile }) => (smile ? { Smile: judgement(smile) } : {}),
  SUNGLASSES: ({ sunglasses }) => ({ Sunglasses: judgement(sunglasses) }),
};

const DEFAULT_LANDMARKS = ['eyeLeft', 'eyeRight', 'mouthLeft', 'mouthRight', 'nose'];

/** FaceDetail with the default members and those asked for. */
export function faceDetail(face: FaceAnalysis, attributes: readonly Attribute[]): Shape {
  const all = attributes.includes('ALL');
  const extra = Object.entries(MEMBERS).filter(([name]) => all || attributes.includes(name as Attribute));
  return {
    BoundingBox: boundingBox(face.box),
    Confidence: face.confidence,
    Landmarks: landmarks(face, all),
    Pose: pose(face),
    Quality: quality(face),
    ...Object.assign({}, ...extra.map(([, member]) => member(face))),
  };
}

/** ComparedFace, as CompareFaces lists target faces. */
export function comparedFace(face: FaceAnalysis): Shape {
  return {
    BoundingBox: boundingBox(face.box),
    Confidence: face.confidence,
    Landmarks: landmarks(face, false),
    Pose: pose(face),
    Quality: quality(face),
    Emotions: emotions(face),
    ...MEMBERS.SMILE?.(face),
  };
}

/** Face, as collections list it. */
export function storedFace(face: StoredFace): Shape {
  return {
    FaceId: face.faceId,
    BoundingBox: boundingBox(face.box),
    ImageId: face.imageId,
    ...(face.externalImageId === undefined ? {} : { ExternalImageId: face.externalImageId }),
    Confidence: face.confidence,
    IndexFacesModelVersion: FACE_MODEL_VERSION,
  };
}

export function boundingBox({ left, top, width, height }: Box): Shape {
  return { Width: width, Height: height, Left: left, Top: top };
}

function landmarks(face: FaceAnalysis, all: boolean): Shape[] {
  return face.landmarks
    .filter(({ type }) => all || DEFAULT_LANDMARKS.includes(type))
    .map(({ type, x, y }) => ({ Type: type, X: x, Y: y }));
}

function pose({ pose: { roll, yaw, pitch } }: FaceAnalysis): Shape {
  return { Roll: roll, Yaw: yaw, Pitch: pitch };
}

function quality({ quality: { brightness, sharpness } }: FaceAnalysis): Shape {
  return { Brightness: brightness, Sharpness: sharpness };
}

function judgement({ value, confidence }: { value: boolean; confidence: number }): Shape {
  return { Value: value, Confidence: confidence };
}

const EMOTION_TYPES: Readonly<Record<string, string>> = {
  angry: 'ANGRY',
  disgust: 'DISGUSTED',
  fear: 'FEAR',
  happy: 'HAPPY',
  neutral: 'CALM',
  sad: 'SAD',
  surprise: 'SURPRISED',
};

function emotions(face: FaceAnalysis): Shape[] {
  return face.emotions
    .map(({ type, confidence }) => ({ Type: EMOTION_TYPES[type] ?? 'UNKNOWN', Confidence: confidence }))
    .sort((a, b) => b.Confidence - a.Confidence);
}
