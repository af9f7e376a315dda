// Reviews whose time is nearly over: reviewers and listeners are told of each once.

import { publishEvent } from '../adapters/events.ts';
import {
  leaveUntil,
  type OpenPhoto,
  oldestPhotos,
  openPhotos,
  readOpen,
  takeUp,
} from '../adapters/sweep-rows.ts';
import { tellReviewers } from '../adapters/topics.ts';
import { setting } from '../shared/config.ts';
import { ageOf, eachOf, HOUR_MS, type Kind, later, MINUTE_MS, type Swept } from './run.ts';

/** Three quarters of the 72 hours, as the desk calls a review urgent. */
const TOLD_AFTER_MS = 54 * HOUR_MS;
/** Time to tell in; whoever has not by then has died, and the next run tells. */
const TELL_WITHIN_MS = 10 * MINUTE_MS;
/** What is left of a review that ended is a matter of overdue-reviews.ts. */
export const OVERDUE_AFTER_MS = 15 * MINUTE_MS;

export const dueReviews: Kind = {
  name: 'due-review',
  async sweep(run) {
    const now = run.now();
    const taken = later(now, TELL_WITHIN_MS);
    const [oldest] = await oldestPhotos('in-review');
    const ours: OpenPhoto[] = [];
    const looked = await eachOf(
      run,
      openPhotos('in-review', later(now, -TOLD_AFTER_MS), now),
      async (listed) => {
        const photo = await readOpen(listed);
        if (!photo || photo.updatedAt !== listed.updatedAt) return 'taken';
        if (dueAt(photo) <= now.toISOString()) return 'not-stuck';
        if (!(await takeUp(photo, taken, now))) return 'taken';
        ours.push(photo);
        return 'told';
      },
    );
    const swept = { ...looked, oldestSeconds: ageOf(oldest?.updatedAt, now) };
    if (ours.length === 0) return swept;
    try {
      await tell(ours, taken);
      return swept;
    } catch (failure) {
      return failedToTell(swept, failure);
    }
  },
};

const dueAt = ({ reviewDueAt = '' }: OpenPhoto): string => reviewDueAt;

/** One message to people, who have a list; one event for each review, for machines. */
async function tell(photos: readonly OpenPhoto[], taken: Date): Promise<void> {
  for (const { riderId, photoId, reasons = '[]', reviewDueAt, executionArn } of photos)
    await publishEvent('PhotoReviewDue', {
      riderId,
      photoId,
      reasons: JSON.parse(reasons),
      reviewDueAt,
      executionArn,
    });
  await tellReviewers(noticeOf(photos.map(dueAt).sort()[0]!, photos.length));
  for (const photo of photos) await leaveUntil(photo, taken, later(new Date(dueAt(photo)), OVERDUE_AFTER_MS));
}

function noticeOf(firstDueAt: string, count: number) {
  const first = `${firstDueAt.slice(0, 16).replace('T', ' ')} UTC`;
  const what = count === 1 ? 'A photo waits' : `${count} photos wait`;
  return {
    subject: count === 1 ? 'A review is nearly due' : `${count} reviews are nearly due`,
    text: `${what} for a review whose time is nearly over. The first ends at ${first}: a rider whose photo nobody has looked at by then is asked for another one. ${setting('REVIEW_DESK_URL')}`,
  };
}

function failedToTell(swept: Swept, failure: unknown): Swept {
  const { told = 0, ...outcomes } = swept.outcomes;
  return { ...swept, outcomes: { ...outcomes, failed: (outcomes.failed ?? 0) + told }, failure };
}
