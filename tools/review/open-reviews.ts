// The photos that wait for a person, from the table's index of open photos.

import { DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { UsableCloud } from 'laptop-cloud/cli';
import { nameHint, UsageError } from 'laptop-cloud/cli';
import type { AnswerFinding } from '../photo/answer.ts';
import { onlooking } from '../photo/journey.ts';

export interface OpenReview {
  riderId: string;
  photoId: string;
  executionArn: string;
  /** Of the task that waits; it may be of a cloud that has stopped since. */
  taskToken: string;
  reviewDueAt: string;
  /** When the rules gave up. */
  askedAt: string;
  reasons: string[];
  findings: AnswerFinding[];
}

/** Oldest first. */
export async function openReviews(cloud: UsableCloud): Promise<OpenReview[]> {
  const dynamoDb = new DynamoDBClient(onlooking(cloud));
  const TableName = cloud.stack.outputs['RidersTable'];
  try {
    const reviews: OpenReview[] = [];
    let ExclusiveStartKey: Record<string, never> | undefined;
    do {
      const page = await dynamoDb.send(
        new QueryCommand({
          TableName,
          IndexName: 'byStatus',
          KeyConditionExpression: 'openStatus = :inReview',
          ExpressionAttributeValues: { ':inReview': { S: 'in-review' } },
          ExclusiveStartKey,
        }),
      );
      for (const { pk, sk } of page.Items ?? []) {
        const { Item } = await dynamoDb.send(
          new GetItemCommand({ TableName, Key: { pk: pk!, sk: sk! }, ConsistentRead: true }),
        );
        const row = Item ? unmarshall(Item) : {};
        // Answered since the index was read.
        if (row['taskToken'] !== undefined) reviews.push(reviewOf(row));
      }
      ExclusiveStartKey = page.LastEvaluatedKey as typeof ExclusiveStartKey;
    } while (ExclusiveStartKey);
    return reviews;
  } finally {
    dynamoDb.destroy();
  }
}

/** By a photo id or its beginning. Throws UsageError for none and for several. */
export function findReview(
  reviews: readonly OpenReview[],
  photo: string,
  riderId: string | undefined,
): OpenReview {
  const ofRider = reviews.filter((review) => riderId === undefined || review.riderId === riderId);
  const exact = ofRider.filter(({ photoId }) => photoId === photo);
  const found = exact.length > 0 ? exact : ofRider.filter(({ photoId }) => photoId.startsWith(photo));
  const [review, ...others] = found;
  if (!review) {
    const of = riderId === undefined ? '' : ` of ${riderId}`;
    throw new UsageError(
      `no open review of photo ${photo}${of}; ${nameHint(
        photo,
        reviews.map(({ photoId }) => photoId),
      )}`,
    );
  }
  if (others.length > 0) {
    const which = found.map((each) => `${each.photoId} of ${each.riderId}`).join(', ');
    throw new UsageError(
      `${found.length} open reviews are meant by ${photo}: ${which}; give more of the id, or --rider`,
    );
  }
  return review;
}

function reviewOf(row: Record<string, unknown>): OpenReview {
  const text = (name: string): string => String(row[name] ?? '');
  return {
    riderId: text('pk').replace(/^RIDER#/, ''),
    photoId: text('sk').replace(/^PHOTO#/, ''),
    executionArn: text('executionArn'),
    taskToken: text('taskToken'),
    reviewDueAt: text('reviewDueAt'),
    askedAt: text('updatedAt'),
    reasons: JSON.parse(text('reasons') || '[]') as string[],
    findings: JSON.parse(text('findings') || '[]') as AnswerFinding[],
  };
}
