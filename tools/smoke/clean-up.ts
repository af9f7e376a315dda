// Takes away everything that a smoke test left in a stack: faces, every version of every object, rows.

import { DeleteItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { DeleteFacesCommand, SearchFacesByImageCommand } from '@aws-sdk/client-rekognition';
import {
  DeleteObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
} from '@aws-sdk/client-s3';
import { toExternalImageId } from '../../src/adapters/external-image-id.ts';
import { riderKey } from '../../src/adapters/riders-table.ts';
import type { Clients } from './clients.ts';
import type { StackOutputs } from './deployed-stack.ts';
import { SMOKE_PREFIX } from './rider.ts';

export interface Leavings {
  outputs: StackOutputs;
  riderId: string;
  picture: Buffer;
  /** Noted in the row; undefined where no row came that far. */
  faceId: string | undefined;
}

export interface CleanedUp {
  faces: number;
  objects: number;
  rows: number;
}

/** Deletes in this order, so that what fails leaves something to find the rest by. Refuses a rider who is not a test's. */
export async function cleanUp(clients: Clients, leavings: Leavings): Promise<CleanedUp> {
  if (!leavings.riderId.startsWith(SMOKE_PREFIX))
    throw new Error(`${leavings.riderId} is a real rider's id: nothing is deleted`);
  const faces = await removeFaces(clients.rekognition, leavings);
  const objects = await removeObjects(clients.s3, leavings);
  const rows = await removeRows(clients.dynamoDb, leavings);
  return { faces, objects, rows };
}

/** The face that the row names, and any that was indexed without one. */
async function removeFaces(
  rekognition: Clients['rekognition'],
  { outputs, riderId, picture, faceId }: Leavings,
): Promise<number> {
  const CollectionId = outputs.FaceCollection;
  const { FaceMatches = [] } = await rekognition
    .send(
      new SearchFacesByImageCommand({
        CollectionId,
        Image: { Bytes: picture },
        FaceMatchThreshold: 90,
        MaxFaces: 1000,
      }),
    )
    .catch((error: Error) => {
      // No face in it, or no picture: then none was indexed.
      if (REFUSALS.has(error.name)) return { FaceMatches: [] };
      throw error;
    });
  const own = FaceMatches.flatMap(({ Face }) =>
    Face?.ExternalImageId === toExternalImageId(riderId) ? (Face.FaceId ?? []) : [],
  );
  const FaceIds = [...new Set([...own, ...(faceId ? [faceId] : [])])];
  if (FaceIds.length === 0) return 0;
  const { DeletedFaces = [] } = await rekognition.send(new DeleteFacesCommand({ CollectionId, FaceIds }));
  return DeletedFaces.length;
}

const REFUSALS = new Set([
  'InvalidParameterException',
  'InvalidImageFormatException',
  'ImageTooLargeException',
]);

/** Below every folder of the bucket: what a rider's photo becomes lies in `<folder>/<riderId>/`. */
async function removeObjects(s3: Clients['s3'], { outputs, riderId }: Leavings): Promise<number> {
  const Bucket = outputs.PhotosBucket;
  const { CommonPrefixes = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));
  let count = 0;
  for (const { Prefix: folder } of CommonPrefixes) {
    for (;;) {
      const Prefix = `${folder}${riderId}/`;
      const { Versions = [], DeleteMarkers = [] } = await s3.send(
        new ListObjectVersionsCommand({ Bucket, Prefix }),
      );
      const Objects = [...Versions, ...DeleteMarkers].map(
        ({ Key, VersionId }): ObjectIdentifier => ({ Key: Key!, VersionId: VersionId! }),
      );
      if (Objects.length === 0) break;
      const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      if (Errors.length > 0) throw new Error(`${Errors[0]!.Key} cannot be deleted: ${Errors[0]!.Message}`);
      count += Objects.length;
    }
  }
  return count;
}

async function removeRows(dynamoDb: Clients['dynamoDb'], { outputs, riderId }: Leavings): Promise<number> {
  const TableName = outputs.RidersTable;
  const { Items = [] } = await dynamoDb.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: riderKey(riderId) } },
      ProjectionExpression: 'pk, sk',
      ConsistentRead: true,
    }),
  );
  for (const { pk, sk } of Items)
    await dynamoDb.send(new DeleteItemCommand({ TableName, Key: { pk: pk!, sk: sk! } }));
  return Items.length;
}
