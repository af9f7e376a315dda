// Looks for faces with Human: over the whole picture, or closer at one place.

import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import { isTurned } from './age.ts';
import type { GuessAges } from './ages.ts';
import type { Human, HumanConfig, HumanFace } from './human.ts';
import { facePose } from './pose.ts';
import { isSamePlace, largestFirst, type Rect, rectOf } from './rect.ts';

const MIN_MESH_SCORE = 0.5;
// Below this Human's detector alone is not believed; a second opinion is.
const SURE_SCORE = 0.55;

const ON = { enabled: true };

export type OnSeen = (faces: readonly HumanFace[]) => void;

/** What is wanted of faces beyond their meshes. */
export interface Wanted {
  mood: boolean;
  ages?: GuessAges;
  /** Hears which faces there are before their ages are known, and before bent heads are looked for where there is none. */
  onSeen?: OnSeen | undefined;
}

/** Faces beyond this many, by size, get no age: each costs an inference or two. */
const FACES_WITH_AGE = 3;

/** Faces of an RGB image (float, 0 to 255), their meshes in pixels, largest first. */
export async function lookForFaces(human: Human, image: Tensor3D, wanted: Wanted): Promise<HumanFace[]> {
  const look = (rotation: boolean) =>
    detectFaces(human, image, {
      face: {
        detector: { rotation, return: wanted.ages !== undefined },
        iris: ON,
        emotion: { enabled: wanted.mood },
      },
    });
  const upright = await look(true);
  wanted.onSeen?.(upright);
  // A head bent far down looks tilted to Human's detector, which turns it out of sight of the mesh.
  const faces = (upright.length > 0 ? upright : await look(false)).sort(largestFirst);
  try {
    for (const face of faces.slice(0, FACES_WITH_AGE)) {
      if (wanted.ages && face.tensor && !isTurned(facePose(face))) {
        face.ages = await wanted.ages({ image, mesh: face.mesh, crop: face.tensor });
      }
    }
    return faces.map(({ tensor: _, ...face }) => face);
  } finally {
    for (const { tensor } of faces) tensor?.dispose();
  }
}

const GLANCE: HumanConfig = {
  face: {
    detector: { rotation: true, return: false },
    iris: { enabled: false },
    emotion: { enabled: false },
  },
};

/** The faces that a single look sees, without irises. */
export function glance(human: Human, image: Tensor3D): Promise<HumanFace[]> {
  return detectFaces(human, image, GLANCE);
}

/** Faces whose mesh fits. */
async function detectFaces(human: Human, image: Tensor3D, config: HumanConfig): Promise<HumanFace[]> {
  const batch = image.expandDims<Tensor4D>(0);
  try {
    const { face, error } = await human.detect(batch, config);
    if (error) throw new Error(`face detection failed: ${error}`);
    const fits = (found: HumanFace) => found.faceScore >= MIN_MESH_SCORE && found.mesh.length >= FACE_POINTS;
    for (const found of face) if (!fits(found)) found.tensor?.dispose();
    return face.filter(fits);
  } finally {
    batch.dispose();
  }
}

/** Without irises. */
const FACE_POINTS = 468;

/** The face at `place`, looked for on its surroundings alone, where it is large enough for Human. */
export async function lookCloser(
  human: Human,
  image: Tensor3D,
  place: Rect,
  wanted: Wanted,
): Promise<HumanFace | undefined> {
  const { crop, left, top } = surroundings(image, place, 2.4);
  try {
    const faces = await lookForFaces(human, crop, wanted);
    const moved = faces.map((face) => ({
      ...face,
      mesh: face.mesh.map(([x, y, z]): [number, number, number] => [x + left, y + top, z]),
    }));
    return moved.find((face) => isSamePlace(rectOf(face), place));
  } finally {
    crop.dispose();
  }
}

/** The square around a place, `times` as large, as far as it lies within the image. */
export function surroundings(image: Tensor3D, place: Rect, times: number) {
  const [height, width] = image.shape;
  const side = Math.max(place.width, place.height) * times;
  const left = Math.max(0, Math.floor(place.x + place.width / 2 - side / 2));
  const top = Math.max(0, Math.floor(place.y + place.height / 2 - side / 2));
  const crop = image.slice(
    [top, left, 0],
    [Math.min(height - top, Math.ceil(side)), Math.min(width - left, Math.ceil(side)), 3],
  );
  return { crop, left, top };
}

/** Whether this is a face where another detector sees none. */
export function isSure({ boxScore }: HumanFace): boolean {
  return boxScore >= SURE_SCORE;
}
