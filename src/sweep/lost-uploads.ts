// Uploads without a row: nobody heard of them. Each gets the row that it lacks, and is an awaited upload from then on. The bucket is
// walked a page a run, so that a lost one is found within a round.

import { expectUpload, knownPhotos, readCursor, saveCursor } from '../adapters/lost-upload-rows.ts';
import { listUploads, newestUpload } from '../adapters/uploads.ts';
import { announceUpload, areUploadsWaiting } from '../adapters/waiting-uploads.ts';
import { readUploadKey } from '../domain/upload-key.ts';
import { setting } from '../shared/config.ts';
import { ageOf, eachOf, HOUR_MS, type Kind, later } from './run.ts';

/** By then an upload has a row, or waits in a queue. */
const HAS_ROW_WITHIN_MS = HOUR_MS;

export const lostUploads: Kind = {
  name: 'lost-upload',
  async sweep(run) {
    if (await areUploadsWaiting()) return { outcomes: {}, oldestSeconds: 0 };
    const now = run.now();
    const bucket = setting('PHOTOS_BUCKET');
    const { uploads, next } = await listUploads(bucket, await readCursor());
    const before = later(now, -HAS_ROW_WITHIN_MS);
    const old = uploads.flatMap((upload) => {
      const place = readUploadKey(upload);
      return upload.sentAt > before || typeof place === 'string' ? [] : [{ ...upload, ...place }];
    });
    const known = await knownPhotos(old);
    const lost = old.filter(({ riderId, photoId }) => !known.has(`${riderId}/${photoId}`));
    const oldestSeconds = Math.max(0, ...lost.map(({ sentAt }) => ageOf(sentAt.toISOString(), now)));
    const swept = await eachOf(run, lost, async ({ key, riderId, photoId, sentAt }) => {
      const made = await expectUpload({ riderId, photoId }, sentAt, later(now, HOUR_MS));
      if (made === 'known') return 'taken';
      if (made === 'done') return 'row-made';
      // The journey refuses it and deletes the file: no row may be made of a rider who was forgotten.
      const upload = await newestUpload(bucket, key);
      if (!upload) return 'taken';
      await announceUpload(upload, 1);
      return 'announced-again';
    });
    // A page that was not done is done once more.
    const isDone = Object.values(swept.outcomes).reduce((sum, count) => sum + count, 0) === lost.length;
    if (isDone && !swept.failure) await saveCursor(next);
    return { ...swept, oldestSeconds };
  },
};
