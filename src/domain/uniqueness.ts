// Who keeps a face that several riders have claimed.

import type { Configuration } from './configuration.ts';
import { type Finding, finding } from './finding.ts';
import { best } from './identity-rules.ts';
import { rounded } from './rounded.ts';

/** One rider's claim to a face, after it was indexed. */
export interface FaceClaim {
  riderId: string;
  /** ISO 8601. */
  claimedAt: string;
  /** To the face in question; the own claim's value is not looked at. */
  similarityPercent: number;
  /** Whether the photo behind it is approved already. */
  isSettled: boolean;
  /** Photos of the rider that may still be approved with this face. */
  openPhotoIds: string[];
}

/** The claim of a photo that is being confirmed. */
export type OwnClaim = Pick<FaceClaim, 'riderId' | 'claimedAt'>;

/**
 * Whether the rider keeps the face when several claimed it at the same time: an approved photo has it; of those still open the
 * earliest claim wins, at the same moment the lesser rider id, so that every claimant comes to the same answer. Only
 * similarities that would be rejected count. `later`: the open claims that must not be approved any more.
 */
export function judgeUniqueness(
  mine: OwnClaim,
  others: FaceClaim[],
  { duplicate }: Configuration,
): { unique: boolean; finding: Finding; later: FaceClaim[] } {
  const threshold = `no earlier claim of >= ${duplicate.rejectPercent}`;
  const rivals = others.filter(
    (other) => other.riderId !== mine.riderId && other.similarityPercent >= duplicate.rejectPercent,
  );
  const earlier = rivals.filter((other) => other.isSettled || claimsBefore(other, mine));
  const similarity = best(earlier);
  if (similarity === undefined) {
    const passed = finding('FACE_TAKEN', 'passed', { measured: 'no earlier claim', threshold });
    return { unique: true, finding: passed, later: rivals };
  }
  const failed = finding('FACE_TAKEN', 'failed', { measured: rounded(similarity), threshold });
  return { unique: false, finding: failed, later: [] };
}

/** FACE_TAKEN of a photo whose face another rider has claimed before, and said so. */
export function contestedFace({ duplicate }: Configuration): Finding {
  const threshold = `no earlier claim of >= ${duplicate.rejectPercent}`;
  return finding('FACE_TAKEN', 'failed', { measured: 'claimed before by another rider', threshold });
}

function claimsBefore(one: OwnClaim, other: OwnClaim): boolean {
  const [at, otherAt] = [moment(one), moment(other)];
  return at === otherAt ? one.riderId < other.riderId : at < otherAt;
}

/** Milliseconds; a claim without a readable moment comes after all others. */
function moment({ claimedAt }: OwnClaim): number {
  const time = Date.parse(claimedAt);
  return Number.isNaN(time) ? Number.POSITIVE_INFINITY : time;
}
