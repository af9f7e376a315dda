// "Please look again": a rider whose photo was rejected asks for a person, once and within a while.

/** Days after the rejection. */
const APPEAL_DAYS = 14;
/** Hours that people have to answer, as they have for every review. */
const REVIEW_HOURS = 72;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
export const MAX_APPEAL_LENGTH = 500;

/** What the row says of a photo's answer. Times are ISO 8601. */
export interface Answered {
  status: string;
  updatedAt: string;
  /** When its file came. */
  claimedAt?: string;
  appeal?: { text: string; at: string };
  decidedBy?: string;
}

/** Before the names of those who answered an appeal, in the photo's `decidedBy`. */
export const BY_APPEAL = 'appeal: ';
/** And there, when nobody answered it. */
export const BY_NOBODY = `${BY_APPEAL}nobody in time`;

/**
 * Until when the rider may appeal (ISO 8601); null when there is nothing to appeal against, or no more. Whoever looks again needs the
 * file, which is kept for `keptDays`: where that is short, so is the time to appeal, and where it is too short for people to answer,
 * there is none.
 */
export function appealUntil(
  { status, updatedAt, claimedAt = updatedAt, appeal, decidedBy }: Answered,
  keptDays: number,
): string | null {
  if (status !== 'rejected' || appeal !== undefined) return null;
  // The workflow that answered it has written the row anew.
  if (decidedBy?.startsWith(BY_APPEAL)) return null;
  const goesMs = Date.parse(claimedAt) + keptDays * DAY_MS - REVIEW_HOURS * HOUR_MS;
  const untilMs = Math.min(Date.parse(updatedAt) + APPEAL_DAYS * DAY_MS, goesMs);
  return untilMs <= Date.parse(updatedAt) ? null : new Date(untilMs).toISOString();
}

export function appealDueAt(now: Date): string {
  return new Date(now.getTime() + REVIEW_HOURS * HOUR_MS).toISOString();
}
