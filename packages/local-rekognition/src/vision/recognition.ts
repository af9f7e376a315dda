// The recognition network: 512 numbers that say whose face it is.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tensor4D } from '@tensorflow/tfjs';
import { CROP_SIDE_PX } from './face-crop.ts';
import { readOnnx } from './onnx.ts';
import { buildNet } from './onnx-net.ts';
import { packageFolder, type TensorFlow } from './tensorflow.ts';

const PACKAGE = 'faceplugin-face-recognition-js';

export interface Recognized {
  /** A direction in 512 dimensions, of length 1. */
  descriptor: number[];
  /** How far the network's answer lies from nothing: a crop that shows no face as it should is answered weakly. */
  strength: number;
}

/** From a face crop (RGB, 0 to 255). */
export type Recognize = (crop: Float32Array) => Promise<Recognized>;

/** What this package was packed with, or else the package in node_modules. */
function modelFolder(): string {
  const packed = join(import.meta.dirname, '..', '..', 'models', PACKAGE);
  return existsSync(packed) ? packed : packageFolder(`${PACKAGE}/package.json`);
}

/** Reads the network, 5 MB. */
export async function loadRecognition(tf: TensorFlow): Promise<Recognize> {
  const { steps, weights } = readOnnx(await readFile(join(modelFolder(), 'model', 'fr_feature.onnx')));
  for (const { values } of weights.values()) dropTraces(values);
  const net = buildNet(tf, { steps, weights });
  return async (crop) => {
    const answer = tf.tidy(() => {
      const image = tf.tensor4d(crop, [1, CROP_SIDE_PX, CROP_SIDE_PX, 3]);
      return net(image.sub(127).div<Tensor4D>(128));
    });
    const numbers = await answer.data();
    answer.dispose();
    const strength = Math.hypot(...numbers);
    return { descriptor: Array.from(numbers, (value) => value / (strength || 1)), strength };
  };
}

// Training left a sixth of the weights at nothing but traces, down to 1e-45. No sum feels them, but numbers that small are
// handled by the processor's slow path, which WebAssembly cannot switch off: the network takes four times as long with them.
const TRACE = 1e-12;

function dropTraces(values: Float32Array): void {
  for (const [at, value] of values.entries()) if (Math.abs(value) < TRACE) values[at] = 0;
}
