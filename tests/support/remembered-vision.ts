// The models' answers, asked for once in a run: suites send the same few portraits through a laptop, and each look at one costs
// what a hundred other tests do. Every answer is the models' own; tests of the models themselves do without this.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { VisionAnswers, VisionTask } from '../../packages/local-rekognition/src/vision/protocol.ts';
import { createVision, type Vision } from '../../packages/local-rekognition/src/vision-process.ts';
import { sharedBySuites } from './shared-by-suites.ts';

const FOLDER = path.join(sharedBySuites, 'looks');

/** As `createVision`, but its process begins with the first picture that no suite has shown before: nothing is loaded ahead. */
export function rememberedVision(log: (line: string) => void): Vision {
  const models = createVision(log);
  mkdirSync(FOLDER, { recursive: true });
  return {
    ...models,
    async ask<T extends VisionTask>(task: T): Promise<VisionAnswers[T['task']]> {
      if (!('image' in task)) return {} as VisionAnswers[T['task']];
      const file = path.join(FOLDER, keyOf(task));
      if (existsSync(file)) return deserialize(readFileSync(file)) as VisionAnswers[T['task']];
      const answer = await models.ask(task);
      // Another worker may be at the same picture: each file appears as a whole.
      const coming = `${file}.${process.pid}`;
      writeFileSync(coming, serialize(answer));
      renameSync(coming, file);
      return answer;
    },
  };
}

function keyOf({ image, ...question }: Extract<VisionTask, { image: Uint8Array }>): string {
  return createHash('sha256').update(JSON.stringify(question)).update(image).digest('hex');
}
