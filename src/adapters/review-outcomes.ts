// How people decided what each check could not: measured values without rider and photo, which may stay when those are gone.

import { createHash } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Finding, FindingCode } from '../domain/finding.ts';
import type { ReviewOutcome } from '../domain/threshold-advice.ts';
import { setting } from '../shared/config.ts';
import { queryRows } from './dynamodb-client.ts';

const KEPT_DAYS = 365;

const outcomeKey = (code: FindingCode) => `OUTCOME#${code}`;

interface PhotoOf {
  riderId: string;
  photoId: string;
}

/** One row for each finding that the photo was doubted for. */
export function outcomeRows(
  photo: PhotoOf,
  findings: readonly Finding[],
  outcome: Pick<ReviewOutcome, 'decision' | 'minutes' | 'agreed'>,
  now: Date,
): TransactWriteItem[] {
  return findings.map(({ code, status, measured, threshold }) =>
    rowOf(photo, code, { ...outcome, band: status, measured, threshold }, now),
  );
}

/** One row for each reason of a photo that somebody skipped. */
export function skipRows(
  photo: PhotoOf,
  codes: readonly FindingCode[],
  reason: string,
  now: Date,
): TransactWriteItem[] {
  return codes.map((code) => rowOf(photo, code, { skipped: reason }, now));
}

function rowOf({ riderId, photoId }: PhotoOf, code: FindingCode, values: object, now: Date) {
  const at = now.toISOString();
  // Leads back to nothing, and keeps two photos of one moment apart.
  const mark = createHash('sha256').update(`${riderId}/${photoId}/${at}`).digest('hex').slice(0, 12);
  const expiresAt = Math.floor(now.getTime() / 1000) + KEPT_DAYS * 86_400;
  return {
    Put: {
      TableName: setting('RIDERS_TABLE'),
      Item: marshall(
        { pk: outcomeKey(code), sk: `${at}#${mark}`, expiresAt, ...values },
        { removeUndefinedValues: true },
      ),
    },
  };
}

/** Every outcome of the check within a year, and how often it was skipped. */
export async function outcomesOf(code: FindingCode): Promise<{ decided: ReviewOutcome[]; skips: number }> {
  const rows = await queryRows({
    ConsistentRead: false,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: marshall({ ':pk': outcomeKey(code) }),
  });
  const decided = rows.filter(({ decision }) => decision !== undefined);
  return { decided: decided as unknown as ReviewOutcome[], skips: rows.length - decided.length };
}
