// NSFWJS: five classes over the whole picture. It knows nudity and drawings; nothing of violence, drugs or hate.

import { join } from 'node:path';
import type { Tensor3D } from '@tensorflow/tfjs';
import type { ModerationAnswer } from './protocol.ts';
import { packageFolder, quietly, requirePackage } from './tensorflow.ts';

interface Classifier {
  classify(image: Tensor3D, top: number): Promise<{ className: string; probability: number }[]>;
}

/** Looks at an RGB image (float, 0 to 255). */
export type Moderate = (image: Tensor3D) => Promise<ModerationAnswer>;

export async function loadModeration(): Promise<Moderate> {
  const classifier = await quietly(loadClassifier);
  return async (image) => {
    const answer: ModerationAnswer = { drawing: 0, hentai: 0, neutral: 0, porn: 0, sexy: 0 };
    for (const { className, probability } of await classifier.classify(image, 5)) {
      answer[className.toLowerCase() as keyof ModerationAnswer] = probability;
    }
    return answer;
  };
}

const MODEL = 'MobileNetV2';

function loadClassifier(): Promise<Classifier> {
  const core = requirePackage('nsfwjs/core') as {
    load(name: string, options: { modelDefinitions: unknown[] }): Promise<Classifier>;
  };
  const folder = join(packageFolder('nsfwjs/core'), '..', 'models', 'mobilenet_v2');
  // The package's own loader copies the weights' text letter by letter, which takes three seconds.
  const read = (file: string) => async () => ({ default: requirePackage(join(folder, file)) as unknown });
  return core.load(MODEL, {
    modelDefinitions: [
      {
        name: MODEL,
        numOfWeightBundles: 1,
        modelJson: read('model.min.js'),
        weightBundles: [read('group1-shard1of1.min.js')],
      },
    ],
  });
}
