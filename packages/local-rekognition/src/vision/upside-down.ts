// Whether a head stands on its head. To Human a face upside down is often an upright one, with eyes where the mouth is and
// a mesh that belongs to nobody; but the right way round it is surer of it, and so is the recognition network.

import type { Tensor3D } from '@tensorflow/tfjs';
import { cropFace } from './face-crop.ts';
import type { Human, HumanFace } from './human.ts';
import { glance, lookForFaces, surroundings } from './human-faces.ts';
import type { Pixels } from './protocol.ts';
import type { Recognize } from './recognition.ts';
import { isSamePlace, type Rect, rectOf } from './rect.ts';
import type { TensorFlow } from './tensorflow.ts';

interface Models {
  tf: TensorFlow;
  human: Human;
  recognize: Recognize;
}

/** A picture as the models look at it: its pixels, and the same as an RGB image (float, 0 to 255). */
export interface View {
  pixels: Pixels;
  image: Tensor3D;
  mood: boolean;
}

// Human's detector sees no more pixels of a side than these.
const GLANCE_PX = 256;
/** Of the face's own size. */
const FRAME = 2.3;
// Of 577 portraits that Human sees both ways round, it is surer of the right one by more than this in 94 of 100. In the others
// the recognition network's answer is stronger the right way round: in each of the 30 nearest ones, by a tenth and more.
const CLEAR_DIFFERENCE = 0.12;

/** The same face with the mesh of the upright head, where it hangs upside down; else the face as it was found. */
export async function rightWayRound(models: Models, view: View, face: HumanFace): Promise<HumanFace> {
  const { tf, human } = models;
  const advantage = surety([face]) - surety(await glanceTurned(tf, human, view.image, rectOf(face)));
  if (advantage > CLEAR_DIFFERENCE) return face;
  const turned = await seenTurned(tf, human, view, rectOf(face));
  if (!turned) return face;
  if (advantage < -CLEAR_DIFFERENCE) return turned;
  const asItLies = await models.recognize(cropFace(view.pixels, face.mesh));
  const other = await models.recognize(cropFace(view.pixels, turned.mesh));
  return other.strength > asItLies.strength
    ? { ...turned, descriptor: other.descriptor }
    : { ...face, descriptor: asItLies.descriptor };
}

/** The face as Human sees it in the picture turned by half a turn, its mesh brought back; of a turned head no age is told. */
async function seenTurned(
  tf: TensorFlow,
  human: Human,
  { image, mood }: View,
  place: Rect,
): Promise<HumanFace | undefined> {
  const [height, width] = image.shape;
  const back = ([x, y, z]: [number, number, number]): [number, number, number] => [
    width - 1 - x,
    height - 1 - y,
    z,
  ];
  const turned = tf.reverse(image, [0, 1]);
  try {
    const faces = await lookForFaces(human, turned, { mood });
    return faces
      .map((face) => ({ ...face, mesh: face.mesh.map(back) }))
      .find((face) => isSamePlace(rectOf(face), place));
  } finally {
    turned.dispose();
  }
}

/** What Human sees at once of a place turned by half a turn. */
async function glanceTurned(
  tf: TensorFlow,
  human: Human,
  image: Tensor3D,
  place: Rect,
): Promise<HumanFace[]> {
  const view = tf.tidy(() => {
    const { crop } = surroundings(image, place, FRAME);
    const [height, width] = crop.shape;
    const scale = GLANCE_PX / Math.max(width, height);
    const small = tf.image.resizeBilinear(crop, [Math.round(height * scale), Math.round(width * scale)]);
    return tf.reverse(small, [0, 1]);
  });
  try {
    return await glance(human, view);
  } finally {
    view.dispose();
  }
}

function surety(faces: readonly HumanFace[]): number {
  return Math.max(0, ...faces.map(({ boxScore, faceScore }) => boxScore * faceScore));
}
