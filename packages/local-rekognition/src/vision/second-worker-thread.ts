// Entry of the second worker's thread: a TensorFlow.js of its own with NSFWJS and, once they are asked, SSD and Human's
// objects. It is asked one thing at a time. Ends with its process; what it cannot load ends both.

import { flushCompileCache } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { faultOf } from './fault.ts';
import { loadHuman } from './human.ts';
import { findObjects } from './labels.ts';
import { loadModeration } from './moderation.ts';
import { once } from './once.ts';
import type { Pixels, SecondAnswers, SecondLook, SecondMessage, SecondReply } from './protocol.ts';
import { loadSsd } from './ssd.ts';
import { startTensorflow } from './tensorflow.ts';

const tf = await startTensorflow();
const moderate = await loadModeration(tf);
// Labels are asked only where they are switched on; most pictures show one face beyond doubt.
const objects = once(() => loadHuman('object'));
const ssd = once(() => loadSsd(tf));

const LOOKS: { [Look in keyof SecondAnswers]: (pixels: Pixels) => Promise<SecondAnswers[Look]> } = {
  faces: async (pixels) => (await ssd(undefined))(pixels),
  moderation: moderate,
  labels: async (pixels) => findObjects(tf, await objects(undefined), pixels),
};

const say = (message: SecondMessage): void => parentPort?.postMessage(message);

parentPort?.on('message', async (question: SecondLook) => say(await answer(question)));
say({ isLoaded: true });
// The next thread needs not compile it again; this one ends without a chance to keep it.
flushCompileCache();

async function answer({ look, pixels }: SecondLook): Promise<SecondReply> {
  try {
    return { answer: await LOOKS[look](pixels) };
  } catch (error) {
    return { fault: faultOf(error) };
  }
}
