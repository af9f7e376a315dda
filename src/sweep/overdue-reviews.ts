// Reviews that nobody ended when their time was over: of a check the execution is no more, of an appeal the clock has not rung.

import { lifeOf } from '../adapters/execution-life.ts';
import { type OpenPhoto, openPhotos, readOpen, takeUp } from '../adapters/sweep-rows.ts';
import { countLater } from '../adapters/votes-queue.ts';
import { OVERDUE_AFTER_MS } from './due-reviews.ts';
import { ageOf, eachOf, HOUR_MS, type Kind, later, type Outcome, type Run } from './run.ts';
import { startAgain } from './start-again.ts';

/** Every review lasts as long. */
const REVIEW_MS = 72 * HOUR_MS;

export const overdueReviews: Kind = {
  name: 'overdue-review',
  async sweep(run) {
    const now = run.now();
    const found = openPhotos('in-review', later(now, -REVIEW_MS), now);
    const swept = await eachOf(run, found, async (listed) => {
      const photo = await readOpen(listed);
      if (!photo || photo.updatedAt !== listed.updatedAt) return 'taken';
      const { reviewDueAt } = photo;
      const isOver = ageOf(reviewDueAt, now) * 1000 > OVERDUE_AFTER_MS;
      return isOver ? end(run, photo) : 'not-stuck';
    });
    // Reviews have one age, which due-reviews.ts tells.
    return { ...swept, oldestSeconds: 0 };
  },
};

/** As every review ends that nobody answers: the rider is asked for another photo. */
async function end(run: Run, photo: OpenPhoto): Promise<Outcome> {
  const now = run.now();
  const { riderId, photoId, reviewKind, executionArn } = photo;
  if (reviewKind !== 'appeal') {
    const life = await lifeOf(executionArn ?? '');
    if (life.state !== 'running')
      return startAgain(run, photo, life, { decision: 'expire', decidedBy: 'rules' });
  }
  if (!(await takeUp(photo, later(now, HOUR_MS), now))) return 'taken';
  if (reviewKind !== 'appeal') return 'not-stuck';
  await countLater({ riderId, photoId, isClock: true }, 0);
  return 'counted-again';
}
