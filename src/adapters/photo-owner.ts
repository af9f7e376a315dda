// Whose a photo is: its row names the execution that claimed it, or that the sweep has handed it to. An execution that is redriven by
// hand may find that the photo is another one's by now.

import { marshall } from '@aws-sdk/util-dynamodb';
import type { Upload } from '../domain/photo.ts';
import { setting } from '../shared/config.ts';
import { PhotoGoneError } from '../shared/errors.ts';
import { readRow, refusedUpdate } from './dynamodb-client.ts';
import { photoKey, riderKey } from './riders-table.ts';

type PhotoId = Pick<Upload, 'riderId' | 'photoId'>;

const keyOf = ({ riderId, photoId }: PhotoId) => ({ pk: riderKey(riderId), sk: photoKey(photoId) });

/** Throws PhotoGoneError for a photo that another execution has. */
export async function needOwner(photo: PhotoId, executionArn: string): Promise<void> {
  const row = await readRow(keyOf(photo));
  if (row && row['executionArn'] !== executionArn)
    throw new PhotoGoneError('The photo is another execution’s by now');
}

/**
 * Notes that an execution begins to take away what was made of a photo: for as long as that may take, the sweep hands the photo to no
 * other. True for the photo's own execution, for a photo that has no row any more (an erasure may have missed what came late), and for
 * one that another execution has answered without approving it: nothing made of it may be there.
 */
export async function beginWithdrawal(photo: PhotoId, executionArn: string, now: Date): Promise<boolean> {
  const refused = await refusedUpdate({
    TableName: setting('RIDERS_TABLE'),
    Key: marshall(keyOf(photo)),
    UpdateExpression: 'SET withdrawingAt = :now',
    ConditionExpression:
      'executionArn = :execution OR attribute_not_exists(openStatus) AND #status IN (:retake, :rejected, :expired, :failed)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: marshall({
      ':now': now.toISOString(),
      ':execution': executionArn,
      ':retake': 'retake',
      ':rejected': 'rejected',
      ':expired': 'expired',
      ':failed': 'failed',
    }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  return refused === undefined || refused.Item === undefined;
}
