// What is open, in numbers and moments: of no row more is read than that, and the role could read no more.

import { marshall } from '@aws-sdk/util-dynamodb';
import { queryRows } from './dynamodb-client.ts';

export interface OpenReviews {
  waiting: number;
  /** ISO 8601; null where none waits. */
  oldestOpenedAt: string | null;
  nextDueAt: string | null;
}

export async function openReviews(): Promise<OpenReviews> {
  const rows = await queryRows({
    IndexName: 'byStatus',
    ConsistentRead: false,
    Select: 'SPECIFIC_ATTRIBUTES',
    ProjectionExpression: 'updatedAt, reviewOpenedAt, reviewDueAt, reviewKind',
    KeyConditionExpression: 'openStatus = :inReview',
    ExpressionAttributeValues: marshall({ ':inReview': 'in-review' }),
  });
  // An appeal is a review of its own, which began when the row last changed hands.
  const opened = rows.map(({ reviewKind, reviewOpenedAt, updatedAt }) =>
    String(reviewKind === 'appeal' ? updatedAt : (reviewOpenedAt ?? updatedAt)),
  );
  const due = rows.flatMap(({ reviewDueAt }) => (reviewDueAt === undefined ? [] : String(reviewDueAt)));
  return { waiting: rows.length, oldestOpenedAt: earliest(opened), nextDueAt: earliest(due) };
}

const earliest = (times: readonly string[]): string | null => times.toSorted()[0] ?? null;
