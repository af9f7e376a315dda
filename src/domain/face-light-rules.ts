// Light and focus of the face, on Rekognition's scales from 0 to 100.

import type { Configuration } from './configuration.ts';
import { type Finding, type FindingCode, finding } from './finding.ts';
import type { DetectedFace } from './photo.ts';
import { rounded } from './rounded.ts';

/** TOO_DARK: the face's brightness is below the least. */
export function judgeDarkness({ quality }: DetectedFace, { face }: Configuration): Finding {
  return atLeast('TOO_DARK', quality?.brightness, face.brightness.min);
}

/** TOO_BRIGHT: the face's brightness is above the most. */
export function judgeBrightness({ quality }: DetectedFace, { face }: Configuration): Finding {
  const threshold = `<= ${face.brightness.max}`;
  if (!quality) return finding('TOO_BRIGHT', 'not-applicable', { threshold });
  return finding('TOO_BRIGHT', quality.brightness <= face.brightness.max ? 'passed' : 'failed', {
    measured: rounded(quality.brightness),
    threshold,
  });
}

/** BLURRED: the face's sharpness is below the least. */
export function judgeSharpness({ quality }: DetectedFace, { face }: Configuration): Finding {
  return atLeast('BLURRED', quality?.sharpness, face.sharpness.min);
}

function atLeast(code: FindingCode, value: number | undefined, least: number): Finding {
  const threshold = `>= ${least}`;
  if (value === undefined) return finding(code, 'not-applicable', { threshold });
  return finding(code, value >= least ? 'passed' : 'failed', { measured: rounded(value), threshold });
}
