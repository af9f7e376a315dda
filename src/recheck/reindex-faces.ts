// ReindexFaces: takes the faces of approved photos into the collection, from their working copies, one after another. Done again it
// changes nothing: a collection keeps no face of one picture twice.
// In: { batch: { Items: lines of the stock } }  Out: { indexed, passedOver, notIndexed }, the last being ids of photos
// Throws: UnexpectedKeyError, ConfigurationError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError

import * as z from 'zod/mini';
import { type AnsweredPhoto, currentPhotos, nameFace, photosOfId } from '../adapters/answered-photos.ts';
import { countIndexing } from '../adapters/indexings-row.ts';
import { deleteFaces, indexFace } from '../adapters/rekognition-collection.ts';
import { workingCopyKey } from '../domain/derived-keys.ts';
import { setting } from '../shared/config.ts';
import { ImageUnreadableError } from '../shared/errors.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({
  batch: z.object({ Items: z.array(z.object({ photoId: z.string(), status: z.string() })) }),
});

export const handler = defineStep('ReindexFaces', Input, async ({ batch: { Items } }) => {
  const result = { indexed: 0, passedOver: 0, notIndexed: [] as string[] };
  for (const { photoId, status } of Items) {
    const photos = status === 'approved' ? await photosOfId(photoId) : [];
    for (const photo of photos) {
      const outcome = await reindex(photo);
      if (outcome === 'notIndexed') result.notIndexed.push(photoId);
      else result[outcome] += 1;
    }
    if (photos.length === 0) result.passedOver += 1;
  }
  return result;
});

async function reindex(photo: AnsweredPhoto): Promise<'indexed' | 'passedOver' | 'notIndexed'> {
  const { riderId, photoId, status, upload } = photo;
  const profile = await currentPhotos(riderId);
  if (status !== 'approved' || profile?.current !== photoId) return 'passedOver';
  const collection = setting('FACE_COLLECTION_ID');
  const image = { bucket: upload.bucket, key: workingCopyKey(photo), width: 1, height: 1 };
  const faceId = await faceOf(() => indexFace(collection, riderId, image));
  if (faceId === null) return 'notIndexed';
  try {
    // Others must not rely on a search that may have missed this face.
    await countIndexing(Date.now());
    if (await nameFace(photo, faceId)) return 'indexed';
  } catch (error) {
    // The next try passes a photo over whose rider is forgotten meanwhile: nothing new of it may stay.
    if (faceId !== photo.faceId) await deleteFaces(collection, [faceId]);
    throw error;
  }
  // Replaced or forgotten meanwhile: no face of it may stay, unless the newer photo is the same picture.
  if ((await currentPhotos(riderId))?.faceId !== faceId) await deleteFaces(collection, [faceId]);
  return 'passedOver';
}

/** A working copy that is gone or spoilt is told of, and no reason to leave the others. */
async function faceOf(index: () => Promise<{ faceId: string | null }>): Promise<string | null> {
  try {
    return (await index()).faceId;
  } catch (error) {
    if (error instanceof ImageUnreadableError || isMissing(error)) return null;
    throw error;
  }
}

/** Rekognition's word for an object that it cannot read. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && (error.cause as Error | undefined)?.name === 'InvalidS3ObjectException';
}
