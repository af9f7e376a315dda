// RetireOldPhotos: a rider has a new approved photo. The faces of the old ones leave the collection, their copies the bucket, and
// their rows go when refused ones would.
// In: { upload, replacedFaceIds, replacedPhotoIds, expiresAt }  Out: { deletedFaces, deletedObjects }
// Throws: ConfigurationError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError

import * as z from 'zod/mini';
import { retirePhoto } from '../adapters/dynamodb.ts';
import { deleteFaces } from '../adapters/rekognition-collection.ts';
import { deleteVersions, listVersions } from '../adapters/s3.ts';
import { derivedPrefix } from '../domain/derived-keys.ts';
import { UploadSchema } from '../domain/photo.ts';
import { setting } from '../shared/config.ts';
import { ExpirySchema } from '../shared/photo-schemas.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

const id = z.string().check(z.minLength(1));

export const Input = eventSchema({
  upload: UploadSchema,
  replacedFaceIds: z.array(id),
  replacedPhotoIds: z.array(id),
  expiresAt: ExpirySchema,
});

export const handler = defineStep(
  'RetireOldPhotos',
  Input,
  async ({ upload: { bucket, riderId }, replacedFaceIds, replacedPhotoIds, expiresAt }) => {
    const deletedFaces = await deleteFaces(setting('FACE_COLLECTION_ID'), replacedFaceIds);
    let deletedObjects = 0;
    for (const photoId of replacedPhotoIds) {
      // The row first: once it says that the photo is replaced, nobody looks for its copies.
      if (!(await retirePhoto(riderId, photoId, Number(expiresAt)))) continue;
      deletedObjects += await deleteVersions(
        bucket,
        await listVersions(bucket, derivedPrefix({ riderId, photoId })),
      );
    }
    return { deletedFaces, deletedObjects };
  },
);
