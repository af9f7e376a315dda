// When it makes sense to ask again for a photo's status: soon while it is young, seldom while a person looks, never once it is final.
// Reviewers wait for each other in minutes.

import type { PhotoStatus } from './photo.ts';

/** Waits one after another, in seconds; from then on the last. */
const YOUNG = [1, 1, 2, 3, 5];
const IN_REVIEW = 60;

/** Seconds; undefined when nothing more will come. `ageSeconds`: since the upload was asked for or claimed. */
export function secondsToWait(status: PhotoStatus, ageSeconds: number): number | undefined {
  if (status === 'in-review') return IN_REVIEW;
  if (status !== 'processing' && status !== 'awaiting-upload') return undefined;
  let asked = 0;
  for (const wait of YOUNG) {
    asked += wait;
    if (ageSeconds < asked) return wait;
  }
  return YOUNG.at(-1);
}

/** What changes at the desk is asked for every so many seconds. */
export const DESK_PACE = 15;
/** Votes are counted a moment after they can no longer be undone. */
const COUNTED_AFTER = 2;

/** Seconds until a reviewer who has answered may learn more; undefined when there is nothing to wait for. */
export function secondsToOutcome(
  { isOver, undoUntil }: { isOver: boolean; undoUntil: string | undefined },
  now: Date,
): number | undefined {
  if (isOver || undoUntil === undefined) return undefined;
  const uncounted = Math.ceil((Date.parse(undoUntil) - now.getTime()) / 1000);
  return uncounted > 0 ? Math.min(DESK_PACE, uncounted + COUNTED_AFTER) : DESK_PACE;
}
