// What one reviewer did, from the audit of all photos (index `byReviewer`, a moment late).

import { marshall } from '@aws-sdk/util-dynamodb';
import { queryRows } from './dynamodb-client.ts';
import { riderIdOf } from './riders-table.ts';

export interface ReviewerAct {
  riderId: string;
  photoId: string;
  act: string;
  at: string;
  decision?: string;
  reason?: string;
  isContent?: boolean;
}

/** The newest first. Acts on photos of riders who were forgotten are left out. */
export async function actsOfReviewer(sub: string, since: Date): Promise<ReviewerAct[]> {
  const rows = await queryRows({
    IndexName: 'byReviewer',
    ConsistentRead: false,
    ScanIndexForward: false,
    KeyConditionExpression: 'reviewer = :sub AND actedAt > :since',
    ExpressionAttributeValues: marshall({ ':sub': sub, ':since': since.toISOString() }),
  });
  return rows
    .filter(({ photo }) => photo !== undefined)
    .map(({ pk, photo, actedAt, ...row }) => ({
      ...(row as { act: string; decision?: string; reason?: string; isContent?: boolean }),
      riderId: riderIdOf(pk as string),
      photoId: photo as string,
      at: actedAt as string,
    }));
}
