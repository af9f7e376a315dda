// The riders' table as the sweep sees it: photos that are open, oldest first, each taken up by one run of the sweep and no other.
// `sweepAfter` and, of reviews, `remindAfter` say when the sweep may look at a photo again; whoever writes one first has the photo.

import { QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type Past, readPast } from '../domain/photo-past.ts';
import { setting } from '../shared/config.ts';
import { type Change, dynamoDb, type Row, readRow, updateRow } from './dynamodb-client.ts';
import { photoIdOf, photoKey, riderIdOf, riderKey } from './riders-table.ts';
import { callService } from './service-call.ts';

export type OpenStatus = 'awaiting-upload' | 'processing' | 'in-review' | 'decided' | 'rechecked' | 'untold';
type Lease = 'sweepAfter' | 'remindAfter';

const leaseOf = (openStatus: OpenStatus): Lease =>
  openStatus === 'in-review' ? 'remindAfter' : 'sweepAfter';

/** A photo's row, and when the sweep saw it. Times are ISO 8601. */
export interface OpenPhoto {
  riderId: string;
  photoId: string;
  openStatus: OpenStatus;
  updatedAt: string;
  executionArn?: string;
  /** The execution before, where the sweep has named the next one. */
  sweptFrom?: string;
  /** What that one shall be told that the one before was not. */
  sweptAppeal?: { decision: string; decidedBy: string };
  /** How often the sweep has taken it up. */
  sweeps?: number;
  sweepAfter?: string;
  remindAfter?: string;
  status?: string;
  bucket?: string;
  key?: string;
  versionId?: string;
  size?: number;
  expiresAt?: number;
  claimedAt?: string;
  past?: Past | undefined;
  reasons?: string;
  reviewKind?: string;
  reviewDueAt?: string;
  reviewDecision?: { decision: string; by: string[]; at: string };
  fault?: string;
  /** Version of the thresholds by which a recheck may give it another answer, and since when. */
  recheckedFor?: string;
  recheckedAt?: string;
}

const PAGE = 100;

/** Photos of that status that were last changed before a moment and that no run has, oldest first; a moment late. */
export async function* openPhotos(
  openStatus: OpenStatus,
  before: Date,
  now: Date,
): AsyncGenerator<OpenPhoto> {
  const lease = leaseOf(openStatus);
  let start: QueryCommandInput['ExclusiveStartKey'];
  do {
    const { Items = [], LastEvaluatedKey } = await query({
      KeyConditionExpression: 'openStatus = :status AND updatedAt <= :before',
      FilterExpression: `attribute_not_exists(${lease}) OR ${lease} <= :now`,
      ExpressionAttributeValues: marshall({
        ':status': openStatus,
        ':before': before.toISOString(),
        ':now': now.toISOString(),
      }),
      Limit: PAGE,
      ...(start && { ExclusiveStartKey: start }),
    });
    for (const item of Items) yield photoOf(unmarshall(item));
    start = LastEvaluatedKey;
  } while (start);
}

/** The oldest photos of that status, whoever has them; a hundred at most. */
export async function oldestPhotos(openStatus: OpenStatus, most = 1): Promise<OpenPhoto[]> {
  const { Items = [] } = await query({
    KeyConditionExpression: 'openStatus = :status',
    ExpressionAttributeValues: marshall({ ':status': openStatus }),
    Limit: most,
  });
  return Items.map((item) => photoOf(unmarshall(item)));
}

async function query(input: Omit<QueryCommandInput, 'TableName' | 'IndexName'>) {
  const command = new QueryCommand({ ...input, TableName: setting('RIDERS_TABLE'), IndexName: 'byStatus' });
  return callService('DynamoDB Query', {}, () => dynamoDb.send(command));
}

/** The photo as it is now; undefined where it has another status by now. */
export async function readOpen({ riderId, photoId, openStatus }: OpenPhoto): Promise<OpenPhoto | undefined> {
  const row = await readRow(keyOf({ riderId, photoId }));
  return row?.['openStatus'] === openStatus ? photoOf(row) : undefined;
}

/** Takes the photo up until a moment. False when another run has it, or it has changed. `set`: what else is noted on its row. */
export async function takeUp(
  photo: OpenPhoto,
  until: Date,
  now: Date,
  set: Pick<OpenPhoto, 'sweeps' | 'expiresAt'> = {},
): Promise<boolean> {
  const lease = leaseOf(photo.openStatus);
  const values: Record<string, unknown> = { ...set, [lease]: until.toISOString() };
  const names = Object.keys(values);
  return change(photo, {
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
    ConditionExpression: `(attribute_not_exists(#${lease}) OR #${lease} <= :now) AND openStatus = :wasStatus AND updatedAt = :wasUpdated`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: marshall({
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
      ':now': now.toISOString(),
      ...was(photo),
    }),
  });
}

/** What this run has taken up is done: it is left alone until another moment. */
export async function leaveUntil(photo: OpenPhoto, taken: Date, until: Date): Promise<boolean> {
  const lease = leaseOf(photo.openStatus);
  return change(photo, {
    UpdateExpression: `SET ${lease} = :until`,
    ConditionExpression: `${lease} = :taken AND openStatus = :wasStatus AND updatedAt = :wasUpdated`,
    ExpressionAttributeValues: marshall({
      ':until': until.toISOString(),
      ':taken': taken.toISOString(),
      ...was(photo),
    }),
  });
}

/** Longer than WithdrawPhoto runs (its Timeout in the template). */
const WITHDRAWAL_MS = 60_000;

/**
 * Makes the photo that of an execution which is started next. From then on the one before can write nothing any more, and takes
 * nothing away. False when somebody was faster, and while the one before may be taking away what it made.
 */
export async function handOver(
  photo: OpenPhoto,
  next: { executionArn: string; from: string | undefined; appeal?: OpenPhoto['sweptAppeal'] },
  now: Date,
): Promise<boolean> {
  const { executionArn, from, appeal } = next;
  const sets = [
    'executionArn = :next, #status = :processing, openStatus = :processing, updatedAt = :now',
    ...(from === undefined ? [] : ['sweptFrom = :from']),
    ...(appeal === undefined ? [] : ['sweptAppeal = :appeal']),
  ];
  return change(photo, {
    UpdateExpression: `SET ${sets.join(', ')} REMOVE taskToken, sweepAfter, remindAfter`,
    ConditionExpression: `openStatus = :wasStatus AND updatedAt = :wasUpdated AND (attribute_not_exists(withdrawingAt) OR withdrawingAt < :withdrawn) AND ${photo.executionArn === undefined ? 'attribute_not_exists(executionArn)' : 'executionArn = :wasExecution'}`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: marshall({
      ':withdrawn': new Date(now.getTime() - WITHDRAWAL_MS).toISOString(),
      ':next': executionArn,
      ':processing': 'processing',
      ':now': now.toISOString(),
      ...(from !== undefined && { ':from': from }),
      ...(appeal !== undefined && { ':appeal': appeal }),
      ...(photo.executionArn !== undefined && { ':wasExecution': photo.executionArn }),
      ...was(photo),
    }),
  });
}

/** Nothing more is tried: the photo has failed, which nobody was told yet. Its row stays until `keptUntil`. */
export async function giveUp(photo: OpenPhoto, fault: string, now: Date, keptUntil: Date): Promise<boolean> {
  return change(photo, {
    UpdateExpression:
      'SET #status = :failed, openStatus = :untold, fault = :fault, updatedAt = :now, expiresAt = :expiresAt ' +
      'REMOVE taskToken, reviewDueAt, sweepAfter, remindAfter',
    ConditionExpression: 'openStatus = :wasStatus AND updatedAt = :wasUpdated',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: marshall({
      ':failed': 'failed',
      ':untold': 'untold',
      ':fault': fault,
      ':now': now.toISOString(),
      ':expiresAt': Math.floor(keptUntil.getTime() / 1000),
      ...was(photo),
    }),
  });
}

/** Operators and listeners were told: the photo is open no more. */
export async function closeUntold(photo: OpenPhoto): Promise<boolean> {
  return change(photo, {
    UpdateExpression: 'REMOVE openStatus, sweepAfter',
    ConditionExpression: 'openStatus = :wasStatus AND updatedAt = :wasUpdated',
    ExpressionAttributeValues: marshall(was(photo)),
  });
}

/** No other answer comes of the recheck: the photo keeps the one that it has, and the next recheck may try again. */
export async function closeRecheck(photo: OpenPhoto): Promise<boolean> {
  return change(photo, {
    UpdateExpression: 'REMOVE openStatus, recheckedFor, recheckedAt, sweepAfter, sweeps',
    ConditionExpression: 'openStatus = :wasStatus AND updatedAt = :wasUpdated',
    ExpressionAttributeValues: marshall(was(photo)),
  });
}

const change = (photo: OpenPhoto, how: Change): Promise<boolean> => updateRow(keyOf(photo), how);

const keyOf = ({ riderId, photoId }: { riderId: string; photoId: string }) => ({
  pk: riderKey(riderId),
  sk: photoKey(photoId),
});

const was = ({ openStatus, updatedAt }: OpenPhoto) => ({
  ':wasStatus': openStatus,
  ':wasUpdated': updatedAt,
});

function photoOf({ pk, sk, ...row }: Row): OpenPhoto {
  return {
    ...(row as unknown as OpenPhoto),
    riderId: riderIdOf(String(pk)),
    photoId: photoIdOf(String(sk)),
    past: readPast(row['startedWith']),
  };
}
