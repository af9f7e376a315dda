// Light and focus of the face, on Rekognition's scales from 0 to 100.

import type { Configuration } from './configuration.ts';
import type { Judgement } from './judgement.ts';
import type { DetectedFace } from './photo.ts';
import { rounded } from './rounded.ts';

/** TOO_DARK: the face's brightness is below the least. */
export function judgeDarkness({ quality }: DetectedFace, { face }: Configuration): Judgement {
  return atLeast(quality?.brightness, face.brightness.min);
}

/** TOO_BRIGHT: the face's brightness is above the most. */
export function judgeBrightness({ quality }: DetectedFace, { face }: Configuration): Judgement {
  const threshold = `<= ${face.brightness.max}`;
  if (!quality) return { status: 'not-applicable', threshold };
  return {
    status: quality.brightness <= face.brightness.max ? 'passed' : 'failed',
    measured: rounded(quality.brightness),
    threshold,
  };
}

/** BLURRED: the face's sharpness is below the least. */
export function judgeSharpness({ quality }: DetectedFace, { face }: Configuration): Judgement {
  return atLeast(quality?.sharpness, face.sharpness.min);
}

function atLeast(value: number | undefined, least: number): Judgement {
  const threshold = `>= ${least}`;
  if (value === undefined) return { status: 'not-applicable', threshold };
  return { status: value >= least ? 'passed' : 'failed', measured: rounded(value), threshold };
}
