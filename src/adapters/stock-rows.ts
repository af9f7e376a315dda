// The photos of the riders' table that have their answer, read segment by segment: the stock of a recheck, and of a new collection.

import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { RECHECKED_STATUSES, type StockLine } from '../domain/recheck.ts';
import { setting } from '../shared/config.ts';
import { dynamoDb } from './dynamodb-client.ts';
import { PHOTO_PREFIX, photoIdOf } from './riders-table.ts';
import { callService } from './service-call.ts';

/** Where a reading goes on: the keys of the row that was read last. */
export interface Place {
  pk: string;
  sk: string;
}

type Item = Record<string, AttributeValue>;

const STATUSES = Object.fromEntries(RECHECKED_STATUSES.map((status) => [`:${status}`, status]));

/** One page of one of `segments` parts of the table, each photo as a line of JSON. Repeats of an earlier answer have no findings of their own, and are left out. */
export async function stockPage(
  { segment, segments }: { segment: number; segments: number },
  from: Place | null,
): Promise<{ lines: string[]; next: Place | null }> {
  const command = new ScanCommand({
    TableName: setting('RIDERS_TABLE'),
    Segment: segment,
    TotalSegments: segments,
    ProjectionExpression: 'sk, #status, decidedBy, measures',
    FilterExpression: `begins_with(sk, :photo) AND #status IN (${Object.keys(STATUSES).join(', ')}) AND attribute_exists(findings)`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: marshall({ ':photo': PHOTO_PREFIX, ...STATUSES }),
    ...(from && { ExclusiveStartKey: marshall(from) }),
  });
  const { Items = [], LastEvaluatedKey } = await callService('DynamoDB Scan', {}, () =>
    dynamoDb.send(command),
  );
  return { lines: Items.map(stockLine), next: LastEvaluatedKey ? placeOf(LastEvaluatedKey) : null };
}

function placeOf({ pk, sk }: Item): Place {
  return { pk: pk!.S!, sk: sk!.S! };
}

/** The StockLine of a row, as JSON. By hand: its measures are JSON already, and reading them takes longer than all the rest. */
export function stockLine({ sk, status, decidedBy, measures }: Item): string {
  const photo: Omit<StockLine, 'measures'> = {
    photoId: photoIdOf(sk!.S!),
    status: status!.S as StockLine['status'],
    isByPeople: decidedBy?.S !== undefined && decidedBy.S !== 'rules',
  };
  return `${JSON.stringify(photo).slice(0, -1)},"measures":${measures?.S ?? 'null'}}`;
}
