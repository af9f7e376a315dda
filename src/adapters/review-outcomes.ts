// How people decided what each check could not: measured values without rider and photo, which may stay when those are gone.

import { createHash } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Finding, FindingCode } from '../domain/finding.ts';
import type { ReviewDecision } from '../domain/review.ts';
import type { ReviewOutcome } from '../domain/threshold-advice.ts';
import { setting } from '../shared/config.ts';
import { queryRows } from './dynamodb-client.ts';

const KEPT_DAYS = 365;

const outcomeKey = (code: FindingCode) => `OUTCOME#${code}`;

/** One row for each finding that the photo was doubted for. */
export function outcomeRows(
  photo: { riderId: string; photoId: string },
  findings: readonly Finding[],
  decision: ReviewDecision,
  now: Date,
): TransactWriteItem[] {
  const at = now.toISOString();
  // Leads back to nothing, and keeps two photos of one moment apart.
  const mark = createHash('sha256')
    .update(`${photo.riderId}/${photo.photoId}/${at}`)
    .digest('hex')
    .slice(0, 12);
  return findings.map(({ code, status, measured, threshold }) => ({
    Put: {
      TableName: setting('RIDERS_TABLE'),
      Item: marshall(
        {
          pk: outcomeKey(code),
          sk: `${at}#${mark}`,
          band: status,
          decision,
          measured,
          threshold,
          expiresAt: Math.floor(now.getTime() / 1000) + KEPT_DAYS * 86_400,
        },
        { removeUndefinedValues: true },
      ),
    },
  }));
}

/** Every outcome of the check within a year. */
export async function outcomesOf(code: FindingCode): Promise<ReviewOutcome[]> {
  const rows = await queryRows({
    ConsistentRead: false,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: marshall({ ':pk': outcomeKey(code) }),
  });
  return rows as unknown as ReviewOutcome[];
}
