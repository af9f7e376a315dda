// The face mesh: which of its 478 points are what, and the box and landmarks that follow from it.

import type { MeshPoint } from './human.ts';
import type { Box } from './protocol.ts';

export interface FrameSize {
  width: number;
  height: number;
}

const FACE_POINTS = 468;
const IRIS_CENTRES = [468, 473];

/** One eye: its corners and three pairs of lid points, upper before lower. Left is left in the picture. */
export interface EyePoints {
  outer: number;
  inner: number;
  lids: readonly (readonly [upper: number, lower: number])[];
}

export const LEFT_EYE: EyePoints = {
  outer: 33,
  inner: 133,
  lids: [
    [160, 144],
    [159, 145],
    [158, 153],
  ],
};

export const RIGHT_EYE: EyePoints = {
  outer: 263,
  inner: 362,
  lids: [
    [387, 373],
    [386, 374],
    [385, 380],
  ],
};

export const INNER_LIPS = { left: 78, right: 308, upper: 13, lower: 14 } as const;
export const LIPS = [0, 17, 37, 267, 84, 314] as const;
export const FOREHEAD = [151, 9, 108, 337] as const;
export const CHEEKS = [50, 280, 205, 425] as const;
export const LOWER_FACE = [164, 18, 200, 57, 287, 212, 432] as const;

// Rekognition's 30 names; left and right as seen in the picture.
const LANDMARKS: Readonly<Record<string, number>> = {
  nose: 1,
  mouthLeft: 61,
  mouthRight: 291,
  mouthUp: 0,
  mouthDown: 17,
  leftEyeBrowLeft: 70,
  leftEyeBrowUp: 105,
  leftEyeBrowRight: 107,
  rightEyeBrowLeft: 336,
  rightEyeBrowUp: 334,
  rightEyeBrowRight: 300,
  leftEyeLeft: 33,
  leftEyeRight: 133,
  leftEyeUp: 159,
  leftEyeDown: 145,
  rightEyeLeft: 362,
  rightEyeRight: 263,
  rightEyeUp: 386,
  rightEyeDown: 374,
  noseLeft: 98,
  noseRight: 327,
  upperJawlineLeft: 234,
  midJawlineLeft: 172,
  chinBottom: 152,
  midJawlineRight: 397,
  upperJawlineRight: 454,
};

/** A point of the mesh; the models always give all of them. */
export function pointAt(mesh: readonly MeshPoint[], index: number): MeshPoint {
  const point = mesh[index];
  if (!point) throw new RangeError(`the mesh has no point ${index}`);
  return point;
}

export function distance(a: MeshPoint, b: MeshPoint): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** The mesh's hull, as ratios of the frame. */
export function meshBox(mesh: readonly MeshPoint[], frame: FrameSize): Box {
  const xs = mesh.slice(0, FACE_POINTS).map(([x]) => x);
  const ys = mesh.slice(0, FACE_POINTS).map(([, y]) => y);
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return {
    left: left / frame.width,
    top: top / frame.height,
    width: (Math.max(...xs) - left) / frame.width,
    height: (Math.max(...ys) - top) / frame.height,
  };
}

/** Rekognition's 30 landmarks, as ratios of the frame. */
export function meshLandmarks(
  mesh: readonly MeshPoint[],
  frame: FrameSize,
): { type: string; x: number; y: number }[] {
  const ratio = (type: string, [x, y]: MeshPoint) => ({ type, x: x / frame.width, y: y / frame.height });
  const left = pupil(mesh, LEFT_EYE);
  const right = pupil(mesh, RIGHT_EYE);
  return [
    ratio('eyeLeft', eyeCentre(mesh, LEFT_EYE)),
    ratio('eyeRight', eyeCentre(mesh, RIGHT_EYE)),
    ...Object.entries(LANDMARKS).map(([type, index]) => ratio(type, pointAt(mesh, index))),
    ratio('leftPupil', left),
    ratio('rightPupil', right),
  ];
}

export function eyeCentre(mesh: readonly MeshPoint[], eye: EyePoints): MeshPoint {
  const outer = pointAt(mesh, eye.outer);
  const inner = pointAt(mesh, eye.inner);
  return [(outer[0] + inner[0]) / 2, (outer[1] + inner[1]) / 2, (outer[2] + inner[2]) / 2];
}

// Which iris belongs to which side is told apart by where it lies.
function pupil(mesh: readonly MeshPoint[], eye: EyePoints): MeshPoint {
  const centre = eyeCentre(mesh, eye);
  const irises = IRIS_CENTRES.map((index) => pointAt(mesh, index));
  return irises.reduce((best, iris) => (distance(iris, centre) < distance(best, centre) ? iris : best));
}
