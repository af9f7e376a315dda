// Photos in the riders table: looked up by file, by rider and by age, and noted on. What the state machine writes itself is in its definition.

import { QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { SeenFile } from '../domain/duplicate-file-rule.ts';
import type { PhotoRow } from '../domain/face-claims.ts';
import type { PhotoStatus } from '../domain/photo.ts';
import { setting } from '../shared/config.ts';
import { dynamoDb, queryRows, updateRow } from './dynamodb-client.ts';
import { PHOTO_PREFIX, photoIdOf, photoKey, riderIdOf, riderKey } from './riders-table.ts';
import { callService } from './service-call.ts';

/** Every answered upload of the very same bytes, of any rider. Eventually consistent (index `byFile`). */
export async function seenFiles(sha256: string): Promise<SeenFile[]> {
  const rows = await queryRows({
    IndexName: 'byFile',
    ConsistentRead: false,
    KeyConditionExpression: 'sha256 = :sha256',
    ExpressionAttributeValues: marshall({ ':sha256': sha256 }),
  });
  return rows.map(({ pk, sk, status, sameAs }) => ({
    riderId: riderIdOf(pk as string),
    photoId: photoIdOf(sk as string),
    status: status as PhotoStatus,
    ...(typeof sameAs === 'string' && { sameAs }),
  }));
}

/** Every photo of one rider, consistently read. */
export async function photosOfRider(riderId: string): Promise<PhotoRow[]> {
  const rows = await queryRows({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :photo)',
    ProjectionExpression: 'sk, #status, claimedAt, faceId, contestedAt',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: marshall({ ':pk': riderKey(riderId), ':photo': PHOTO_PREFIX }),
  });
  return rows.map(({ sk, ...row }) => ({ ...row, photoId: photoIdOf(sk as string) }) as PhotoRow);
}

/**
 * Notes on another rider's photo that somebody claimed its face before, so that it is not approved any more. False when it is no
 * longer being checked: then it is answered, or waits for a person and will be confirmed later.
 */
export async function contestPhoto(riderId: string, photoId: string, now: string): Promise<boolean> {
  return updateRow(
    { pk: riderKey(riderId), sk: photoKey(photoId) },
    {
      UpdateExpression: 'SET contestedAt = :now',
      ConditionExpression: '#status = :processing',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: marshall({ ':now': now, ':processing': 'processing' }),
    },
  );
}

/** An approved photo is replaced by a newer one: its row goes at `expiresAt` (epoch seconds). False when it was not approved. */
export async function retirePhoto(riderId: string, photoId: string, expiresAt: number): Promise<boolean> {
  return updateRow(
    { pk: riderKey(riderId), sk: photoKey(photoId) },
    {
      UpdateExpression: 'SET #status = :replaced, expiresAt = :expiresAt REMOVE thumbnails, faceId',
      ConditionExpression: '#status IN (:approved, :replaced)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: marshall({
        ':replaced': 'replaced',
        ':approved': 'approved',
        ':expiresAt': expiresAt,
      }),
    },
  );
}

/** Photos being checked right now that were claimed after `since` (ISO 8601). Eventually consistent (index `byStatus`). */
export async function countPhotosInFlight(since: string): Promise<number> {
  let count = 0;
  let start: QueryCommandInput['ExclusiveStartKey'];
  do {
    const command = new QueryCommand({
      TableName: setting('RIDERS_TABLE'),
      IndexName: 'byStatus',
      Select: 'COUNT',
      KeyConditionExpression: 'openStatus = :processing AND updatedAt > :since',
      ExpressionAttributeValues: marshall({ ':processing': 'processing', ':since': since }),
      ...(start && { ExclusiveStartKey: start }),
    });
    const page = await callService('DynamoDB Query', {}, () => dynamoDb.send(command));
    count += page.Count ?? 0;
    start = page.LastEvaluatedKey;
  } while (start);
  return count;
}
