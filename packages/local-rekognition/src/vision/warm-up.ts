// A first run of each net on a grey picture: what WebAssembly prepares once, no request has to wait for.

import type { Rank } from '@tensorflow/tfjs';
import type { FaceApi } from './face-api.ts';
import { CROP_SIDE_PX } from './face-crop.ts';
import type { Pixels } from './protocol.ts';
import type { Recognize } from './recognition.ts';
import type { TensorFlow } from './tensorflow.ts';

const SIDE_PX = 256;
const CROP_PX = 150;
const GREY = 127;

/** Opens a picture on which nothing is to be seen. */
export async function blankImage(): Promise<Pixels> {
  const rgb = new Uint8Array(new SharedArrayBuffer(SIDE_PX * SIDE_PX * 3)).fill(GREY);
  return { rgb, width: SIDE_PX, height: SIDE_PX, scale: 1 };
}

/** Where no face is found, no net that describes one runs. */
export async function warmUpFaceNets(
  tf: TensorFlow,
  { faceApi, recognize }: { faceApi: FaceApi; recognize: Recognize },
): Promise<void> {
  await recognize(new Float32Array(CROP_SIDE_PX * CROP_SIDE_PX * 3).fill(GREY));
  const crop = tf.fill<Rank.R3>([CROP_PX, CROP_PX, 3], GREY);
  await faceApi.nets.ageGenderNet.predictAgeAndGender(crop);
  crop.dispose();
}
