// Files that were awaited: those that came while nobody heard of it are announced again, and the rows of those that never came go.
// While uploads wait in the queues, whichever nothing is known of may be among them: then none is lost.

import { forgetAwaited } from '../adapters/lost-upload-rows.ts';
import { type OpenPhoto, openPhotos, readOpen, takeUp } from '../adapters/sweep-rows.ts';
import { newestUpload } from '../adapters/uploads.ts';
import { announceUpload, areUploadsWaiting } from '../adapters/waiting-uploads.ts';
import { MOST_TRIES } from '../domain/again.ts';
import { setting } from '../shared/config.ts';
import { ageOf, eachOf, HOUR_MS, type Kind, later, MINUTE_MS, type Outcome, type Run } from './run.ts';
import { abandon } from './start-again.ts';

/** An upload is on its way by then, or waits in a queue. */
const ON_ITS_WAY_MS = 15 * MINUTE_MS;
const LOOK_AGAIN_MS = 20 * MINUTE_MS;

export const awaitedUploads: Kind = {
  name: 'awaited-upload',
  async sweep(run) {
    if (await areUploadsWaiting()) return { outcomes: {}, oldestSeconds: 0 };
    const now = run.now();
    // Only the bucket tells which of them are stuck.
    let oldestSeconds = 0;
    const swept = await eachOf(
      run,
      openPhotos('awaiting-upload', later(now, -ON_ITS_WAY_MS), now),
      async (listed) => {
        const photo = await readOpen(listed);
        if (!photo || photo.updatedAt !== listed.updatedAt) return 'taken';
        const { riderId, photoId } = photo;
        const upload = await newestUpload(setting('PHOTOS_BUCKET'), `incoming/${riderId}/${photoId}`);
        if (!upload) return withoutFile(run, photo);
        const age = ageOf(upload.sentAt.toISOString(), now);
        if (age * 1000 < ON_ITS_WAY_MS) return 'not-stuck';
        oldestSeconds = Math.max(oldestSeconds, age);
        const again = (photo.sweeps ?? 0) + 1;
        if (again > MOST_TRIES) return abandon(run, photo);
        // The row must not end before the tries do.
        const expiresAt = Math.floor(later(now, HOUR_MS).getTime() / 1000);
        if (!(await takeUp(photo, later(now, LOOK_AGAIN_MS), now, { sweeps: again, expiresAt })))
          return 'taken';
        await announceUpload(upload, again);
        return 'announced-again';
      },
    );
    return { ...swept, oldestSeconds };
  },
};

async function withoutFile(run: Run, photo: OpenPhoto): Promise<Outcome> {
  const now = run.now();
  const endsAt = new Date((photo.expiresAt ?? 0) * 1000);
  if (endsAt <= now) return (await forgetAwaited(photo, now)) ? 'row-dropped' : 'taken';
  await takeUp(photo, endsAt, now);
  return 'not-stuck';
}
