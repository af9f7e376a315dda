// Looks for faces with Human: over the whole picture, or closer at one place.

import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import type { Human, HumanFace } from './human.ts';
import { isSamePlace, type Rect, rectOf } from './rect.ts';

const FACES_ONLY = { face: { enabled: true }, object: { enabled: false } };
const MIN_MESH_SCORE = 0.5;
// Below this Human's detector alone is not believed; a second opinion is.
const SURE_SCORE = 0.55;

/** Faces of an RGB image (float, 0 to 255), their meshes in pixels. */
export async function lookForFaces(human: Human, image: Tensor3D): Promise<HumanFace[]> {
  const batch = image.expandDims<Tensor4D>(0);
  try {
    const { face, error } = await human.detect(batch, FACES_ONLY);
    if (error) throw new Error(`face detection failed: ${error}`);
    return face.filter((found) => found.faceScore >= MIN_MESH_SCORE && found.mesh.length === 478);
  } finally {
    batch.dispose();
  }
}

/** The face at `place`, looked for on its surroundings alone, where it is large enough for Human. */
export async function lookCloser(human: Human, image: Tensor3D, place: Rect): Promise<HumanFace | undefined> {
  const [height, width] = image.shape;
  const side = Math.max(place.width, place.height) * 2.4;
  const left = Math.max(0, Math.floor(place.x + place.width / 2 - side / 2));
  const top = Math.max(0, Math.floor(place.y + place.height / 2 - side / 2));
  const crop = image.slice(
    [top, left, 0],
    [Math.min(height - top, Math.ceil(side)), Math.min(width - left, Math.ceil(side)), 3],
  );
  try {
    const faces = await lookForFaces(human, crop);
    const moved = faces.map((face) => ({
      ...face,
      mesh: face.mesh.map(([x, y, z]): [number, number, number] => [x + left, y + top, z]),
    }));
    return moved.find((face) => isSamePlace(rectOf(face), place));
  } finally {
    crop.dispose();
  }
}

/** Whether this is a face whatever another detector says. */
export function isSure({ boxScore }: HumanFace): boolean {
  return boxScore >= SURE_SCORE;
}
