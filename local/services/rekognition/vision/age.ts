// How old a face looks, by two unlike models that must agree, and only where they can tell the old from the young.

import type { FaceAttributes } from './attributes.ts';
import type { FaceAnalysis } from './protocol.ts';

interface AgeEvidence {
  ages: readonly (number | undefined)[];
  pose: FaceAnalysis['pose'];
  attributes: FaceAttributes;
}

const MAX_DISAGREEMENT_YEARS = 10;
const MARGIN_YEARS = 10;
const MAX_ANGLE_DEGREES = 30;
// Of 22 adults in face-api's own demo pictures, six are put between 17 and 20 by one of the models: in this span an
// estimate does not tell a grown-up from a child.
const BLIND_SPAN_YEARS = { from: 12, to: 21 } as const;

/** An honestly wide range in years, or none where the models contradict each other or cannot know. */
export function estimateAge({ ages, pose, attributes }: AgeEvidence): FaceAnalysis['age'] | undefined {
  const known = ages.filter((age) => age !== undefined && age > 0) as number[];
  if (known.length < 2 || isHidden(attributes) || isTurned(pose)) return undefined;
  const youngest = Math.min(...known);
  const oldest = Math.max(...known);
  if (oldest - youngest > MAX_DISAGREEMENT_YEARS) return undefined;
  if (youngest < BLIND_SPAN_YEARS.to && oldest > BLIND_SPAN_YEARS.from) return undefined;
  return { low: Math.max(0, Math.floor(youngest - MARGIN_YEARS)), high: Math.ceil(oldest + MARGIN_YEARS) };
}

// Both models read age from the eyes first; closed or covered ones make them guess low.
function isHidden({ sunglasses, faceOccluded, eyesOpen }: FaceAttributes): boolean {
  return sunglasses.value || faceOccluded.value || !eyesOpen.value;
}

function isTurned({ roll, yaw, pitch }: FaceAnalysis['pose']): boolean {
  return Math.max(Math.abs(roll), Math.abs(yaw), Math.abs(pitch)) > MAX_ANGLE_DEGREES;
}
