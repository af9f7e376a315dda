// Rows of uploads that got lost on their way: made where there is none, taken away where no file ever came.

import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { setting } from '../shared/config.ts';
import { dynamoDb, readRow, transact, updateRow } from './dynamodb-client.ts';
import { PROFILE, photoKey, riderKey } from './riders-table.ts';
import { callService } from './service-call.ts';

export interface PhotoId {
  riderId: string;
  photoId: string;
}

/** Takes the row away of a file that never came, once its form's hour is over. */
export async function forgetAwaited(photo: PhotoId, now: Date): Promise<boolean> {
  const failed = await transact([
    {
      Delete: {
        TableName: setting('RIDERS_TABLE'),
        Key: marshall(keyOf(photo)),
        ConditionExpression: 'openStatus = :awaited AND expiresAt <= :now',
        ExpressionAttributeValues: marshall({
          ':awaited': 'awaiting-upload',
          ':now': Math.floor(now.getTime() / 1000),
        }),
      },
    },
  ]);
  return failed.size === 0;
}

/** As many as one BatchGetItem takes. */
const PAGE = 100;

/** Which of these photos have a row, as `riderId/photoId`. A moment late. */
export async function knownPhotos(photos: readonly PhotoId[]): Promise<Set<string>> {
  const table = setting('RIDERS_TABLE');
  const known = new Set<string>();
  for (let at = 0; at < photos.length; at += PAGE) {
    let keys = photos.slice(at, at + PAGE).map((photo) => marshall(keyOf(photo)));
    while (keys.length > 0) {
      const command = new BatchGetItemCommand({
        RequestItems: { [table]: { Keys: keys, ProjectionExpression: 'pk, sk' } },
      });
      const { Responses, UnprocessedKeys } = await callService('DynamoDB BatchGetItem', {}, () =>
        dynamoDb.send(command),
      );
      for (const item of Responses?.[table] ?? []) known.add(`${item['pk']?.S} ${item['sk']?.S}`);
      keys = UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return new Set(
    photos
      .filter((photo) => known.has(Object.values(keyOf(photo)).join(' ')))
      .map(({ riderId, photoId }) => `${riderId}/${photoId}`),
  );
}

/**
 * Makes the row of an upload that has none, as if it were awaited. `forgotten`: its rider may have none any more; `known`: somebody
 * was faster.
 */
export async function expectUpload(
  photo: PhotoId,
  sentAt: Date,
  keptUntil: Date,
): Promise<'done' | 'known' | 'forgotten'> {
  const TableName = setting('RIDERS_TABLE');
  const key = keyOf(photo);
  const failed = await transact([
    {
      Put: {
        TableName,
        Item: marshall({
          ...key,
          status: 'awaiting-upload',
          openStatus: 'awaiting-upload',
          requestedAt: sentAt.toISOString(),
          updatedAt: sentAt.toISOString(),
          expiresAt: Math.floor(keptUntil.getTime() / 1000),
        }),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    {
      ConditionCheck: {
        TableName,
        Key: marshall({ pk: key.pk, sk: PROFILE }),
        ConditionExpression: 'attribute_not_exists(forgottenAt)',
      },
    },
  ]);
  if (failed.has(1)) return 'forgotten';
  return failed.has(0) ? 'known' : 'done';
}

const CURSOR = { pk: 'SWEEP', sk: 'UPLOADS' };

/** Where the walk through the bucket goes on. */
export async function readCursor(): Promise<string | undefined> {
  return (await readRow(CURSOR))?.['after'] as string | undefined;
}

export async function saveCursor(after: string | undefined): Promise<void> {
  await updateRow(
    CURSOR,
    after === undefined
      ? { UpdateExpression: 'REMOVE #after', ExpressionAttributeNames: { '#after': 'after' } }
      : {
          UpdateExpression: 'SET #after = :after',
          ExpressionAttributeNames: { '#after': 'after' },
          ExpressionAttributeValues: marshall({ ':after': after }),
        },
  );
}

const keyOf = ({ riderId, photoId }: PhotoId) => ({ pk: riderKey(riderId), sk: photoKey(photoId) });
