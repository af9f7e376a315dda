// When it makes sense to ask again for a photo's status: soon while it is young, seldom while a person looks, never once it is final.

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
