// The weights of the face model, fetched when a camera opens and never before: they weigh five times as much as the page.

import bytesUrl from '@vladmandic/face-api/model/tiny_face_detector_model.bin';
import manifest from '@vladmandic/face-api/model/tiny_face_detector_model-weights_manifest.json' with {
  type: 'json',
};
import { readWeights, type Weights, type WeightsEntry } from './face-model.ts';

/** Rejects when they cannot be fetched: then there are no hints about faces, and everything else works. */
export async function loadWeights(): Promise<Weights> {
  const response = await fetch(bytesUrl);
  if (!response.ok) throw new Error(`weights: ${response.status}`);
  const [{ weights }] = manifest as unknown as [{ weights: WeightsEntry[] }];
  return readWeights(weights, new Uint8Array(await response.arrayBuffer()));
}
