// CenterNet: the 80 object classes of COCO, each with its place.

import { frameOf } from './frame.ts';
import type { Human } from './human.ts';
import type { LabelsAnswer, Pixels } from './protocol.ts';
import type { TensorFlow } from './tensorflow.ts';

const SIDE_PX = 512;

/** Objects of a picture. */
export async function findObjects(tf: TensorFlow, human: Human, pixels: Pixels): Promise<LabelsAnswer> {
  const batch = tf.tensor4d(frameOf(pixels, { sidePx: SIDE_PX }), [1, SIDE_PX, SIDE_PX, 3]);
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
