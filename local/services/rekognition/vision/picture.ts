// One picture and what has been found on it so far: each model looks once, whatever is asked how often.

import { createHash } from 'node:crypto';
import type { Tensor3D } from '@tensorflow/tfjs';
import { analyseFace } from './face-analysis.ts';
import { type FoundFace, findFaces } from './find-faces.ts';
import { findObjects } from './labels.ts';
import type { FaceModels } from './models.ts';
import type { Moderate } from './moderation.ts';
import { describePerson } from './person.ts';
import { decodePixels, type Pixels } from './pixels.ts';
import type { FaceAnalysis, LabelsAnswer, ModerationAnswer } from './protocol.ts';

/** Everything that looks. Moderation comes later than the rest. */
export interface Models extends FaceModels {
  moderation: Promise<Moderate>;
}

/** Faces beyond this many, by size, are counted but get no age: each costs two more inferences. */
const FACES_WITH_AGE = 3;
const MAX_FACES = 100;

/** Every question brings the picture again: its pixels may have been released in between. */
export interface Picture {
  readonly id: string;
  faces(image: Uint8Array, describe: number): Promise<FaceAnalysis[]>;
  moderation(image: Uint8Array): Promise<ModerationAnswer>;
  labels(image: Uint8Array): Promise<LabelsAnswer>;
  /** Forgets the pixels, keeps what was found. */
  release(): void;
}

/** Questions must be asked one after another. */
export function createPicture(models: Models, id: string): Picture {
  let opened: { pixels: Pixels; tensor: Tensor3D } | undefined;
  let found: FoundFace[] | undefined;
  const analyses: FaceAnalysis[] = [];
  let moderation: ModerationAnswer | undefined;
  let labels: LabelsAnswer | undefined;

  async function open(image: Uint8Array): Promise<{ pixels: Pixels; tensor: Tensor3D }> {
    if (opened) return opened;
    const pixels = await decodePixels(image);
    const tensor = models.tf.tensor3d(Float32Array.from(pixels.rgb), [pixels.height, pixels.width, 3]);
    opened = { pixels, tensor };
    return opened;
  }

  async function analyse(image: Uint8Array, face: FoundFace, rank: number): Promise<FaceAnalysis> {
    const { pixels, tensor } = await open(image);
    if (rank >= FACES_WITH_AGE) return analyseFace(pixels, face, undefined);
    const { age, descriptor } = await describePerson(models, tensor, face);
    return { ...analyseFace(pixels, face, age), descriptor };
  }

  async function describe(image: Uint8Array, face: FoundFace): Promise<number[]> {
    const { tensor } = await open(image);
    return (await describePerson(models, tensor, face)).descriptor;
  }

  return {
    id,
    async faces(image, count) {
      found ??= (await findFaces(models, (await open(image)).tensor)).slice(0, MAX_FACES);
      for (const [rank, face] of found.entries()) {
        const analysis = analyses[rank] ?? (await analyse(image, face, rank));
        if (rank < count) analysis.descriptor ??= await describe(image, face);
        analyses[rank] = analysis;
      }
      return analyses;
    },
    async moderation(image) {
      if (!moderation) {
        const moderate = await models.moderation;
        moderation = await moderate((await open(image)).tensor);
      }
      return moderation;
    },
    async labels(image) {
      labels ??= await findObjects(models, (await open(image)).tensor);
      return labels;
    },
    release() {
      opened?.tensor.dispose();
      opened = undefined;
    },
  };
}

/** Names a picture by its content. */
export function pictureId(image: Uint8Array): string {
  return createHash('sha256').update(image).digest('hex');
}
