// Which photos stand behind the faces of the collection, and which faces a new one replaces.

import type { FaceMatch, PhotoStatus } from './photo.ts';
import type { FaceClaim } from './uniqueness.ts';

/** A photo as the table knows it. */
export interface PhotoRow {
  photoId: string;
  status: PhotoStatus;
  /** ISO 8601. */
  claimedAt: string;
  /** Its face in the collection; only approved photos have noted one. */
  faceId?: string;
  /** A rider with an earlier claim to its face has said so. ISO 8601. */
  contestedAt?: string;
}

/** Photos whose answer is not saved yet: their faces may be in the collection already. */
const OPEN: readonly PhotoStatus[] = ['processing', 'in-review'];

/**
 * The claim behind a matching face: of the approved photo that has it, else of the rider's earliest open photo. Null where
 * neither exists: the face is a leftover that claims nothing.
 */
export function claimBehind(match: FaceMatch, photosOfItsRider: PhotoRow[]): FaceClaim | null {
  const approved = photosOfItsRider.find(
    ({ status, faceId }) => status === 'approved' && faceId === match.faceId,
  );
  const earliestOpen = photosOfItsRider
    .filter(({ status }) => OPEN.includes(status))
    .sort((one, other) => Date.parse(one.claimedAt) - Date.parse(other.claimedAt))[0];
  const photo = approved ?? earliestOpen;
  if (!photo) return null;
  const { riderId, similarityPercent } = match;
  return {
    riderId,
    similarityPercent,
    claimedAt: photo.claimedAt,
    isSettled: photo.status === 'approved',
    openPhotoIds: photosOfItsRider
      .filter(({ status }) => status === 'processing')
      .map(({ photoId }) => photoId),
  };
}

/** The rider's approved photos that a newly approved one replaces. */
export function replacedPhotos(photoId: string, ownPhotos: PhotoRow[]): string[] {
  return ownPhotos
    .filter((photo) => photo.photoId !== photoId && photo.status === 'approved')
    .map((photo) => photo.photoId);
}

/**
 * The rider's faces that a newly approved one replaces: that of the profile, and every other one found. While another photo of the
 * rider is open the found ones stay, since one of them may be its face.
 */
export function replacedFaces(
  mine: { photoId: string; faceId: string },
  {
    ownFaceIds,
    profileFaceId,
    ownPhotos,
  }: { ownFaceIds: string[]; profileFaceId: string | undefined; ownPhotos: PhotoRow[] },
): string[] {
  const isOtherOpen = ownPhotos.some(
    ({ photoId, status }) => photoId !== mine.photoId && OPEN.includes(status),
  );
  const replaced = new Set(isOtherOpen ? [] : ownFaceIds);
  if (profileFaceId !== undefined) replaced.add(profileFaceId);
  replaced.delete(mine.faceId);
  return [...replaced];
}
