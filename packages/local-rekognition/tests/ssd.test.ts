// SSD run layer by layer says what face-api's own run says, and a frame is what TensorFlow.js makes of a picture.

import type { Tensor3D } from '@tensorflow/tfjs';
import { cases } from '../../../tests/support/long-run.ts';
import { loadFaceApi } from '../src/vision/face-api.ts';
import { frameOf } from '../src/vision/frame.ts';
import { decodePixels } from '../src/vision/pixels.ts';
import type { LocatedFace } from '../src/vision/protocol.ts';
import { loadSsd } from '../src/vision/ssd.ts';
import { startTensorflow, type TensorFlow } from '../src/vision/tensorflow.ts';
import { sample } from './laptop-rekognition.ts';

interface OwnRun {
  SsdMobilenetv1Options: new (options: { minConfidence: number }) => unknown;
  nets: { ssdMobilenetv1: { locateFaces(image: Tensor3D, options: unknown): Promise<LocatedFace[]> } };
}

let tf: TensorFlow;
beforeAll(async () => {
  tf = await startTensorflow();
});

it.each(cases(['two-people.jpg'], ['no-face.jpg']))(
  'sees on %s what face-api sees, and leaves no tensor',
  async (name) => {
    const pixels = await decodePixels(await sample(name));
    const image = tf.tensor3d(new Float32Array(pixels.rgb), [pixels.height, pixels.width, 3]);
    const faceApi = (await loadFaceApi(['ssdMobilenetv1'])) as unknown as OwnRun;
    const options = new faceApi.SsdMobilenetv1Options({ minConfidence: 0.4 });
    const wanted = await faceApi.nets.ssdMobilenetv1.locateFaces(image, options);
    const locate = await loadSsd(tf);
    const tensors = tf.memory().numTensors;

    const located = await locate(pixels);

    expect(tf.memory().numTensors).toBe(tensors);
    expect(located).toHaveLength(wanted.length);
    for (const [at, { score, box }] of located.entries()) {
      expect(score).toBeCloseTo(wanted[at]?.score ?? 0, 4);
      expect(Math.abs(box.x - (wanted[at]?.box.x ?? 0))).toBeLessThan(1);
      expect(Math.abs(box.width - (wanted[at]?.box.width ?? 0))).toBeLessThan(1);
    }
  },
);

it.each([false, true])(
  'a frame is the picture as TensorFlow.js resizes it, corners aligned: %s',
  (alignCorners) => {
    const [width, height] = [7, 5];
    const rgb = Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * 37) % 256);
    const image = tf.tensor3d(new Float32Array(rgb), [height, width, 3]);

    const frame = frameOf({ rgb, width, height, scale: 1 }, { sidePx: 4, alignCorners });

    const wanted = tf.image.resizeBilinear(image, [4, 4], alignCorners).dataSync();
    for (const [at, value] of frame.entries()) expect(value).toBeCloseTo(wanted[at] ?? Number.NaN, 2);
  },
);
