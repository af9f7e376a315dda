// What two unlike models say of how old a face looks: face-api's net first, and the net of Human's package where the first
// alone does not decide. The second costs as much as all that finds the face, and is loaded when it is first asked.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { io, Tensor, Tensor3D } from '@tensorflow/tfjs';
import { isSecondAgeNeeded } from './age.ts';
import type { FaceApi } from './face-api.ts';
import type { MeshPoint } from './human.ts';
import { eyeCentre, LEFT_EYE, pointAt, RIGHT_EYE } from './mesh.ts';
import { once } from './once.ts';
import type { Rect } from './rect.ts';
import { packageFolder, type TensorFlow } from './tensorflow.ts';

/** A face on an RGB image (float, 0 to 255), and as Human cut it out: upright, 0 to 1. */
export interface FaceToAge {
  image: Tensor3D;
  mesh: readonly MeshPoint[];
  crop: Tensor3D;
}

/** Years, one or two of them. */
export type GuessAges = (face: FaceToAge) => Promise<number[]>;

export function createAges(tf: TensorFlow, faceApi: FaceApi): GuessAges {
  const second = once(() => loadSecondOpinion(tf));
  return async ({ image, mesh, crop }) => {
    const first = await firstOpinion(faceApi, image, mesh);
    return isSecondAgeNeeded(first) ? [first, await (await second(undefined))(crop)] : [first];
  };
}

async function firstOpinion(faceApi: FaceApi, image: Tensor3D, mesh: readonly MeshPoint[]): Promise<number> {
  const { x, y, width, height } = ageRect(mesh);
  const [crop] = await faceApi.extractFaceTensors(image, [new faceApi.Rect(x, y, width, height)]);
  if (!crop) throw new Error('the face crop is empty');
  try {
    return (await faceApi.nets.ageGenderNet.predictAgeAndGender(crop)).age;
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

const SIDE_PX = 224;
const CLASSES = 100;

/** Human's faceres without Human, which would run it for every face that it sees. */
async function loadSecondOpinion(tf: TensorFlow): Promise<(crop: Tensor3D) => Promise<number>> {
  const folder = join(packageFolder('@vladmandic/human'), '..', 'models');
  const { modelTopology, weightsManifest } = JSON.parse(
    await readFile(join(folder, 'faceres.json'), 'utf8'),
  ) as io.ModelJSON;
  const weights = await readFile(join(folder, 'faceres.bin'));
  const net = await tf.loadGraphModel(
    tf.io.fromMemory({
      modelTopology: withBoundsFused(modelTopology as Topology),
      weightSpecs: weightsManifest.flatMap((group) => group.weights),
      weightData: Uint8Array.from(weights).buffer,
    }),
  );
  return async (crop) => {
    const answers = tf.tidy(() =>
      net.execute(tf.image.resizeBilinear(crop, [SIDE_PX, SIDE_PX]).mul(255).expandDims(0)),
    ) as Tensor[];
    try {
      const shares = await answers.find(({ shape }) => shape[1] === CLASSES)?.data();
      if (!shares) throw new Error('the age net gives no ages');
      return yearsOf(shares as Float32Array);
    } finally {
      tf.dispose(answers);
    }
  };
}

/** The steps of a graph model. */
export interface Topology {
  node: { name: string; op: string; input?: string[] }[];
}

/** Relu, Minimum, Maximum in a row are what Relu6 does at once; the three take as long as all convolutions. */
export function withBoundsFused(topology: Topology): Topology {
  const byName = new Map(topology.node.map((node) => [node.name, node]));
  const before = (node: Topology['node'][number] | undefined, op: string) => {
    const [input = ''] = node?.input ?? [];
    const found = byName.get(input);
    return found?.op === op ? found : undefined;
  };
  const taken = new Set<unknown>();
  const node = topology.node.map((last) => {
    const minimum = last.op === 'Maximum' ? before(last, 'Minimum') : undefined;
    const relu = before(minimum, 'Relu');
    if (!relu) return last;
    // A step that nothing asks for any more would count as an answer of the net.
    taken.add(minimum).add(relu);
    return { ...last, op: 'Relu6', input: relu.input ?? [] };
  });
  return { ...topology, node: node.filter((each) => !taken.has(each)) };
}

/** The likeliest of the years, moved towards the likelier of its neighbours; as Human reads it. */
function yearsOf(shares: Float32Array): number {
  const likeliest = shares.indexOf(Math.max(...shares));
  const [below = 0, above = 0] = [shares[likeliest - 1], shares[likeliest + 1]];
  return likeliest + (below > above ? -10 * below : 10 * above);
}
