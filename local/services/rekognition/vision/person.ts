// Who a face is (descriptor) and how old it looks.

import type { Tensor3D } from '@tensorflow/tfjs';
import type { FaceApi } from './face-api.ts';
import { cropFace } from './face-crop.ts';
import type { HumanFace, MeshPoint } from './human.ts';
import { eyeCentre, LEFT_EYE, pointAt, RIGHT_EYE } from './mesh.ts';
import type { Pixels } from './pixels.ts';
import type { Recognize } from './recognition.ts';
import type { Rect } from './rect.ts';

export interface Person {
  /** A direction in 512 dimensions; of one person's pictures they lie near each other. */
  descriptor: number[];
  /** Years, by face-api's net; the other opinion is Human's. */
  age: number;
}

export interface PersonNets {
  faceApi: FaceApi;
  recognize: Recognize;
}

/** Describes one found face of a picture: its pixels, and the same as an RGB image (float, 0 to 255). */
export async function describePerson(
  { faceApi, recognize }: PersonNets,
  pixels: Pixels,
  image: Tensor3D,
  { mesh }: Pick<HumanFace, 'mesh'>,
): Promise<Person> {
  const { descriptor } = await recognize(cropFace(pixels, mesh));
  const { x, y, width, height } = ageRect(mesh);
  const [crop] = await faceApi.extractFaceTensors(image, [new faceApi.Rect(x, y, width, height)]);
  if (!crop) throw new Error('the face crop is empty');
  try {
    const { age } = await faceApi.nets.ageGenderNet.predictAgeAndGender(crop);
    return { descriptor, age };
  } finally {
    crop.dispose();
  }
}

const MOUTH_CORNERS = [61, 291] as const;
// Of the square's side: how far the eyes lie above the mouth, and the middle of the three below its upper edge.
const EYES_TO_MOUTH = 0.45;
const MIDDLE = 0.43;

/** The square that face-api lays around a face for its nets (dlib's alignment). */
function ageRect(mesh: readonly MeshPoint[]): Rect {
  const eyes = [eyeCentre(mesh, LEFT_EYE), eyeCentre(mesh, RIGHT_EYE)] as const;
  const mouth = between(...(MOUTH_CORNERS.map((index) => pointAt(mesh, index)) as [MeshPoint, MeshPoint]));
  const [eyesX, eyesY] = between(...eyes);
  // A head on its side or upside down has no such square; its age is not told.
  const side = Math.max(16, Math.floor((mouth[1] - eyesY) / EYES_TO_MOUTH));
  const [middleX, middleY] = [(2 * eyesX + mouth[0]) / 3, (2 * eyesY + mouth[1]) / 3];
  return {
    x: Math.floor(Math.max(0, middleX - side / 2)),
    y: Math.floor(Math.max(0, middleY - MIDDLE * side)),
    width: side,
    height: side,
  };
}

function between(a: MeshPoint, b: MeshPoint): readonly [x: number, y: number] {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
}
