// Pixels as the models want them.

import type { Tensor3D } from '@tensorflow/tfjs';
import type { Pixels } from './protocol.ts';
import type { TensorFlow } from './tensorflow.ts';

/** Lets `look` see the pixels as an RGB image (float, 0 to 255), which lives as long as the look. */
export async function withImage<Answer>(
  tf: TensorFlow,
  { rgb, width, height }: Pixels,
  look: (image: Tensor3D) => Promise<Answer>,
): Promise<Answer> {
  const image = tf.tensor3d(new Float32Array(rgb), [height, width, 3]);
  try {
    return await look(image);
  } finally {
    image.dispose();
  }
}
