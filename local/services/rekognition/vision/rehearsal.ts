// A first run of each net on a grey picture: what WebAssembly prepares once, no rider has to wait for.

import type { Rank } from '@tensorflow/tfjs';
import { findFaces } from './find-faces.ts';
import { findObjects } from './labels.ts';
import type { Models } from './picture.ts';

const SIDE_PX = 256;
const CROP_PX = 150;

/** Small steps, so that a waiting question can be answered between them. */
export function rehearsal(models: Models): (() => Promise<void>)[] {
  const { tf, faceApi } = models;
  const grey = (side: number) => tf.fill<Rank.R3>([side, side, 3], 127);
  return [
    async () => {
      const picture = grey(SIDE_PX);
      await findFaces(models, picture);
      picture.dispose();
    },
    async () => {
      const crop = grey(CROP_PX);
      await faceApi.nets.faceLandmark68Net.detectLandmarks(crop);
      await faceApi.nets.faceRecognitionNet.computeFaceDescriptor(crop);
      await faceApi.nets.ageGenderNet.predictAgeAndGender(crop);
      crop.dispose();
    },
    async () => {
      const picture = grey(SIDE_PX);
      await (await models.moderation)(picture);
      picture.dispose();
    },
    async () => {
      const picture = grey(SIDE_PX);
      await findObjects(models, picture);
      picture.dispose();
    },
  ];
}
