// How the head is turned, from the depth of the mesh.

import { interpolate } from '../interpolate.ts';
import type { HumanFace, MeshPoint } from './human.ts';
import { distance, pointAt } from './mesh.ts';
import type { FaceAnalysis } from './protocol.ts';

/** Degrees. Roll clockwise in the picture, yaw towards its right edge, pitch upwards; a frontal face is near 0. */
export function facePose(face: HumanFace): FaceAnalysis['pose'] {
  // Depth comes in pixels of the crop the mesh model saw, the rest in pixels of the picture. Human's own angles
  // mix the two and come out a third too small.
  const depthScale = Math.max(...face.size) / MESH_CROP_PX;
  const at = (index: number): MeshPoint => {
    const [x, y, z] = pointAt(face.mesh, index);
    return [x, y, z * depthScale];
  };
  const [left, right, top, chin] = [at(LEFT_EDGE), at(RIGHT_EDGE), at(TOP), at(CHIN)];
  const roll = Math.atan2(right[1] - left[1], right[0] - left[0]);
  const yaw = Math.atan2(left[2] - right[2], distance(left, right));
  const pitch = Math.atan2(chin[2] - top[2], distance(top, chin));
  return { roll: degrees(roll), yaw: trueYaw(-degrees(yaw)), pitch: NEUTRAL_PITCH_DEGREES - degrees(pitch) };
}

const MESH_CROP_PX = 192;
const LEFT_EDGE = 234;
const RIGHT_EDGE = 454;
const TOP = 10;
const CHIN = 152;
// The chin of a face looking straight ahead lies this far behind the top of its forehead.
const NEUTRAL_PITCH_DEGREES = 11;

// The mesh model flattens faces that turn away: measured on heads drawn at known angles, and a photographed profile
// comes out at 46 degrees too.
const YAW_SCALE = [
  [0, 0],
  [27, 30],
  [36, 48],
  [43, 58],
  [46, 70],
  [60, 90],
] as const;

function trueYaw(measured: number): number {
  return Math.sign(measured) * interpolate(YAW_SCALE, Math.abs(measured));
}

function degrees(radians: number): number {
  return (radians * 180) / Math.PI;
}
