// Whose face this is: another rider's, the rider's own of before, or one that may not ride.

import type { Configuration } from './configuration.ts';
import type { IdentityMeasures } from './identity-measures.ts';
import type { Judgement } from './judgement.ts';
import type { FaceMatch } from './photo.ts';
import { rounded } from './rounded.ts';

/** What a search answers that sees no face (null) where another look saw one: nobody knows whose it is. */
type Matches = FaceMatch[] | null;

/** FACE_TAKEN: the best match among other riders; the rider's own face is nobody else's. */
export function judgeFaceTaken(riderId: string, matches: Matches, { duplicate }: Configuration): Judgement {
  const { rejectPercent, reviewPercent } = duplicate;
  const threshold = `< ${reviewPercent} (reject >= ${rejectPercent})`;
  if (matches === null) return { status: 'unavailable', measured: NOT_SEEN, threshold };
  const similarity = best(matches.filter((match) => match.riderId !== riderId));
  if (similarity === undefined) {
    return { status: 'passed', measured: noMatch(duplicate), threshold };
  }
  const status = similarity >= rejectPercent ? 'failed' : similarity >= reviewPercent ? 'review' : 'passed';
  return { status, measured: rounded(similarity), threshold };
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
): Judgement {
  const threshold = `>= ${duplicate.sameRiderPercent}`;
  if (!hasEarlierFace) return { status: 'not-applicable', threshold };
  if (ownSimilarityPercent === null) {
    return { status: 'review', measured: noMatch(duplicate), threshold };
  }
  const status = ownSimilarityPercent >= duplicate.sameRiderPercent ? 'passed' : 'review';
  return { status, measured: rounded(ownSimilarityPercent), threshold };
}

/** FACE_BLOCKED: the best match of the block list; `off` when the list was not asked. */
export function judgeBlockList(matches: Matches | 'off', { blockList }: Configuration): Judgement {
  const threshold = `< ${blockList.percent}`;
  if (matches === 'off') return { status: 'not-applicable', threshold };
  if (matches === null) return { status: 'unavailable', measured: NOT_SEEN, threshold };
  const similarity = best(matches);
  if (similarity === undefined) return { status: 'passed', measured: 'no match', threshold };
  return {
    status: similarity >= blockList.percent ? 'review' : 'passed',
    measured: rounded(similarity),
    threshold,
  };
}

/** What the searches found, without whose faces they are. */
export function identityMeasures(
  riderId: string,
  matches: Matches,
  blocked: Matches | 'off',
  { duplicate: { searchPercent }, blockList }: Configuration,
): IdentityMeasures {
  const others = (matches ?? []).filter((match) => match.riderId !== riderId);
  return {
    searchPercent,
    sawFace: matches !== null,
    othersPercent: best(others) ?? null,
    ownPercent: ownSimilarity(riderId, matches),
    blocked:
      blocked === 'off'
        ? 'off'
        : {
            searchPercent: blockList.percent,
            sawFace: blocked !== null,
            bestPercent: best(blocked ?? []) ?? null,
          },
  };
}

/** As many as a reviewer looks at beside the photo. */
const MOST_TO_COMPARE = 3;

/** Riders whose photos a person holds beside this one: the most similar, as far as the rules doubt the photo for them. */
export function ridersToCompare(
  riderId: string,
  matches: Matches,
  blocked: Matches | 'off',
  { duplicate, blockList }: Configuration,
): string[] {
  const doubted = (found: Matches | 'off', percent: number): FaceMatch[] =>
    found === 'off' ? [] : (found ?? []).filter(({ similarityPercent }) => similarityPercent >= percent);
  const others = [...doubted(matches, duplicate.reviewPercent), ...doubted(blocked, blockList.percent)]
    .filter((match) => match.riderId !== riderId)
    .sort((one, other) => other.similarityPercent - one.similarityPercent);
  return [...new Set(others.map((match) => match.riderId))].slice(0, MOST_TO_COMPARE);
}

const NOT_SEEN = 'the search saw no face';

function noMatch({ searchPercent }: Configuration['duplicate']): string {
  return `none of ${searchPercent} or more`;
}

/** The highest similarity; undefined without any. */
export function best(matches: readonly { similarityPercent: number }[]): number | undefined {
  return matches.length === 0
    ? undefined
    : Math.max(...matches.map(({ similarityPercent }) => similarityPercent));
}
