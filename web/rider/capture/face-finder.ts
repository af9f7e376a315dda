// The face model with its weights, fetched when a camera opens and never before: they weigh five times as much as the page.

import bytesUrl from '@vladmandic/face-api/model/tiny_face_detector_model.bin';
import manifest from '@vladmandic/face-api/model/tiny_face_detector_model-weights_manifest.json' with {
  type: 'json',
};
import { type FoundFace, findFaces, readWeights, type WeightsEntry } from './face-model.ts';

/** Finds faces in a square of 160 x 160 pixels, the picture of `width` x `height` in its top left corner. */
export type FaceFinder = (rgba: Uint8ClampedArray, width: number, height: number) => FoundFace[];

/** Rejects when the weights cannot be fetched: then there are no hints about faces, and everything else works. */
export async function createFaceFinder(): Promise<FaceFinder> {
  const response = await fetch(bytesUrl);
  if (!response.ok) throw new Error(`weights: ${response.status}`);
  const [{ weights: entries }] = manifest as unknown as [{ weights: WeightsEntry[] }];
  const weights = readWeights(entries, new Uint8Array(await response.arrayBuffer()));
  return (rgba, width, height) => findFaces(weights, rgba, width, height);
}
