// Entry of the second lane's thread: a TensorFlow.js of its own with NSFWJS and, once they are asked, SSD and Human's
// objects. It is asked one thing at a time. Ends with its process; what it cannot load ends both.

import { parentPort } from 'node:worker_threads';
import type { Tensor3D } from '@tensorflow/tfjs';
import { loadFaceApi } from './face-api.ts';
import { faultOf } from './fault.ts';
import { loadHuman } from './human.ts';
import { withImage } from './image-tensor.ts';
import { findObjects } from './labels.ts';
import { loadModeration } from './moderation.ts';
import { once } from './once.ts';
import type { SecondAnswers, SecondLook, SecondMessage, SecondReply } from './protocol.ts';
import { locateFaces } from './ssd.ts';
import { startTensorflow } from './tensorflow.ts';

const tf = await startTensorflow();
const moderate = await loadModeration();
// Labels are asked only where they are switched on; most pictures show one face beyond doubt.
const objects = once(() => loadHuman('object'));
const ssd = once(() => loadFaceApi(['ssdMobilenetv1']));

const LOOKS: { [Look in keyof SecondAnswers]: (image: Tensor3D) => Promise<SecondAnswers[Look]> } = {
  faces: async (image) => locateFaces(await ssd(undefined), image),
  moderation: moderate,
  labels: async (image) => findObjects(await objects(undefined), image),
};

const say = (message: SecondMessage): void => parentPort?.postMessage(message);

parentPort?.on('message', async (question: SecondLook) => say(await answer(question)));
say({ isLoaded: true });

async function answer({ look, pixels }: SecondLook): Promise<SecondReply> {
  try {
    return { answer: await withImage<SecondAnswers[typeof look]>(tf, pixels, LOOKS[look]) };
  } catch (error) {
    return { fault: faultOf(error) };
  }
}
