import { findRiderId } from '../../adapters/rider-links.ts';
import { listPhotos as listRiderPhotos, type RiderPhoto } from '../../adapters/rider-photos.ts';
import { readProfile } from '../../adapters/rider-profile.ts';
import { sentAt } from '../../domain/photo-past.ts';
import { defineRoute } from '../../shared/route.ts';
import { PhotoPage, PhotosQuery } from '../schemas/rider-photo.ts';
import { photoAnswer } from './photo-answer.ts';
import { languageOf } from './read-me.ts';

export const listPhotos = defineRoute({
  route: 'GET /v1/photos',
  summary: 'The photos of the rider, the newest first',
  audience: 'rider',
  query: PhotosQuery,
  answers: { 200: PhotoPage },
  run: async ({ query, caller, now }) => {
    const riderId = await findRiderId(caller.sub);
    if (riderId === undefined) return { status: 200, body: { photos: [], next: null } };
    const [photos, profile] = await Promise.all([listRiderPhotos(riderId, now), readProfile(riderId)]);
    const { after } = query;
    const rest = after === undefined ? photos : photos.filter((photo) => comesAfter(photo, after));
    const page = rest.slice(0, query.limit);
    return {
      status: 200,
      body: {
        photos: page.map((photo) => photoAnswer(photo, languageOf(profile), now)),
        next: rest.length > page.length ? placeOf(page.at(-1)!) : null,
      },
    };
  },
});

// A place in the history rather than a count, so that a photo that comes or goes meanwhile shifts nothing.
function placeOf(photo: RiderPhoto): string {
  return Buffer.from(`${sentAt(photo)} ${photo.photoId}`).toString('base64url');
}

function comesAfter(photo: RiderPhoto, place: string): boolean {
  const [at = '', photoId = ''] = Buffer.from(place, 'base64url').toString('utf8').split(' ');
  const own = sentAt(photo);
  return own < at || (own === at && photo.photoId > photoId);
}
