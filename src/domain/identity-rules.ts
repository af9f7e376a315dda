// Whose face this is: another rider's, the rider's own of before, or one that may not ride.

import type { Configuration } from './configuration.ts';
import { type Finding, finding } from './finding.ts';
import type { FaceMatch } from './photo.ts';
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

/** What a search answers that sees no face (null) where another look saw one: nobody knows whose it is. */
type Matches = FaceMatch[] | null;

/** FACE_TAKEN: the best match among other riders; the rider's own face is nobody else's. */
export function judgeFaceTaken(riderId: string, matches: Matches, { duplicate }: Configuration): Finding {
  const { rejectPercent, reviewPercent } = duplicate;
  const threshold = `< ${reviewPercent} (reject >= ${rejectPercent})`;
  if (matches === null) return finding('FACE_TAKEN', 'unavailable', { measured: NOT_SEEN, threshold });
  const similarity = best(matches.filter((match) => match.riderId !== riderId));
  if (similarity === undefined) {
    return finding('FACE_TAKEN', 'passed', { measured: noMatch(duplicate), threshold });
  }
  const status = similarity >= rejectPercent ? 'failed' : similarity >= reviewPercent ? 'review' : 'passed';
  return finding('FACE_TAKEN', status, { measured: rounded(similarity), threshold });
}

/** Percent of the best match among the rider's own faces; null without any. */
export function ownSimilarity(riderId: string, matches: Matches): number | null {
  return best((matches ?? []).filter((match) => match.riderId === riderId)) ?? null;
}

/**
 * FACE_CHANGED: a renewal without an own match is as suspicious as one with a poor match; a first photo has nothing to
 * compare with.
 */
export function judgeRenewal(
  { hasEarlierFace, ownSimilarityPercent }: { hasEarlierFace: boolean; ownSimilarityPercent: number | null },
  { duplicate }: Configuration,
): Finding {
  const threshold = `>= ${duplicate.sameRiderPercent}`;
  if (!hasEarlierFace) return finding('FACE_CHANGED', 'not-applicable', { threshold });
  if (ownSimilarityPercent === null) {
    return finding('FACE_CHANGED', 'review', { measured: noMatch(duplicate), threshold });
  }
  const status = ownSimilarityPercent >= duplicate.sameRiderPercent ? 'passed' : 'review';
  return finding('FACE_CHANGED', status, { measured: rounded(ownSimilarityPercent), threshold });
}

/** FACE_BLOCKED: the best match of the block list; `off` when the list was not asked. */
export function judgeBlockList(matches: Matches | 'off', { blockList }: Configuration): Finding {
  const threshold = `< ${blockList.percent}`;
  if (matches === 'off') return finding('FACE_BLOCKED', 'not-applicable', { threshold });
  if (matches === null) return finding('FACE_BLOCKED', 'unavailable', { measured: NOT_SEEN, threshold });
  const similarity = best(matches);
  if (similarity === undefined) return finding('FACE_BLOCKED', 'passed', { measured: 'no match', threshold });
  return finding('FACE_BLOCKED', similarity >= blockList.percent ? 'review' : 'passed', {
    measured: rounded(similarity),
    threshold,
  });
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

const NOT_SEEN = 'the search saw no face';

function noMatch({ searchPercent }: Configuration['duplicate']): string {
  return `none of ${searchPercent} or more`;
}

function best(matches: readonly { similarityPercent: number }[]): number | undefined {
  return matches.length === 0
    ? undefined
    : Math.max(...matches.map(({ similarityPercent }) => similarityPercent));
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
