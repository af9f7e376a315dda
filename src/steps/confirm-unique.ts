// ConfirmUnique: two riders may race with one face. Now that it is in the collection, the one who came first keeps it.
// In: { upload, faceId, rider }  Out: { findings, unique, replacedFaceIds }
// Throws: FaceNotYetSearchableError, PhotoGoneError, ConfigurationError, DependencyRefusedError, DependencyUnavailableError

import * as z from 'zod/mini';
import { photosOfRider } from '../adapters/dynamodb.ts';
import { searchFaces } from '../adapters/rekognition-collection.ts';
import { currentFaceId } from '../adapters/riders-table.ts';
import { claimBehind, replacedFaces } from '../domain/face-claims.ts';
import { judgeUniqueness, type Registration } from '../domain/identity-rules.ts';
import type { FaceMatch } from '../domain/photo.ts';
import { configuration, setting } from '../shared/config.ts';
import { PhotoGoneError } from '../shared/errors.ts';
import { RiderAnswerSchema, UploadSchema } from '../shared/photo-schemas.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({
  upload: UploadSchema,
  faceId: z.string().check(z.minLength(1)),
  rider: RiderAnswerSchema,
});

export const handler = defineStep(
  'ConfirmUnique',
  Input,
  async ({ upload: { riderId, photoId }, faceId, rider }) => {
    const { searchPercent, rejectPercent } = configuration().duplicate;
    const [matches, ownPhotos] = await Promise.all([
      searchFaces(setting('FACE_COLLECTION_ID'), faceId, searchPercent),
      photosOfRider(riderId),
    ]);
    const own = matches.filter((match) => match.riderId === riderId);
    const rivals = matches.filter(
      (match) => match.riderId !== riderId && match.similarityPercent >= rejectPercent,
    );

    const mine = ownPhotos.find((photo) => photo.photoId === photoId);
    if (!mine) throw new PhotoGoneError('The row of the photo no longer exists');
    const claim = { riderId, claimedAt: mine.claimedAt, similarityPercent: 100 };
    const { unique, finding } = judgeUniqueness(claim, await claimsOf(rivals), configuration());

    const ownFaceIds = own.map((match) => match.faceId);
    const profileFaceId = currentFaceId(rider);
    const replacedFaceIds = replacedFaces({ photoId, faceId }, { ownFaceIds, profileFaceId, ownPhotos });
    return { findings: [finding], unique, replacedFaceIds };
  },
);

async function claimsOf(rivals: FaceMatch[]): Promise<Registration[]> {
  const claims = await Promise.all(
    rivals.map(async (match) => claimBehind(match, await photosOfRider(match.riderId))),
  );
  return claims.filter((claim) => claim !== null);
}
