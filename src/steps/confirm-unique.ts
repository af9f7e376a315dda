// ConfirmUnique: two riders may race with one face. Now that it is in the collection, the one who came first keeps it.
// In: { upload, faceId, rider, decidedBy, resembles }  Out: { findings, faceId, unique, replacedFaceIds, replacedPhotoIds, resembles }
// Throws: FaceNotYetSearchableError, PhotoGoneError, ConfigurationError, DependencyRefusedError, DependencyUnavailableError

import * as z from 'zod/mini';
import { contestPhoto, photosOfRider } from '../adapters/dynamodb.ts';
import { searchFaces } from '../adapters/rekognition-collection.ts';
import { currentFaceId } from '../adapters/riders-table.ts';
import { claimBehind, replacedFaces, replacedPhotos } from '../domain/face-claims.ts';
import { type Finding, judge } from '../domain/finding.ts';
import { type FaceMatch, UploadSchema } from '../domain/photo.ts';
import { contestedFace, type FaceClaim, judgeUniqueness, type OwnClaim } from '../domain/uniqueness.ts';
import { configuration, setting } from '../shared/config.ts';
import { PhotoGoneError } from '../shared/errors.ts';
import { RiderAnswerSchema } from '../shared/photo-schemas.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({
  upload: UploadSchema,
  faceId: z.string().check(z.minLength(1)),
  rider: RiderAnswerSchema,
  /** `rules`, or the people who approved the photo: they have seen it beside those of the riders it resembles. */
  decidedBy: z.string(),
  resembles: z.array(z.string()),
});

export const handler = defineStep(
  'ConfirmUnique',
  Input,
  async ({ upload: { riderId, photoId }, faceId, rider, decidedBy, resembles }) => {
    const { searchPercent, rejectPercent } = configuration().duplicate;
    const [matches, ownPhotos] = await Promise.all([
      searchFaces(setting('FACE_COLLECTION_ID'), faceId, searchPercent),
      photosOfRider(riderId),
    ]);
    const own = matches.filter((match) => match.riderId === riderId);
    const told = decidedBy === 'rules' ? [] : resembles;
    const rivals = matches.filter(
      (match) =>
        match.riderId !== riderId &&
        match.similarityPercent >= rejectPercent &&
        !told.includes(match.riderId),
    );

    const mine = ownPhotos.find((photo) => photo.photoId === photoId);
    if (!mine) throw new PhotoGoneError('The row of the photo no longer exists');
    const { unique, finding } =
      mine.contestedAt === undefined
        ? await settle({ riderId, claimedAt: mine.claimedAt }, rivals)
        : { unique: false, finding: contestedFace(configuration()) };

    const ownFaceIds = own.map((match) => match.faceId);
    const profileFaceId = currentFaceId(rider);
    const replacedFaceIds = replacedFaces({ photoId, faceId }, { ownFaceIds, profileFaceId, ownPhotos });
    const replacedPhotoIds = replacedPhotos(photoId, ownPhotos);
    return {
      findings: [judge('FACE_NOT_INDEXED', true, []), finding],
      faceId,
      unique,
      replacedFaceIds,
      replacedPhotoIds,
      // For people, who see them side by side.
      resembles: unique ? [] : [...new Set(rivals.map((rival) => rival.riderId))],
    };
  },
);

/**
 * Two executions may each see the other's face late, or only one of them. So whoever came first also tells the rivals' rows: a row
 * that was told is not approved any more, and one that could not be told any more is looked at again.
 */
async function settle(mine: OwnClaim, rivals: FaceMatch[]): Promise<{ unique: boolean; finding: Finding }> {
  const judged = judgeUniqueness(mine, await claimsOf(rivals), configuration());
  const now = new Date().toISOString();
  const told = await Promise.all(
    judged.later.flatMap(({ riderId, openPhotoIds }) =>
      openPhotoIds.map((photoId) => contestPhoto(riderId, photoId, now)),
    ),
  );
  return told.every(Boolean) ? judged : judgeUniqueness(mine, await claimsOf(rivals), configuration());
}

async function claimsOf(rivals: FaceMatch[]): Promise<FaceClaim[]> {
  const claims = await Promise.all(
    rivals.map(async (match) => claimBehind(match, await photosOfRider(match.riderId))),
  );
  return claims.filter((claim) => claim !== null);
}
