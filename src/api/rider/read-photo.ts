import { findRiderId } from '../../adapters/rider-links.ts';
import { readPhotoAndProfile } from '../../adapters/rider-photos.ts';
import { sentAt } from '../../domain/photo-past.ts';
import { secondsToWait } from '../../domain/polling-pace.ts';
import { notFound } from '../../shared/problem.ts';
import { defineRoute } from '../../shared/route.ts';
import { Photo, PhotoParams } from '../schemas/rider-photo.ts';
import { photoAnswer } from './photo-answer.ts';
import { languageOf } from './read-me.ts';

export const readPhoto = defineRoute({
  route: 'GET /v1/photos/{photoId}',
  summary: 'Where a photo stands, and what to do better; asked again after Retry-After',
  audience: 'rider',
  params: PhotoParams,
  answers: { 200: Photo },
  problems: { 404: ['not-found'] },
  run: async ({ params, caller, now }) => {
    const riderId = await findRiderId(caller.sub);
    if (riderId === undefined) throw notFound('photo');
    const { photo, profile } = await readPhotoAndProfile(riderId, params.photoId, now);
    if (!photo) throw notFound('photo');
    const language = languageOf(profile);
    const body = photoAnswer(photo, language, now);
    // Of this check: how soon it answers has nothing to do with when the photo was sent.
    const ageSeconds = (now.getTime() - Date.parse(photo.claimedAt ?? sentAt(photo))) / 1000;
    const wait = secondsToWait(photo.status, ageSeconds);
    // What a rider may still do changes by time alone.
    const etag = [photo.status, photo.updatedAt, language, body.appealUntil ? 'appealable' : 'closed'].join(
      '-',
    );
    return { status: 200, body, etag, ...(wait !== undefined && { retryAfter: wait }) };
  },
});
