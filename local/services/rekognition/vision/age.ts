// How old a face looks, by two unlike models that must agree. Alone, each is off by ten years and more.

import type { FaceAttributes } from './attributes.ts';
import type { FaceAnalysis } from './protocol.ts';

interface AgeEvidence {
  ages: (number | undefined)[];
  pose: FaceAnalysis['pose'];
  attributes: FaceAttributes;
}

const MAX_DISAGREEMENT_YEARS = 10;
const MARGIN_YEARS = 10;
const MAX_ANGLE_DEGREES = 30;

/** An honestly wide range, or none where the models contradict each other or cannot see what age shows in. */
export function estimateAge({ ages, pose, attributes }: AgeEvidence): FaceAnalysis['age'] | undefined {
  const known = ages.filter((age) => age !== undefined && age > 0) as number[];
  if (known.length < 2 || isHidden(attributes) || isTurned(pose)) return undefined;
  const youngest = Math.min(...known);
  const oldest = Math.max(...known);
  if (oldest - youngest > MAX_DISAGREEMENT_YEARS) return undefined;
  return { low: Math.max(0, Math.floor(youngest - MARGIN_YEARS)), high: Math.ceil(oldest + MARGIN_YEARS) };
}

// Both models read age from the eyes first; closed or covered ones make them guess low.
function isHidden({ sunglasses, faceOccluded, eyesOpen }: FaceAttributes): boolean {
  return sunglasses.value || faceOccluded.value || !eyesOpen.value;
}

function isTurned({ yaw, pitch }: FaceAnalysis['pose']): boolean {
  return Math.max(Math.abs(yaw), Math.abs(pitch)) > MAX_ANGLE_DEGREES;
}
