// What the preview tells the rider while the camera runs: one thing at a time, in the words of the verdict. A hint is advice. It
// never blocks the shutter: the small model and two numbers know less than the checks that follow.

import type { FindingCode } from '../../../src/domain/finding.ts';
import type { FoundFace } from './face-model.ts';
import type { Light } from './light.ts';

export const HINTS = [
  'TOO_DARK',
  'TOO_BRIGHT',
  'NO_FACE',
  'SEVERAL_FACES',
  'FACE_SIZE',
  'FACE_CUT_OFF',
  'BLURRED',
] as const satisfies FindingCode[];
export type Hint = (typeof HINTS)[number];

/** `faces`: undefined while the model is still loading, or could not be loaded. */
export interface Seen {
  light: Light;
  faces: readonly FoundFace[] | undefined;
}

const DARK = 60;
const BRIGHT = 235;
/** In the dark everything looks unsharp: light is judged first. */
const SHARP = 60;
const LEAST_FACE_HEIGHT = 0.22;
/** People in the background are no second rider. */
const PASSER_BY = 0.35;
/** Boxes of the small model reach a little beyond the face. */
const BEYOND_FRAME = -0.04;

/** The first thing to mend, null when all is well. */
export function hintFor({ light, faces }: Seen): Hint | null {
  if (light.brightness < DARK) return 'TOO_DARK';
  if (light.brightness > BRIGHT) return 'TOO_BRIGHT';
  return faceHint(faces) ?? (light.sharpness < SHARP ? 'BLURRED' : null);
}

function faceHint(faces: Seen['faces']): Hint | null {
  if (!faces) return null;
  const main = [...faces].sort((one, other) => other.height - one.height)[0];
  if (!main) return 'NO_FACE';
  if (faces.some((face) => face !== main && face.height > main.height * PASSER_BY)) return 'SEVERAL_FACES';
  if (main.height < LEAST_FACE_HEIGHT) return 'FACE_SIZE';
  const nearest = Math.min(main.left, main.top, 1 - main.left - main.width, 1 - main.top - main.height);
  return nearest < BEYOND_FRAME ? 'FACE_CUT_OFF' : null;
}

/** What is shown of a stream of hints: null for all well, undefined before the first is sure. */
export interface SteadyHint {
  shown: Hint | null | undefined;
  /** Since when the latest hint has been the same, milliseconds. */
  since: number;
  latest: Hint | null | undefined;
}

export const UNSURE: SteadyHint = { shown: undefined, since: 0, latest: undefined };

/** A hint has to last this long before it replaces another: a stream of words helps nobody. */
export const STEADY_MS = 1500;

export function settle(before: SteadyHint, hint: Hint | null, now: number): SteadyHint {
  if (hint !== before.latest) return { ...before, latest: hint, since: now };
  return now - before.since >= STEADY_MS ? { ...before, shown: hint } : before;
}
