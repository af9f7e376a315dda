// Nets that were made lighter to run say what they said before.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { io, Tensor } from '@tensorflow/tfjs';
import { longRun } from '../../../tests/support/long-run.ts';
import { type Topology, withBoundsFused } from '../src/vision/ages.ts';
import { CROP_SIDE_PX } from '../src/vision/face-crop.ts';
import { readOnnx } from '../src/vision/onnx.ts';
import { buildNet } from '../src/vision/onnx-net.ts';
import { loadRecognition } from '../src/vision/recognition.ts';
import { packageFolder, startTensorflow, type TensorFlow } from '../src/vision/tensorflow.ts';

let tf: TensorFlow;
beforeAll(async () => {
  tf = await startTensorflow();
});

/** Colours from 0 to 255 that vary from place to place. */
const waves = (length: number) => Float32Array.from({ length }, (_, at) => 127.5 + 127.5 * Math.sin(at / 7));

it('the recognition network says of a crop what it says with the traces of weights left in', async () => {
  const folder = packageFolder('faceplugin-face-recognition-js/package.json');
  const net = buildNet(tf, readOnnx(await readFile(join(folder, 'model', 'fr_feature.onnx'))));
  const crop = waves(CROP_SIDE_PX * CROP_SIDE_PX * 3);
  const image = tf.tensor4d(crop, [1, CROP_SIDE_PX, CROP_SIDE_PX, 3]).sub(127).div(128);
  const wanted = await net(image as Parameters<typeof net>[0]).data();
  const strength = Math.hypot(...wanted);

  const { descriptor } = await (await loadRecognition(tf))(crop);

  for (const [at, value] of descriptor.entries()) expect(value).toBeCloseTo(wanted[at]! / strength, 7);
});

longRun.it('the second age net says the same with its bounds fused, by fewer steps', async () => {
  const folder = join(packageFolder('@vladmandic/human'), '..', 'models');
  const model = JSON.parse(await readFile(join(folder, 'faceres.json'), 'utf8')) as io.ModelJSON;
  const weightData = Uint8Array.from(await readFile(join(folder, 'faceres.bin'))).buffer;
  const weightSpecs = model.weightsManifest.flatMap(({ weights }) => weights);
  const topology = model.modelTopology as Topology;
  const fused = withBoundsFused(topology);
  const image = tf.tensor4d(waves(224 * 224 * 3), [1, 224, 224, 3]);
  const yearsBy = async (modelTopology: object) => {
    const net = await tf.loadGraphModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
    const answers = net.execute(image) as Tensor[];
    return answers.find(({ shape }) => shape[1] === 100)!.data();
  };

  const [wanted, years] = [await yearsBy(topology), await yearsBy(fused)];

  expect(fused.node).toHaveLength(topology.node.length - 2 * 27);
  for (const [at, share] of years.entries()) expect(share).toBeCloseTo(wanted[at]!, 6);
});
