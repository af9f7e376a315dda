// A head as a solid: its surface in three dimensions, and how it looks from the camera.
// Unit: half the height of the head. x to the right of the picture, y down (-1 crown, 1 chin), z to the camera.

import type { Point } from './paths.ts';
import type { Face } from './persons.ts';

export type Solid = readonly [x: number, y: number, z: number];

/** How the head is held. Degrees; yaw to the right of the picture, pitch up, roll clockwise. */
export interface Pose {
  yaw: number;
  pitch: number;
  roll: number;
}

export interface Head {
  /** The point of the front of the face at x, y, lifted off the skin by `bump`. */
  skin(x: number, y: number, bump?: number): Solid;
  /** The point at an angle around the vertical axis (degrees, 0 is the front). */
  around(angle: number, y: number, grow?: number): Solid;
  /** The outline of the turned head at height y: its leftmost or rightmost point. */
  outline(side: 'left' | 'right', y: number, grow?: number): Point;
  /** Like `around`, but what would lie behind the horizon lies on the outline. */
  visible(angle: number, y: number, grow?: number): Point;
  project(solid: Solid): Point;
  /** Whether a point of the surface at this angle faces the camera. */
  faces(angle: number): boolean;
  unit: number;
  /** Turned so far that one side of the face is hidden. */
  isTurned: boolean;
}

export function createHead(face: Face, pose: Pose, centre: Point, unit: number): Head {
  const yaw = (pose.yaw * Math.PI) / 180;
  const pitch = (pose.pitch * Math.PI) / 180;
  const halfWidth = (y: number) =>
    curve(WIDTH, y) * (y > 0.3 ? 1 + (face.jaw - 1) * (y - 0.3) : 1) * face.width;

  const around = (angle: number, y: number, grow = 1): Solid => {
    const radians = (angle * Math.PI) / 180;
    const [sine, cosine] = [Math.sin(radians), Math.cos(radians)];
    const depth = curve(cosine > 0 ? FRONT : BACK, y);
    return [rounded(sine) * halfWidth(y) * grow, y * grow, rounded(cosine) * depth * grow];
  };

  const skin = (x: number, y: number, bump = 0): Solid => {
    const share = Math.min(0.999, Math.abs(x) / halfWidth(y));
    return [x, y, curve(FRONT, y) * (1 - share ** ROUNDNESS) ** (1 / ROUNDNESS) + bump];
  };

  const project = ([x, y, z]: Solid): Point => {
    const across = x * Math.cos(yaw) + z * Math.sin(yaw);
    const near = -x * Math.sin(yaw) + z * Math.cos(yaw);
    const down = y * Math.cos(pitch) - near * Math.sin(pitch);
    const closeness = 1 + near * 0.06;
    return [centre[0] + unit * across * closeness, centre[1] + unit * down * closeness];
  };

  const outline = (side: 'left' | 'right', y: number, grow = 1): Point => {
    const sign = side === 'left' ? -1 : 1;
    let best: Point | undefined;
    for (let angle = -180; angle < 180; angle += 2) {
      const point = project(around(angle, y, grow));
      if (!best || sign * point[0] > sign * best[0]) best = point;
    }
    return best ?? [0, 0];
  };

  const visible = (angle: number, y: number, grow = 1): Point => {
    const turned = angle + pose.yaw;
    const horizon = horizonAngles(y, grow);
    if (turned < -60 && angle < horizon.left) return outline('left', y, grow);
    if (turned > 60 && angle > horizon.right) return outline('right', y, grow);
    return project(around(angle, y, grow));
  };

  // The angles at which the outline's points lie.
  function horizonAngles(y: number, grow: number): { left: number; right: number } {
    let left = 0;
    let right = 0;
    for (let angle = -180; angle < 180; angle += 2) {
      const x = project(around(angle, y, grow))[0];
      if (x < project(around(left, y, grow))[0]) left = angle;
      if (x > project(around(right, y, grow))[0]) right = angle;
    }
    return { left, right };
  }

  return {
    skin,
    around,
    outline,
    visible,
    project,
    faces: (angle) => Math.abs(angle + pose.yaw) < 95,
    unit,
    isTurned: Math.abs(pose.yaw) > 35,
  };
}

// Between an ellipse (2) and a box: faces are flatter in front than an egg.
const ROUNDNESS = 2.3;

function rounded(value: number): number {
  return Math.sign(value) * Math.abs(value) ** (2 / ROUNDNESS);
}

type Profile = readonly (readonly [y: number, value: number])[];

const WIDTH: Profile = [
  [-1, 0.02],
  [-0.985, 0.15],
  [-0.95, 0.28],
  [-0.88, 0.43],
  [-0.78, 0.55],
  [-0.65, 0.645],
  [-0.5, 0.71],
  [-0.3, 0.752],
  [-0.1, 0.765],
  [0.1, 0.75],
  [0.35, 0.69],
  [0.55, 0.61],
  [0.75, 0.47],
  [0.88, 0.34],
  [0.96, 0.2],
  [1, 0.05],
];

const FRONT: Profile = [
  [-1, 0.02],
  [-0.9, 0.38],
  [-0.7, 0.6],
  [-0.45, 0.7],
  [-0.15, 0.7],
  [0.1, 0.68],
  [0.35, 0.7],
  [0.6, 0.72],
  [0.8, 0.7],
  [0.93, 0.62],
  [1, 0.48],
];

const BACK: Profile = [
  [-1, 0.02],
  [-0.9, 0.5],
  [-0.7, 0.75],
  [-0.4, 0.95],
  [-0.1, 0.95],
  [0.2, 0.8],
  [0.45, 0.5],
  [0.7, 0.15],
  [1, 0.02],
];

// Smooth between the rows (cosine), so that no profile shows corners.
function curve(profile: Profile, y: number): number {
  const next = profile.findIndex(([at]) => at >= y);
  const after = profile[next] ?? profile.at(-1);
  const before = profile[next - 1];
  if (!after) return 0;
  if (!before) return after[1];
  return before[1] + ((y - before[0]) / (after[0] - before[0])) * (after[1] - before[1]);
}
