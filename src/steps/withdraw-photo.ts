// WithdrawPhoto: undoes what was done for a photo that is not approved: its face leaves the collection, its copies the bucket.
// What is gone already is no fault.
// In: { photo }, the whole state  Out: { deletedFaces, deletedObjects }
// Throws: ImageUnreadableError, ConfigurationError, DependencyRefusedError, DependencyUnavailableError

import * as z from 'zod/mini';
import { deleteFaces, searchFacesByImage } from '../adapters/rekognition-collection.ts';
import { currentFaceId } from '../adapters/riders-table.ts';
import { deleteVersions, listVersions, type StoredVersion } from '../adapters/s3.ts';
import { derivedPrefix } from '../domain/derived-keys.ts';
import { setting } from '../shared/config.ts';
import { RiderAnswerSchema, UploadSchema, WorkingCopySchema } from '../shared/photo-schemas.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

const Photo = z.object({
  upload: UploadSchema,
  inspection: z.optional(z.object({ image: z.nullable(WorkingCopySchema) })),
  checks: z.optional(z.object({ rider: RiderAnswerSchema })),
  decision: z.optional(z.object({ outcome: z.nullable(z.object({ verdict: z.string() })) })),
  publication: z.optional(z.object({ index: z.object({ faceId: z.nullable(z.string()) }) })),
});
export const Input = eventSchema({ photo: Photo });

export const handler = defineStep('WithdrawPhoto', Input, async ({ photo }) => {
  const { bucket } = photo.upload;
  const versions = await listVersions(bucket, derivedPrefix(photo.upload));
  // Faces first: the working copy is needed to find them.
  const faceIds = new Set(await unnotedFaces(photo, versions));
  const noted = photo.publication?.index.faceId;
  if (noted) faceIds.add(noted);
  // A picture that was indexed before has its face of then: the one by which the rider is still known stays.
  faceIds.delete(currentFaceId(photo.checks?.rider) ?? '');
  const deletedFaces = await deleteFaces(setting('FACE_COLLECTION_ID'), [...faceIds]);
  return { deletedFaces, deletedObjects: await deleteVersions(bucket, versions) };
});

/** A face searched with the very picture it was taken from comes back with nearly all of 100 percent. */
const SAME_PICTURE_PERCENT = 99;

/**
 * Faces that an IndexFace left behind which failed or ran out of time after it was done: nobody noted their ids. Only an approved
 * photo has come that far.
 */
async function unnotedFaces(
  { upload, inspection, decision }: z.output<typeof Photo>,
  versions: StoredVersion[],
): Promise<string[]> {
  const image = inspection?.image;
  const hasCopy = versions.some(({ key, isCurrent }) => key === image?.key && isCurrent);
  if (!image || !hasCopy || decision?.outcome?.verdict !== 'approved') return [];
  const matches = await searchFacesByImage(setting('FACE_COLLECTION_ID'), image, SAME_PICTURE_PERCENT);
  return (matches ?? []).filter(({ riderId }) => riderId === upload.riderId).map(({ faceId }) => faceId);
}
