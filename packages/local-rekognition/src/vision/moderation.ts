// NSFWJS: five classes over the whole picture. It knows nudity and drawings; nothing of violence, drugs or hate.

import { join } from 'node:path';
import type { Tensor3D } from '@tensorflow/tfjs';
import { frameOf } from './frame.ts';
import { once } from './once.ts';
import type { ModerationAnswer, Pixels } from './protocol.ts';
import { packageFolder, quietly, requirePackage, type TensorFlow } from './tensorflow.ts';

interface Classifier {
  classify(image: Tensor3D, top: number): Promise<{ className: string; probability: number }[]>;
}

export type Moderate = (pixels: Pixels) => Promise<ModerationAnswer>;

/** One of the networks that the package ships. */
interface Model {
  name: string;
  folder: string;
  weights: readonly string[];
}

const FIRST: Model = {
  name: 'MobileNetV2',
  folder: 'mobilenet_v2',
  weights: ['group1-shard1of1.min.js'],
};
/** Trained apart from the first; loaded when it is first asked. */
const SECOND: Model = {
  name: 'MobileNetV2Mid',
  folder: 'mobilenet_v2_mid',
  weights: ['group1-shard1of2.min.js', 'group1-shard2of2.min.js'],
};

// Far below every bound, so that nothing that could refuse a picture rests on one network.
const DOUBTFUL_SHARE = 0.2;

/** Explicit is what two networks call so: the first alone takes one clothed portrait in some hundred for it. */
export async function loadModeration(tf: TensorFlow): Promise<Moderate> {
  const classify = await loadClassifier(tf, FIRST);
  const second = once(() => loadClassifier(tf, SECOND));
  return async (pixels) => {
    const answer = await classify(pixels);
    if (answer.porn + answer.hentai < DOUBTFUL_SHARE) return answer;
    return bothSay(answer, await (await second(undefined))(pixels));
  };
}

/** Of the explicit classes only what both see; what the first alone saw there is nothing to speak of. */
export function bothSay(first: ModerationAnswer, second: ModerationAnswer): ModerationAnswer {
  const explicit = first.porn + first.hentai;
  const agreed = Math.min(explicit, second.porn + second.hentai);
  const share = explicit === 0 ? 0 : agreed / explicit;
  return {
    ...first,
    porn: first.porn * share,
    hentai: first.hentai * share,
    neutral: first.neutral + explicit - agreed,
  };
}

/** Both of the package's networks look at pictures of this size. */
const SIDE_PX = 224;

async function loadClassifier(tf: TensorFlow, model: Model): Promise<Moderate> {
  const classifier = await quietly(() => readClassifier(model));
  return async (pixels) => {
    const answer: ModerationAnswer = { drawing: 0, hentai: 0, neutral: 0, porn: 0, sexy: 0 };
    const image = tf.tensor3d(frameOf(pixels, { sidePx: SIDE_PX, alignCorners: true }), [
      SIDE_PX,
      SIDE_PX,
      3,
    ]);
    try {
      for (const { className, probability } of await classifier.classify(image, 5)) {
        answer[className.toLowerCase() as keyof ModerationAnswer] = probability;
      }
      return answer;
    } finally {
      image.dispose();
    }
  };
}

function readClassifier({ name, folder, weights }: Model): Promise<Classifier> {
  const core = requirePackage('nsfwjs/core') as {
    load(name: string, options: { type?: 'graph'; modelDefinitions: unknown[] }): Promise<Classifier>;
  };
  const place = join(packageFolder('nsfwjs/core'), '..', 'models', folder);
  // The package's own loader copies the weights' text letter by letter, which takes three seconds.
  const read = (file: string) => async () => ({ default: requirePackage(join(place, file)) as unknown });
  return core.load(name, {
    ...(name === SECOND.name && { type: 'graph' }),
    modelDefinitions: [
      {
        name,
        numOfWeightBundles: weights.length,
        modelJson: read('model.min.js'),
        weightBundles: weights.map(read),
      },
    ],
  });
}
