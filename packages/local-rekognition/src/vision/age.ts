// How old a face looks: by two unlike models that must agree, or by the first alone where it sees somebody who is plainly
// grown up; never where they cannot tell the old from the young.

import type { FaceAttributes } from './attributes.ts';
import type { FaceAnalysis } from './protocol.ts';

interface AgeEvidence {
  /** Of the first model, and of the second if it was asked. */
  ages: readonly number[];
  pose: FaceAnalysis['pose'];
  attributes: FaceAttributes;
}

const MAX_DISAGREEMENT_YEARS = 10;
const MARGIN_YEARS = 10;
/** Years from which on the first model needs no second opinion. */
const PLAIN_AGE = 35;
/** As far as a second opinion that agrees could have widened the range. */
const LONE_MARGIN_YEARS = MARGIN_YEARS + MAX_DISAGREEMENT_YEARS;
const MAX_ANGLE_DEGREES = 30;
// Of 22 adults in face-api's own demo pictures, six are put between 17 and 20 by one of the models: in this span an
// estimate does not tell a grown-up from a child.
const BLIND_SPAN_YEARS = { from: 12, to: 21 } as const;

/** Whether a second opinion can matter: not beside a plain age, nor where no other estimate would make this one tell anything. */
export function isSecondAgeNeeded(first: number): boolean {
  const isBlind = first > BLIND_SPAN_YEARS.from && first < BLIND_SPAN_YEARS.to;
  return first < PLAIN_AGE && !isBlind;
}

/** An honestly wide range in years, or none where the models contradict each other or cannot know. */
export function estimateAge({ ages, pose, attributes }: AgeEvidence): FaceAnalysis['age'] | undefined {
  if (isHidden(attributes) || isTurned(pose) || !ages.every((age) => age > 0)) return undefined;
  const [first = 0, second] = ages;
  if (second === undefined) return first >= PLAIN_AGE ? around(first, first, LONE_MARGIN_YEARS) : undefined;
  const youngest = Math.min(first, second);
  const oldest = Math.max(first, second);
  if (oldest - youngest > MAX_DISAGREEMENT_YEARS) return undefined;
  if (youngest < BLIND_SPAN_YEARS.to && oldest > BLIND_SPAN_YEARS.from) return undefined;
  return around(youngest, oldest, MARGIN_YEARS);
}

function around(youngest: number, oldest: number, margin: number): FaceAnalysis['age'] {
  return { low: Math.max(0, Math.floor(youngest - margin)), high: Math.ceil(oldest + margin) };
}

// Both models read age from the eyes first; closed or covered ones make them guess low.
function isHidden({ sunglasses, faceOccluded, eyesOpen }: FaceAttributes): boolean {
  return sunglasses.value || faceOccluded.value || !eyesOpen.value;
}

/** Whether a head is turned so far that no age is told. */
export function isTurned({ roll, yaw, pitch }: FaceAnalysis['pose']): boolean {
  return Math.max(Math.abs(roll), Math.abs(yaw), Math.abs(pitch)) > MAX_ANGLE_DEGREES;
}
