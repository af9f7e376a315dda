// Whether there is a face, and no more than one.

import type { Configuration } from './configuration.ts';
import type { Judgement } from './judgement.ts';
import type { DetectedFace } from './photo.ts';
import { rounded } from './rounded.ts';

/** NO_FACE: the face that the model is surest of. */
export function judgePresence(faces: DetectedFace[], { face: { minConfidence } }: Configuration): Judgement {
  const threshold = `a face, >= ${minConfidence} % sure`;
  if (faces.length === 0) return { status: 'failed', measured: 'no face', threshold };
  const best = Math.max(...faces.map(({ confidence }) => confidence));
  return {
    status: best >= minConfidence ? 'passed' : 'failed',
    measured: `a face, ${rounded(best)} % sure`,
    threshold,
  };
}

/** SEVERAL_FACES: how many count. */
export function judgeNumber(count: number): Judgement {
  return { status: count === 1 ? 'passed' : 'failed', measured: count, threshold: 1 };
}
