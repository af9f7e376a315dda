// SSD, the second opinion on where faces are: it sees the small ones of a group.

import type { Tensor4D } from '@tensorflow/tfjs';
import { loadFaceApi } from './face-api.ts';
import { frameOf } from './frame.ts';
import type { LocatedFace, Pixels } from './protocol.ts';
import { buildSsdNet, SSD_SIDE_PX } from './ssd-net.ts';
import type { TensorFlow } from './tensorflow.ts';

const MIN_SCORE = 0.4;
const MAX_FACES = 100;
/** Of two boxes that overlap more than this, the surer one is meant. */
const MAX_OVERLAP = 0.5;

/** Finds places of faces. */
export type LocateFaces = (pixels: Pixels) => Promise<LocatedFace[]>;

/** Reads the network from node_modules, 6 MB. */
export async function loadSsd(tf: TensorFlow): Promise<LocateFaces> {
  const { ssdMobilenetv1 } = (await loadFaceApi(['ssdMobilenetv1'])).nets;
  const net = buildSsdNet(tf, ssdMobilenetv1.params);
  return async (pixels) => {
    const side = Math.max(pixels.width, pixels.height);
    const { boxes, scores, kept } = tf.tidy(() => {
      const frame = frameOf(pixels, { sidePx: SSD_SIDE_PX, isPadded: true });
      const image = tf.tensor4d(frame, [1, SSD_SIDE_PX, SSD_SIDE_PX, 3]);
      const { boxes, scores } = net(image.div<Tensor4D>(127.5).sub(1));
      return {
        boxes,
        scores,
        kept: tf.image.nonMaxSuppression(boxes, scores, MAX_FACES, MAX_OVERLAP, MIN_SCORE),
      };
    });
    try {
      const [places, sureties, ranks] = await Promise.all([boxes.array(), scores.data(), kept.data()]);
      return Array.from(ranks, (rank) => {
        const [top = 0, left = 0, bottom = 0, right = 0] = (places[rank] ?? []).map(
          (share) => Math.min(1, Math.max(0, share)) * side,
        );
        return {
          score: sureties[rank] ?? 0,
          box: { x: left, y: top, width: right - left, height: bottom - top },
        };
      });
    } finally {
      tf.dispose([boxes, scores, kept]);
    }
  };
}
