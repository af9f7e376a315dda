// SSD, the second opinion on where faces are: it sees the small ones of a group.

import type { Tensor3D } from '@tensorflow/tfjs';
import type { FaceApi } from './face-api.ts';
import type { LocatedFace } from './protocol.ts';

const MIN_SCORE = 0.4;

/** Places of faces on an RGB image (float, 0 to 255). */
export async function locateFaces(faceApi: FaceApi, image: Tensor3D): Promise<LocatedFace[]> {
  const options = new faceApi.SsdMobilenetv1Options({ minConfidence: MIN_SCORE, maxResults: 100 });
  const located = await faceApi.nets.ssdMobilenetv1.locateFaces(image, options);
  // face-api's boxes are objects of its own class, which no message can carry.
  return located.map(({ score, box: { x, y, width, height } }) => ({ score, box: { x, y, width, height } }));
}
