// Do the thresholds match people? Of one check: how people decided on what the rules could not, and where the bound would have agreed
// with them best.

import type { ReviewDecision } from './review.ts';
import { rounded } from './rounded.ts';

/** One decided review of a photo that was doubted for the check. */
export interface ReviewOutcome {
  decision: ReviewDecision;
  /** As the finding had it; words say nothing of a bound. */
  measured?: number | string;
  /** From the question to the decision. */
  minutes?: number;
  /** Whether the first two who answered were of one mind; absent where one person decided. */
  agreed?: boolean;
}

export interface ThresholdAdvice {
  n: number;
  approved: number;
  /** Of all, with its 95 % Wilson interval; null without any. */
  approvedShare: { share: number; low: number; high: number } | null;
  /** Empty where what is measured is no number. */
  histogram: ({ from: number; to: number } & Record<ReviewDecision, number>)[];
  /** null below 50, and where what is measured is no number. */
  bestBound: { approve: 'at-least' | 'below'; bound: number; agreedShare: number } | null;
}

/** Below that many decisions chance says more than people. */
export const LEAST_FOR_ADVICE = 50;
const BINS = 10;

export function thresholdAdvice(outcomes: readonly ReviewOutcome[]): ThresholdAdvice {
  const n = outcomes.length;
  const approved = outcomes.filter(({ decision }) => decision === 'approve').length;
  const numbers = outcomes.filter((each): each is Measured => Number.isFinite(each.measured));
  return {
    n,
    approved,
    approvedShare: n === 0 ? null : { share: rounded4(approved / n), ...wilson(approved, n) },
    histogram: histogram(numbers),
    bestBound: numbers.length < LEAST_FOR_ADVICE ? null : bestBound(numbers),
  };
}

interface Measured {
  decision: ReviewDecision;
  measured: number;
}

const Z_95 = 1.959964;

/** The 95 % interval of a share, also right for small numbers and shares near 0 and 1 (Wilson 1927). */
export function wilson(successes: number, n: number): { low: number; high: number } {
  const share = successes / n;
  const z2 = Z_95 ** 2;
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z_95 / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return { low: rounded4(Math.max(0, middle - half)), high: rounded4(Math.min(1, middle + half)) };
}

function histogram(outcomes: readonly Measured[]): ThresholdAdvice['histogram'] {
  if (outcomes.length === 0) return [];
  const values = outcomes.map(({ measured }) => measured);
  const low = Math.min(...values);
  const width = (Math.max(...values) - low) / BINS;
  const bins = Array.from({ length: width === 0 ? 1 : BINS }, (_, at) => ({
    from: rounded(low + at * width),
    to: rounded(low + (at + 1) * width),
    approve: 0,
    retake: 0,
    reject: 0,
  }));
  for (const { measured, decision } of outcomes) {
    const at = width === 0 ? 0 : Math.min(BINS - 1, Math.floor((measured - low) / width));
    bins[at]![decision] += 1;
  }
  return bins;
}

/** Every bound between two values that were seen, and which side of it people approved of, by how many it agrees with; the lowest of equals. */
function bestBound(outcomes: readonly Measured[]): ThresholdAdvice['bestBound'] {
  const sorted = [...outcomes].sort((a, b) => a.measured - b.measured);
  const n = sorted.length;
  const approvedInAll = sorted.filter(({ decision }) => decision === 'approve').length;
  let approvedBelow = 0;
  let best = { agreed: -1, bound: 0, approve: 'at-least' as 'at-least' | 'below' };
  // Above the highest there is none to try: it parts the photos as the one at the lowest does.
  for (let at = 0; at < n; at++) {
    const isBetween = at === 0 || sorted[at - 1]!.measured < sorted[at]!.measured;
    if (isBetween) {
      const refusedBelow = at - approvedBelow;
      const atLeast = refusedBelow + (approvedInAll - approvedBelow);
      const bound = boundAt(sorted, at);
      if (atLeast > best.agreed) best = { agreed: atLeast, bound, approve: 'at-least' };
      if (n - atLeast > best.agreed) best = { agreed: n - atLeast, bound, approve: 'below' };
    }
    if (sorted[at]!.decision === 'approve') approvedBelow += 1;
  }
  return { approve: best.approve, bound: rounded(best.bound), agreedShare: rounded4(best.agreed / n) };
}

function boundAt(sorted: readonly Measured[], at: number): number {
  const below = sorted[at - 1]?.measured;
  const above = sorted[at]!.measured;
  return below === undefined ? above : (below + above) / 2;
}

const rounded4 = (share: number): number => Math.round(share * 10_000) / 10_000;
