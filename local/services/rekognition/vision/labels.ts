// CenterNet: the 80 object classes of COCO, each with its place.

import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import type { Human } from './human.ts';
import type { LabelsAnswer } from './protocol.ts';

/** Objects of an RGB image (float, 0 to 255). */
export async function findObjects(human: Human, image: Tensor3D): Promise<LabelsAnswer> {
  const batch = image.expandDims<Tensor4D>(0);
  try {
    const { object, error } = await human.detect(batch, {});
    if (error) throw new Error(`object detection failed: ${error}`);
    return {
      objects: object.map(({ label, score, boxRaw: [left, top, width, height] }) => ({
        name: label,
        confidence: score * 100,
        box: { left, top, width, height },
      })),
    };
  } finally {
    batch.dispose();
  }
}
