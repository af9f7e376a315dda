// The beginning of a review, on the photo's row. It begins anew, without claims and votes, whenever the workflow asks again.

import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { BoundingBox } from '../domain/photo.ts';
import { setting } from '../shared/config.ts';
import { PhotoGoneError } from '../shared/errors.ts';
import { dynamoDb } from './dynamodb-client.ts';
import { photoKey, riderKey } from './riders-table.ts';
import { callService } from './service-call.ts';

/** A photo that waits for a reviewer. Times are ISO 8601. */
export interface OpenReview {
  riderId: string;
  photoId: string;
  executionArn: string;
  taskToken: string;
  reviewDueAt: string;
  now: string;
  findings: unknown[];
  reasons: string[];
  neededVotes: number;
  faceBox: BoundingBox | null;
  /** Riders whose photos are looked at beside this one. */
  resembles: string[];
}

/**
 * Notes on the photo's row that reviewers are asked; that another rider contests its face is for them to judge from now on. Throws PhotoGoneError when the row is no longer this execution's.
 */
export async function saveOpenReview(review: OpenReview): Promise<void> {
  const command = new UpdateItemCommand({
    TableName: setting('RIDERS_TABLE'),
    Key: marshall({ pk: riderKey(review.riderId), sk: photoKey(review.photoId) }),
    UpdateExpression:
      'SET #status = :inReview, openStatus = :inReview, taskToken = :taskToken, reviewDueAt = :reviewDueAt, ' +
      'findings = :findings, reasons = :reasons, updatedAt = :now, reviewOpenedAt = :now, photoId = :photoId, ' +
      'reviewKind = :check, neededVotes = :neededVotes, faceBox = :faceBox, resembles = :resembles, ' +
      'claims = :nobody, votes = :nobody, skips = :nobody, notes = if_not_exists(notes, :nobody), ' +
      'reviewVersion = if_not_exists(reviewVersion, :zero) + :one, ' +
      'reviewRevision = if_not_exists(reviewRevision, :zero) + :one REMOVE reviewDecision, handover, contestedAt, sweepAfter, remindAfter, sweeps',
    ConditionExpression: 'executionArn = :execution',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: marshall({
      ':inReview': 'in-review',
      ':taskToken': review.taskToken,
      ':reviewDueAt': review.reviewDueAt,
      ':findings': JSON.stringify(review.findings),
      ':reasons': JSON.stringify(review.reasons),
      ':now': review.now,
      ':photoId': review.photoId,
      ':check': 'check',
      ':neededVotes': review.neededVotes,
      ':faceBox': review.faceBox,
      ':resembles': review.resembles,
      ':nobody': {},
      ':zero': 0,
      ':one': 1,
      ':execution': review.executionArn,
    }),
  });
  await callService('DynamoDB UpdateItem', { ConditionalCheckFailedException: PhotoGoneError }, () =>
    dynamoDb.send(command),
  );
}
