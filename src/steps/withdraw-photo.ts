// WithdrawPhoto: undoes what was done for a photo that is not approved: its face leaves the collection, its copies the bucket.
// What is gone already is no fault. Nothing is taken away of a photo that another execution has by now and may be approving.
// In: { photo, keepsWorkingCopy? }, photo being the whole state  Out: { deletedFaces, deletedObjects }
// Throws: ImageUnreadableError, ConfigurationError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError

import * as z from 'zod/mini';
import { beginWithdrawal } from '../adapters/photo-owner.ts';
import { deleteFaces, indexFace, searchFacesByImage } from '../adapters/rekognition-collection.ts';
import { currentFaceId } from '../adapters/riders-table.ts';
import { deleteVersions, listVersions, type StoredVersion } from '../adapters/s3.ts';
import { derivedPrefix } from '../domain/derived-keys.ts';
import { UploadSchema, WorkingCopySchema } from '../domain/photo.ts';
import { setting } from '../shared/config.ts';
import { RiderAnswerSchema } from '../shared/photo-schemas.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

/** Without a face where IndexFace failed. */
const Index = z.object({ faceId: z.optional(z.nullable(z.string())) });
const Photo = z.object({
  upload: UploadSchema,
  inspection: z.optional(z.object({ image: z.nullable(WorkingCopySchema) })),
  checks: z.optional(z.object({ rider: RiderAnswerSchema })),
  decision: z.optional(z.object({ outcome: z.nullable(z.object({ verdict: z.string() })) })),
  publication: z.optional(z.object({ index: z.optional(Index) })),
});
export const Input = eventSchema({
  photo: Photo,
  /** People may have to look at it yet. */
  keepsWorkingCopy: z.exactOptional(z.boolean()),
});

export const handler = defineStep('WithdrawPhoto', Input, async (event) => {
  const { executionArn, photo, keepsWorkingCopy = false } = event;
  const { bucket } = photo.upload;
  // Listed before the photo's owner is asked for: what a later one writes is not in it.
  const versions = await listVersions(bucket, derivedPrefix(photo.upload));
  const mayWithdraw = await beginWithdrawal(photo.upload, executionArn, new Date());
  if (!mayWithdraw) return { deletedFaces: 0, deletedObjects: 0 };
  // Faces first: the working copy is needed to find them.
  const noted = photo.publication?.index?.faceId;
  const faceIds = new Set(noted ? [noted] : await unnotedFaces(photo, versions));
  // A picture that was indexed before has its face of then: the one by which the rider is still known stays.
  faceIds.delete(currentFaceId(photo.checks?.rider) ?? '');
  const deletedFaces = await deleteFaces(setting('FACE_COLLECTION_ID'), [...faceIds]);
  const kept = keepsWorkingCopy ? photo.inspection?.image?.key : undefined;
  const going = versions.filter(({ key }) => key !== kept);
  return { deletedFaces, deletedObjects: await deleteVersions(bucket, going) };
});

/** A face searched with the very picture it was taken from comes back with nearly all of 100 percent. */
const SAME_PICTURE_PERCENT = 99;

/**
 * Faces that an IndexFace left behind which failed or ran out of time after it was done: nobody noted their ids. Only a photo to be
 * published has come that far. A search may not see a face yet that was indexed a moment ago; indexing the same picture under the
 * same rider again tells its id for certain, since the collection keeps no face of a picture twice.
 */
async function unnotedFaces(
  { upload, inspection, decision, publication }: z.output<typeof Photo>,
  versions: StoredVersion[],
): Promise<string[]> {
  const image = inspection?.image;
  const hasCopy = versions.some(({ key, isCurrent }) => key === image?.key && isCurrent);
  if (!image || !hasCopy || !publication || decision?.outcome?.verdict !== 'approved') return [];
  const collection = setting('FACE_COLLECTION_ID');
  const { faceId } = await indexFace(collection, upload.riderId, image);
  const matches = await searchFacesByImage(collection, image, SAME_PICTURE_PERCENT);
  const found = (matches ?? [])
    .filter(({ riderId }) => riderId === upload.riderId)
    .map((match) => match.faceId);
  return faceId === null ? found : [faceId, ...found];
}
