// IndexFace: takes the face of an approved photo into the collection. A face the collection refuses is a finding. Where no other face
// has come in since FindDuplicate searched, the face is unique by that; else it is searched for again, while thumbnails are still being
// cut. What that cannot settle has `unique` null: ConfirmUnique searches then, with all its retries.
// In: { upload, image, duplicate, decidedBy, resembles }  Out: { findings, indexed, faceId, modelVersion, unique, replacedFaceIds, replacedPhotoIds, resembles }
// Throws: PhotoGoneError, UnexpectedKeyError, ImageUnreadableError, ConfigurationError, DependencyRefusedError, DependencyUnavailableError

import * as z from 'zod/mini';
import { confirmFace } from '../adapters/confirm-face.ts';
import { photosOfRider } from '../adapters/dynamodb.ts';
import { countIndexing } from '../adapters/indexings-row.ts';
import { needOwner } from '../adapters/photo-owner.ts';
import { indexFace } from '../adapters/rekognition-collection.ts';
import { currentFaceId } from '../adapters/riders-table.ts';
import { replacedFaces, replacedPhotos } from '../domain/face-claims.ts';
import { judge } from '../domain/finding.ts';
import { stillStands } from '../domain/indexings.ts';
import { UploadSchema, WorkingCopySchema } from '../domain/photo.ts';
import { configuration, setting } from '../shared/config.ts';
import { RiderAnswerSchema } from '../shared/photo-schemas.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

/** What FindDuplicate found. */
const Duplicate = z.object({
  ownFaceIds: z.array(z.string()),
  standsAt: z.nullable(z.number()),
  rider: RiderAnswerSchema,
});
export const Input = eventSchema({
  upload: UploadSchema,
  image: WorkingCopySchema,
  duplicate: Duplicate,
  /** As ConfirmUnique has them. */
  decidedBy: z.string(),
  resembles: z.array(z.string()),
});

export const handler = defineStep('IndexFace', Input, async (input) => {
  const { executionArn, upload, image, duplicate } = input;
  const { riderId } = upload;
  const collection = setting('FACE_COLLECTION_ID');
  // A face that an execution takes in which has lost its photo would be nobody's to take away.
  await needOwner(upload, executionArn);
  const { faceId, reasons, modelVersion } = await indexFace(collection, riderId, image);
  const indexed = faceId !== null;
  const findings = [judge('FACE_NOT_INDEXED', indexed, reasons)];
  const unique = indexed ? null : false;
  const asked = {
    findings,
    indexed,
    faceId,
    modelVersion,
    unique,
    replacedFaceIds: [],
    replacedPhotoIds: [],
    resembles: [],
  };
  if (!indexed) return asked;
  // Counted in any case: others must not rely on a search that may have missed this face.
  if (!stillStands(duplicate.standsAt, await countIndexing(Date.now())))
    return { ...asked, ...(await searchAgain(input, faceId)) };

  const ownPhotos = await photosOfRider(riderId);
  const mine = ownPhotos.find(({ photoId }) => photoId === upload.photoId);
  // Gone, or claimed before by another rider who has said so: ConfirmUnique knows what to say.
  if (!mine || mine.contestedAt !== undefined) return asked;
  const { ownFaceIds, rider } = duplicate;
  const owned = { ownFaceIds, profileFaceId: currentFaceId(rider), ownPhotos };
  return {
    ...asked,
    unique: true,
    replacedFaceIds: replacedFaces({ photoId: upload.photoId, faceId }, owned),
    replacedPhotoIds: replacedPhotos(upload.photoId, ownPhotos),
  };
});

/** What ConfirmUnique would answer; undefined when it cannot be told now: to fail would be to take the face in once more. */
async function searchAgain(
  { upload: { riderId, photoId }, duplicate: { rider }, decidedBy, resembles }: z.output<typeof Input>,
  faceId: string,
) {
  try {
    return await confirmFace({ riderId, photoId, faceId, rider, decidedBy, resembles }, configuration());
  } catch {
    return undefined;
  }
}
