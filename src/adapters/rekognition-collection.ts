// The collection of riders' faces: who resembles whom, and who is in it.

import {
  CreateCollectionCommand,
  DeleteFacesCommand,
  type FaceMatch as FoundFace,
  IndexFacesCommand,
  ListFacesCommand,
  ResourceAlreadyExistsException,
  SearchFacesByImageCommand,
  SearchFacesCommand,
} from '@aws-sdk/client-rekognition';
import type { FaceMatch, WorkingCopy } from '../domain/photo.ts';
import { FaceNotYetSearchableError } from '../shared/errors.ts';
import { externalImageIdOf, fromExternalImageId, toExternalImageId } from './external-image-id.ts';
import { IMAGE_ERRORS, rekognition, s3Image } from './rekognition-client.ts';
import { callService, callUnlessRefused } from './service-call.ts';

/** More faces than one rider and all look-alikes have; Rekognition gives the most alike first. */
const MAX_MATCHES = 100;

/** Faces of the collection like the largest face of the picture, from `percent` on; null when it sees no face there. */
export async function searchFacesByImage(
  collectionId: string,
  image: Pick<WorkingCopy, 'bucket' | 'key'>,
  percent: number,
): Promise<FaceMatch[] | null> {
  const command = new SearchFacesByImageCommand({
    CollectionId: collectionId,
    Image: s3Image(image),
    FaceMatchThreshold: percent,
    MaxFaces: MAX_MATCHES,
  });
  const answer = await callService('Rekognition SearchFacesByImage', IMAGE_ERRORS, async () => {
    try {
      return await rekognition.send(command);
    } catch (error) {
      if (says(error, 'InvalidParameterException', /no faces?\b/i)) return null;
      throw error;
    }
  });
  return answer === null ? null : matchesOf(answer.FaceMatches);
}

/** Other faces of the collection like this one, from `percent` on. Throws FaceNotYetSearchableError when it does not know the face yet. */
export async function searchFaces(
  collectionId: string,
  faceId: string,
  percent: number,
): Promise<FaceMatch[]> {
  const command = new SearchFacesCommand({
    CollectionId: collectionId,
    FaceId: faceId,
    FaceMatchThreshold: percent,
    MaxFaces: MAX_MATCHES,
  });
  const answer = await callService('Rekognition SearchFaces', {}, async () => {
    try {
      return await rekognition.send(command);
    } catch (error) {
      if (!says(error, 'InvalidParameterException', /not found/i)) throw error;
      throw new FaceNotYetSearchableError('The collection does not know the indexed face yet', {
        cause: error,
      });
    }
  });
  return matchesOf(answer.FaceMatches);
}

/** Makes a collection. False when it is there already. */
export async function makeCollection(collectionId: string): Promise<boolean> {
  const command = new CreateCollectionCommand({ CollectionId: collectionId });
  return callUnlessRefused('Rekognition CreateCollection', ResourceAlreadyExistsException, () =>
    rekognition.send(command),
  );
}

/** Takes the largest face of the picture into the collection under the rider; `faceId` is null, with the reasons, when it is refused. */
export async function indexFace(
  collectionId: string,
  riderId: string,
  image: WorkingCopy,
): Promise<{ faceId: string | null; reasons: string[]; modelVersion: string | null }> {
  const command = new IndexFacesCommand({
    CollectionId: collectionId,
    Image: s3Image(image),
    ExternalImageId: toExternalImageId(riderId),
    MaxFaces: 1,
    QualityFilter: 'AUTO',
  });
  const {
    FaceRecords = [],
    UnindexedFaces = [],
    FaceModelVersion,
  } = await callService('Rekognition IndexFaces', IMAGE_ERRORS, () => rekognition.send(command));
  const reasons = UnindexedFaces.flatMap(({ Reasons = [] }) => Reasons);
  return {
    faceId: FaceRecords[0]?.Face?.FaceId ?? null,
    reasons: [...new Set(reasons)],
    modelVersion: FaceModelVersion ?? null,
  };
}

/** Takes faces out of the collection; resolves with how many were there. Faces already gone are no fault. */
export async function deleteFaces(collectionId: string, faceIds: string[]): Promise<number> {
  if (faceIds.length === 0) return 0;
  const command = new DeleteFacesCommand({ CollectionId: collectionId, FaceIds: faceIds });
  const { DeletedFaces = [] } = await callService('Rekognition DeleteFaces', {}, () =>
    rekognition.send(command),
  );
  return DeletedFaces.length;
}

/** As many as one call lists, and as many as one call deletes. */
const MOST_LISTED = 4096;

/** Every face of the rider, also those that no row names. Collections cannot be asked by rider: all of it is read. */
export async function facesOfRider(collectionId: string, riderId: string): Promise<string[]> {
  const ours = externalImageIdOf(riderId);
  if (ours === undefined) return [];
  const found: string[] = [];
  let NextToken: string | undefined;
  do {
    const command: ListFacesCommand = new ListFacesCommand({
      CollectionId: collectionId,
      MaxResults: MOST_LISTED,
      ...(NextToken !== undefined && { NextToken }),
    });
    const page = await callService('Rekognition ListFaces', {}, () => rekognition.send(command));
    for (const { FaceId, ExternalImageId } of page.Faces ?? [])
      if (FaceId !== undefined && ExternalImageId === ours) found.push(FaceId);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}

function matchesOf(found: FoundFace[] = []): FaceMatch[] {
  return found.flatMap(({ Similarity = 0, Face }) =>
    Face?.FaceId === undefined
      ? []
      : [
          {
            faceId: Face.FaceId,
            riderId: fromExternalImageId(Face.ExternalImageId ?? ''),
            similarityPercent: Similarity,
          },
        ],
  );
}

// One name stands for everything that can be wrong with a request; only the message tells these cases apart.
function says(error: unknown, name: string, message: RegExp): boolean {
  return error instanceof Error && error.name === name && message.test(error.message);
}
