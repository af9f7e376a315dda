// Finds faces: Human's detector and mesh over the whole picture, and where face-api's SSD sees one more, a second
// look with Human at that place. SSD alone calls cats faces; Human alone misses the small ones of a group.

import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import type { FaceModels, HumanFace, Rect } from './models.ts';

/** A face with its mesh in pixels of the whole image. */
export interface FoundFace extends HumanFace {
  /** 0 to 1: how sure the second detector is that this is a face. */
  secondScore: number;
}

const FACES_ONLY = { face: { enabled: true }, object: { enabled: false } };
// Below this Human's detector alone is not believed; a second opinion is.
const SURE_SCORE = 0.55;
const MIN_MESH_SCORE = 0.5;
const SECOND_OPINION_SCORE = 0.4;
const NEW_FACE_SCORE = 0.8;

/** Faces of an RGB image (float, 0 to 255), largest first. */
export async function findFaces(models: FaceModels, image: Tensor3D): Promise<FoundFace[]> {
  const first = await lookWithHuman(models, image);
  const second = await lookWithSsd(models, image);
  const faces: FoundFace[] = first
    .map((face) => ({ ...face, secondScore: scoreAt(second, rectOf(face)) }))
    .filter((face) => face.boxScore >= SURE_SCORE || face.secondScore >= SECOND_OPINION_SCORE);
  for (const { score, box } of second) {
    if (score < NEW_FACE_SCORE || faces.some((face) => overlap(rectOf(face), box) > 0.2)) continue;
    const closer = await lookCloser(models, image, box);
    if (closer && !faces.some((face) => overlap(rectOf(face), rectOf(closer)) > 0.2)) {
      faces.push({ ...closer, secondScore: score });
    }
  }
  return faces.sort((a, b) => area(rectOf(b)) - area(rectOf(a)));
}

async function lookWithHuman(models: FaceModels, image: Tensor3D): Promise<HumanFace[]> {
  const batch = image.expandDims<Tensor4D>(0);
  try {
    const { face, error } = await models.human.detect(batch, FACES_ONLY);
    if (error) throw new Error(`face detection failed: ${error}`);
    return face.filter((found) => found.faceScore >= MIN_MESH_SCORE && found.mesh.length === 478);
  } finally {
    batch.dispose();
  }
}

async function lookWithSsd(
  { faceApi }: FaceModels,
  image: Tensor3D,
): Promise<{ score: number; box: Rect }[]> {
  const options = new faceApi.SsdMobilenetv1Options({ minConfidence: SECOND_OPINION_SCORE, maxResults: 100 });
  return faceApi.nets.ssdMobilenetv1.locateFaces(image, options);
}

/** Human on the surroundings of one box, where the face is large enough for it. */
async function lookCloser(models: FaceModels, image: Tensor3D, box: Rect): Promise<HumanFace | undefined> {
  const [height, width] = image.shape;
  const side = Math.max(box.width, box.height) * 2.4;
  const left = Math.max(0, Math.floor(box.x + box.width / 2 - side / 2));
  const top = Math.max(0, Math.floor(box.y + box.height / 2 - side / 2));
  const crop = image.slice(
    [top, left, 0],
    [Math.min(height - top, Math.ceil(side)), Math.min(width - left, Math.ceil(side)), 3],
  );
  try {
    const faces = await lookWithHuman(models, crop);
    const moved = faces.map((face) => ({
      ...face,
      mesh: face.mesh.map(([x, y, z]): [number, number, number] => [x + left, y + top, z]),
    }));
    return moved.find((face) => overlap(rectOf(face), box) > 0.2);
  } finally {
    crop.dispose();
  }
}

function scoreAt(found: readonly { score: number; box: Rect }[], place: Rect): number {
  return Math.max(0, ...found.filter(({ box }) => overlap(box, place) > 0.2).map(({ score }) => score));
}

/** The mesh's bounding rectangle in pixels. */
export function rectOf(face: HumanFace): Rect {
  const xs = face.mesh.map(([x]) => x);
  const ys = face.mesh.map(([, y]) => y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function area(rect: Rect): number {
  return rect.width * rect.height;
}

/** Intersection over union. */
function overlap(a: Rect, b: Rect): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (area(a) + area(b) - width * height);
}
