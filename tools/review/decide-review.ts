// A person's decision on the photo's row, where the review desk's own decisions stand: whoever is first decides. The count of votes
// hands it to the execution that waits.

import { ConditionalCheckFailedException, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type UsableCloud, UsageError } from 'laptop-cloud/cli';
import type { OpenReview } from './open-reviews.ts';

/** Throws UsageError when it is decided already, or nobody waits for it any more. */
export async function decideReview(
  cloud: UsableCloud,
  { riderId, photoId, taskToken }: OpenReview,
  { decision, reviewer, reason }: { decision: string; reviewer: string; reason?: string },
): Promise<void> {
  const dynamoDb = new DynamoDBClient(cloud.clientConfig);
  const sqs = new SQSClient(cloud.clientConfig);
  try {
    await dynamoDb.send(
      new UpdateItemCommand({
        TableName: cloud.stack.outputs['RidersTable'],
        Key: marshall({ pk: `RIDER#${riderId}`, sk: `PHOTO#${photoId}` }),
        UpdateExpression:
          'SET reviewDecision = :decision, openStatus = :decided, claims = :nobody ADD reviewRevision :one',
        ConditionExpression:
          '#status = :inReview AND taskToken = :token AND attribute_not_exists(reviewDecision)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: marshall({
          ':decision': {
            decision,
            at: new Date().toISOString(),
            by: [reviewer],
            ...(reason !== undefined && { reason }),
          },
          ':decided': 'decided',
          ':inReview': 'in-review',
          ':token': taskToken,
          ':nobody': {},
          ':one': 1,
        }),
      }),
    );
    const MessageBody = JSON.stringify({ riderId, photoId });
    await sqs.send(new SendMessageCommand({ QueueUrl: cloud.stack.outputs['VotesQueue'], MessageBody }));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw new UsageError(`the review of ${photoId} is over: it was answered, or has expired`, {
      cause: error,
    });
  } finally {
    dynamoDb.destroy();
    sqs.destroy();
  }
}
