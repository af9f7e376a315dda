// How the people at the desk fared with one check: how long they took, and whether two of them saw the same. Of all together, never of
// one of them.

import type { ReviewOutcome } from './threshold-advice.ts';

export interface ReviewRecord {
  /** From the question to the decision; null without any. */
  medianMinutes: number | null;
  /** Photos that two or more answered, and those where the first two were of one mind. */
  compared: { n: number; agreed: number };
}

export function reviewRecord(outcomes: readonly ReviewOutcome[]): ReviewRecord {
  const agreed = outcomes.flatMap(({ agreed }) => agreed ?? []);
  return {
    medianMinutes: median(outcomes.flatMap(({ minutes }) => minutes ?? [])),
    compared: { n: agreed.length, agreed: agreed.filter(Boolean).length },
  };
}

function median(values: number[]): number | null {
  const sorted = values.sort((one, other) => one - other);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return null;
  return Number.isInteger(middle) ? (sorted[middle - 1]! + sorted[middle]!) / 2 : sorted[Math.floor(middle)]!;
}
