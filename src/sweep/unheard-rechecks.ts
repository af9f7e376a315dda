// Refused photos that a recheck has let through the journey once more, and whose message was lost on the way: sent again, and after the
// last try left with the answer that they have. While uploads wait in the queues, theirs may be among them.

import { sendAgain } from '../adapters/photos-waiting.ts';
import { closeRecheck, openPhotos, readOpen, takeUp } from '../adapters/sweep-rows.ts';
import { areUploadsWaiting } from '../adapters/waiting-uploads.ts';
import { MOST_TRIES } from '../domain/again.ts';
import { pastWithAnswer } from '../domain/photo-past.ts';
import { ageOf, eachOf, type Kind, later, MINUTE_MS } from './run.ts';

/** By then the journey has claimed it, or its message waits in a queue. */
const ON_ITS_WAY_MS = 20 * MINUTE_MS;

export const unheardRechecks: Kind = {
  name: 'recheck',
  async sweep(run) {
    if (await areUploadsWaiting()) return { outcomes: {}, oldestSeconds: 0 };
    const now = run.now();
    let oldestSeconds = 0;
    // `updatedAt` is when it got its answer, and may be long ago.
    const swept = await eachOf(run, openPhotos('rechecked', now, now), async (listed) => {
      const photo = await readOpen(listed);
      if (!photo) return 'taken';
      const age = ageOf(photo.recheckedAt, now);
      if (photo.recheckedAt !== undefined && age * 1000 < ON_ITS_WAY_MS) {
        await takeUp(photo, later(new Date(photo.recheckedAt), ON_ITS_WAY_MS), now);
        return 'not-stuck';
      }
      oldestSeconds = Math.max(oldestSeconds, age);
      const { bucket, key, versionId, size, status, recheckedFor, sweeps = 0 } = photo;
      const again = sweeps + 1;
      const isWhole =
        bucket !== undefined && key !== undefined && versionId !== undefined && size !== undefined;
      if (again > MOST_TRIES || !isWhole || recheckedFor === undefined || status === undefined)
        return (await closeRecheck(photo)) ? 'given-up' : 'taken';
      if (!(await takeUp(photo, later(now, ON_ITS_WAY_MS), now, { sweeps: again }))) return 'taken';
      const recheck = { version: recheckedFor, told: status, past: pastWithAnswer({ ...photo, status }) };
      await sendAgain({ bucket, key, versionId, size }, recheck, again);
      return 'announced-again';
    });
    return { ...swept, oldestSeconds };
  },
};
