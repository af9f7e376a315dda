// "Please look again": a rider whose photo was rejected asks for a person, once and within a while.

import { answeredAt, sentAt, type Times } from './photo-past.ts';

/** Days after the rider was told of the rejection. */
const APPEAL_DAYS = 14;
/** Hours that people have to answer, as they have for every review. */
const REVIEW_HOURS = 72;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
export const MAX_APPEAL_LENGTH = 500;

/** What the row says of a photo's answer. Times are ISO 8601. */
export interface Answered extends Times {
  status: string;
  appeal?: { text: string; at: string };
  decidedBy?: string;
}

/** Before the names of those who answered an appeal, in the photo's `decidedBy`. */
export const BY_APPEAL = 'appeal: ';
/** And there, when nobody answered it. */
export const BY_NOBODY = `${BY_APPEAL}nobody in time`;

/**
 * Until when the rider may appeal (ISO 8601); null when there is nothing to appeal against, or no more. It counts from when the rider
 * was told: a recheck that comes to the same answer, of which nobody hears, begins no second time. Whoever looks again needs the file,
 * which is kept for `keptDays` from when it was sent, however often it was checked since: where that is short, so is the time to appeal,
 * and where it is too short for people to answer, there is none.
 */
export function appealUntil(answered: Answered, keptDays: number): string | null {
  const { status, appeal, decidedBy } = answered;
  if (status !== 'rejected' || appeal !== undefined) return null;
  // The workflow that answered it has written the row anew.
  if (decidedBy?.startsWith(BY_APPEAL)) return null;
  const toldMs = Date.parse(answeredAt(answered));
  const goesMs = Date.parse(sentAt(answered)) + keptDays * DAY_MS - REVIEW_HOURS * HOUR_MS;
  const untilMs = Math.min(toldMs + APPEAL_DAYS * DAY_MS, goesMs);
  return untilMs <= toldMs ? null : new Date(untilMs).toISOString();
}

export function appealDueAt(now: Date): string {
  return new Date(now.getTime() + REVIEW_HOURS * HOUR_MS).toISOString();
}
