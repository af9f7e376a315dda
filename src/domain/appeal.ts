// "Please look again": a rider whose photo was rejected asks for a person, once and within a while.

/** Days after the rejection. */
const APPEAL_DAYS = 14;
/** Hours that people have to answer, as they have for every review. */
const REVIEW_HOURS = 72;
export const MAX_APPEAL_LENGTH = 500;

/** What the row says of a photo's answer. Times are ISO 8601. */
export interface Answered {
  status: string;
  updatedAt: string;
  appeal?: { text: string; at: string };
  decidedBy?: string;
}

/** Before the names of those who answered an appeal, in the photo's `decidedBy`. */
export const BY_APPEAL = 'appeal: ';

/** Until when the rider may appeal (ISO 8601); null when there is nothing to appeal against, or no more. */
export function appealUntil({ status, updatedAt, appeal, decidedBy }: Answered): string | null {
  if (status !== 'rejected' || appeal !== undefined) return null;
  // The journey that answered it has written the row anew.
  if (decidedBy?.startsWith(BY_APPEAL)) return null;
  return new Date(Date.parse(updatedAt) + APPEAL_DAYS * 86_400_000).toISOString();
}

export function appealDueAt(now: Date): string {
  return new Date(now.getTime() + REVIEW_HOURS * 3_600_000).toISOString();
}
