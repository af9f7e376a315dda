// Photos that the sweep has given up: listeners and operators are told, and then the photo is open no more. Where telling breaks, the
// next run tells.

import { publishEvent } from '../adapters/events.ts';
import { closeUntold, oldestPhotos, openPhotos, readOpen, takeUp } from '../adapters/sweep-rows.ts';
import { tellOperators } from '../adapters/topics.ts';
import { MOST_TRIES, nameOf } from '../domain/again.ts';
import { ageOf, eachOf, type Kind, later, MINUTE_MS } from './run.ts';

const TELL_WITHIN_MS = 10 * MINUTE_MS;

export const untoldFailures: Kind = {
  name: 'untold-failure',
  async sweep(run) {
    const now = run.now();
    const [oldest] = await oldestPhotos('untold');
    const swept = await eachOf(run, openPhotos('untold', now, now), async (listed) => {
      const photo = await readOpen(listed);
      if (!photo || !(await takeUp(photo, later(now, TELL_WITHIN_MS), now))) return 'taken';
      const { riderId, photoId, fault: error = 'unknown', executionArn } = photo;
      await publishEvent('PhotoFailed', {
        riderId,
        photoId,
        error,
        ...(executionArn !== undefined && { executionArn }),
      });
      await tellOperators(noticeOf(executionArn));
      await closeUntold(photo);
      return 'told';
    });
    return { ...swept, oldestSeconds: ageOf(oldest?.updatedAt, now) };
  },
};

function noticeOf(executionArn: string | undefined) {
  const subject = 'A rider photo was given up';
  const see = 'See docs/runbook.md#photos-given-up';
  if (executionArn === undefined)
    return {
      subject,
      text: `An upload was announced ${MOST_TRIES} times and never checked. Its row says failed; its file is still there. ${see}`,
    };
  return {
    subject,
    text: `A photo was started again ${MOST_TRIES} times and never answered; the last was ${nameOf(executionArn)}. Its face or copies may still be there. ${see}`,
  };
}
