// Photos that are being checked by nobody: their execution was stopped, ran out of time, or broke in a way that it could not note.

import { lifeOf } from '../adapters/execution-life.ts';
import { oldestPhotos, openPhotos, readOpen, takeUp } from '../adapters/sweep-rows.ts';
import { LONGEST_CHECK_MS } from '../domain/longest-check.ts';
import { ageOf, eachOf, type Kind, later, MINUTE_MS } from './run.ts';
import { startAgain } from './start-again.ts';

const LOOK_AGAIN_MS = 15 * MINUTE_MS;

export const stoppedPhotos: Kind = {
  name: 'processing',
  async sweep(run) {
    const now = run.now();
    const [oldest] = await oldestPhotos('processing');
    const found = openPhotos('processing', later(now, -LONGEST_CHECK_MS), now);
    const swept = await eachOf(run, found, async (listed) => {
      const photo = await readOpen(listed);
      if (!photo || photo.updatedAt !== listed.updatedAt) return 'taken';
      const life = await lifeOf(photo.executionArn ?? '');
      if (life.state !== 'running') return startAgain(run, photo, life);
      // Those that stand before it in the index must not keep the sweep from what is behind them.
      await takeUp(photo, later(now, LOOK_AGAIN_MS), now);
      return 'not-stuck';
    });
    return { ...swept, oldestSeconds: ageOf(oldest?.updatedAt, now) };
  },
};
