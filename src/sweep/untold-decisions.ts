// Photos that people have decided on, while the workflow does not know: the message that should have told it was lost on its way, or
// the execution is no more.

import { type Life, lifeOf } from '../adapters/execution-life.ts';
import { type OpenPhoto, oldestPhotos, openPhotos, readOpen, takeUp } from '../adapters/sweep-rows.ts';
import { countLater } from '../adapters/votes-queue.ts';
import { patience } from '../domain/again.ts';
import { BY_APPEAL, BY_NOBODY } from '../domain/appeal.ts';
import { ageOf, eachOf, type Kind, later, MINUTE_MS, type Outcome, type Run } from './run.ts';
import { startAgain } from './start-again.ts';

/** From the decision on, the workflow saves its answer within seconds, or minutes where it has to try again. */
const SAVED_WITHIN_MS = 20 * MINUTE_MS;
/** An appeal that was counted so often and is not on its way is started by the sweep itself. */
const MOST_COUNTS = 2;

export const untoldDecisions: Kind = {
  name: 'decided',
  async sweep(run) {
    const now = run.now();
    const oldest = await oldestPhotos('decided', 100);
    const swept = await eachOf(run, openPhotos('decided', now, now), async (listed) => {
      const photo = await readOpen(listed);
      if (!photo) return 'taken';
      if (ageOf(decidedAt(photo), now) * 1000 < SAVED_WITHIN_MS) return 'not-stuck';
      return tell(run, photo);
    });
    const ages = oldest.map((photo) => ageOf(decidedAt(photo), now));
    return { ...swept, oldestSeconds: Math.max(0, ...ages) };
  },
};

/** Of an appeal that nobody answered, when it should have been. */
const decidedAt = ({ reviewDecision, reviewDueAt }: OpenPhoto): string | undefined =>
  reviewDecision?.at ?? reviewDueAt;

async function tell(run: Run, photo: OpenPhoto): Promise<Outcome> {
  const { riderId, photoId, reviewKind, executionArn, reviewDecision, sweeps = 0 } = photo;
  const isAppeal = reviewKind === 'appeal';
  // The execution of an appealed photo ended with its rejection, as it should.
  const life: Life = isAppeal ? { state: 'running' } : await lifeOf(executionArn ?? '');
  const names = reviewDecision?.by.join(', ') ?? '';
  if (life.state !== 'running' && reviewDecision)
    return startAgain(run, photo, life, { decision: reviewDecision.decision, decidedBy: names });
  if (isAppeal && sweeps >= MOST_COUNTS) {
    const before = await lifeOf(executionArn ?? '');
    const answer = reviewDecision
      ? { decision: reviewDecision.decision, decidedBy: `${BY_APPEAL}${names}` }
      : { decision: 'expire', decidedBy: BY_NOBODY };
    return before.state === 'running' ? 'not-stuck' : startAgain(run, photo, before, answer);
  }
  const now = run.now();
  const until = later(now, patience(SAVED_WITHIN_MS / 1000, sweeps) * 1000);
  if (!(await takeUp(photo, until, now, { sweeps: sweeps + 1 }))) return 'taken';
  // CountVotes answers once more what is decided, which harms nobody.
  await countLater({ riderId, photoId, isClock: isAppeal }, 0);
  return 'counted-again';
}
