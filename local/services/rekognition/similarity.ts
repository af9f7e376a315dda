// From the distance of two face descriptors to Rekognition's Similarity.

import { interpolate } from './interpolate.ts';

/**
 * Percent. Measured on pictures of 162 persons: of different persons' pairs about one in 10,000 lies at or below
 * 0.50 and one in 1,000 at 0.55. It is a calibration of this model, not Rekognition's scale.
 */
export function similarityPercent(a: readonly number[], b: readonly number[]): number {
  let squares = 0;
  for (const [at, value] of a.entries()) squares += (value - (b[at] ?? 0)) ** 2;
  return interpolate(SIMILARITY_BY_DISTANCE, Math.sqrt(squares));
}

const SIMILARITY_BY_DISTANCE = [
  [0, 100],
  [0.3, 99.9],
  [0.45, 99],
  [0.5, 95],
  [0.55, 80],
  [0.6, 50],
  [0.7, 10],
  [0.9, 0],
] as const;
