// Settles who keeps a face that is in the collection by now: two riders may race with one, and the one who came first keeps it.

import type { Configuration } from '../domain/configuration.ts';
import { claimBehind, replacedFaces, replacedPhotos } from '../domain/face-claims.ts';
import { type Finding, judge } from '../domain/finding.ts';
import type { FaceMatch } from '../domain/photo.ts';
import { contestedFace, type FaceClaim, judgeUniqueness, type OwnClaim } from '../domain/uniqueness.ts';
import { setting } from '../shared/config.ts';
import { PhotoGoneError } from '../shared/errors.ts';
import type { RiderAnswer } from '../shared/photo-schemas.ts';
import { contestPhoto, photosOfRider } from './dynamodb.ts';
import { searchFaces } from './rekognition-collection.ts';
import { currentFaceId } from './riders-table.ts';

/** A face that was indexed for a photo, and counted. */
export interface IndexedFace {
  riderId: string;
  photoId: string;
  faceId: string;
  rider: RiderAnswer;
  /** `rules`, or the people who approved the photo: they have seen it beside those of the riders it resembles. */
  decidedBy: string;
  resembles: string[];
}

/** What ConfirmUnique answers. Throws FaceNotYetSearchableError, PhotoGoneError and what services throw. */
export async function confirmFace(face: IndexedFace, thresholds: Configuration) {
  const { riderId, photoId, faceId, rider, decidedBy, resembles } = face;
  const { searchPercent, rejectPercent } = thresholds.duplicate;
  const [matches, ownPhotos] = await Promise.all([
    searchFaces(setting('FACE_COLLECTION_ID'), faceId, searchPercent),
    photosOfRider(riderId),
  ]);
  const own = matches.filter((match) => match.riderId === riderId);
  const told = decidedBy === 'rules' ? [] : resembles;
  const rivals = matches.filter(
    (match) =>
      match.riderId !== riderId && match.similarityPercent >= rejectPercent && !told.includes(match.riderId),
  );

  const mine = ownPhotos.find((photo) => photo.photoId === photoId);
  if (!mine) throw new PhotoGoneError('The row of the photo no longer exists');
  const { unique, finding } =
    mine.contestedAt === undefined
      ? await settle({ riderId, claimedAt: mine.claimedAt }, rivals, thresholds)
      : { unique: false, finding: contestedFace(thresholds) };

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
}

/**
 * Two executions may each see the other's face late, or only one of them. So whoever came first also tells the rivals' rows: a row
 * that was told is not approved any more, and one that could not be told any more is looked at again.
 */
async function settle(
  mine: OwnClaim,
  rivals: FaceMatch[],
  thresholds: Configuration,
): Promise<{ unique: boolean; finding: Finding }> {
  const judged = judgeUniqueness(mine, await claimsOf(rivals), thresholds);
  const now = new Date().toISOString();
  const told = await Promise.all(
    judged.later.flatMap(({ riderId, openPhotoIds }) =>
      openPhotoIds.map((photoId) => contestPhoto(riderId, photoId, now)),
    ),
  );
  return told.every(Boolean) ? judged : judgeUniqueness(mine, await claimsOf(rivals), thresholds);
}

async function claimsOf(rivals: FaceMatch[]): Promise<FaceClaim[]> {
  const claims = await Promise.all(
    rivals.map(async (match) => claimBehind(match, await photosOfRider(match.riderId))),
  );
  return claims.filter((claim) => claim !== null);
}
