// The models' answers, asked for once in a run: suites send the same few portraits through a laptop, and each look at one costs
// what a hundred other tests do. Every answer is the models' own; tests of the models' process do without this.

import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import type { VisionAnswers, VisionTask } from '../../packages/local-rekognition/src/vision/protocol.ts';
import { createVision, type Vision } from '../../packages/local-rekognition/src/vision-process.ts';
import { sharedResult } from './shared-results.ts';

/** As `createVision`, but its process begins with the first picture that no suite has shown before: nothing is loaded ahead. */
export function rememberedVision(log?: (line: string) => void): Vision {
  const models = createVision(log);
  return {
    ...models,
    async ask<T extends VisionTask>(task: T): Promise<VisionAnswers[T['task']]> {
      if (!('image' in task)) return {} as VisionAnswers[T['task']];
      const answer = await sharedResult(keyOf(task), async () => serialize(await models.ask(task)));
      return deserialize(answer) as VisionAnswers[T['task']];
    },
  };
}

function keyOf({ image, ...question }: Extract<VisionTask, { image: Uint8Array }>): string {
  const asked = createHash('sha256').update(JSON.stringify(question)).update(image).digest('hex');
  return `look-${asked}`;
}
