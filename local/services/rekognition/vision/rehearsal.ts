// A first run of each net on a grey picture: what WebAssembly prepares once, no rider has to wait for.

import type { Rank } from '@tensorflow/tfjs';
import type { FaceApi } from './face-api.ts';
import type { Pixels } from './pixels.ts';
import type { TensorFlow } from './tensorflow.ts';

const SIDE_PX = 256;
const CROP_PX = 150;
const GREY = 127;

/** Opens a picture on which nothing is to be seen. */
export async function openGrey(): Promise<Pixels> {
  const rgb = new Uint8Array(new SharedArrayBuffer(SIDE_PX * SIDE_PX * 3)).fill(GREY);
  return { rgb, width: SIDE_PX, height: SIDE_PX, scale: 1 };
}

/** Where no face is found, no net that describes one runs. */
export async function rehearsePersonNets({
  tf,
  faceApi,
}: {
  tf: TensorFlow;
  faceApi: FaceApi;
}): Promise<void> {
  const crop = tf.fill<Rank.R3>([CROP_PX, CROP_PX, 3], GREY);
  await faceApi.nets.faceLandmark68Net.detectLandmarks(crop);
  await faceApi.nets.faceRecognitionNet.computeFaceDescriptor(crop);
  await faceApi.nets.ageGenderNet.predictAgeAndGender(crop);
  crop.dispose();
}
