// Everything that the riders' table holds of one rider, and how it goes.

import {
  BatchWriteItemCommand,
  PutItemCommand,
  type TransactWriteItem,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { refusalOf } from '../domain/erasure.ts';
import { setting } from '../shared/config.ts';
import { DependencyThrottledError } from '../shared/errors.ts';
import { dynamoDb, queryRows, type Row, transact, updateRow } from './dynamodb-client.ts';
import { forgottenAudit } from './review-rows.ts';
import { PROFILE, photoKey, REVIEW_PREFIX, riderKey } from './riders-table.ts';
import { callService } from './service-call.ts';

/** Every row: profile, photos, consents, audit. Not the refusal of a rider who was forgotten: it says nothing of them. */
export async function rowsOfRider(riderId: string): Promise<Row[]> {
  const rows = await queryRows({
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: marshall({ ':pk': riderKey(riderId) }),
  });
  return rows.filter((row) => !isRefusal(row));
}

/** The mark that an erasure itself set on the profile of a rider who had none. */
export const isMark = (row: Row): boolean =>
  row.sk === PROFILE && Object.keys(row).every((name) => ['pk', 'sk', 'forgottenAt'].includes(name));

const OF_REFUSAL = ['pk', 'sk', 'forgottenAt', 'expiresAt'];
const isRefusal = (row: Row) =>
  row.sk === PROFILE &&
  OF_REFUSAL.every((name) => name in row) &&
  Object.keys(row).length === OF_REFUSAL.length;

/** Closes the photo's ticket, and takes the row off the lists of open photos. False where there is no row. */
export async function closePhoto(riderId: string, photoId: string, now: Date): Promise<boolean> {
  return updateRow(
    { pk: riderKey(riderId), sk: photoKey(photoId) },
    {
      UpdateExpression:
        'SET #status = :erased, updatedAt = :now, reviewDueAt = :now REMOVE openStatus, taskToken, claims, handover, reviewDecision, appeal, notes',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: marshall({ ':erased': 'erased', ':now': now.toISOString() }),
    },
  );
}

const MOST_OF_A_BATCH = 25;

/**
 * Deletes the rows. Of the audit stays who did what and when, and of the profile that it refuses uploads: a queue may bring one for
 * weeks.
 */
export async function eraseRows(riderId: string, rows: readonly Row[], now: Date): Promise<number> {
  const audits = rows.filter(({ sk }) => String(sk).startsWith(REVIEW_PREFIX));
  const others = rows.filter((row) => !audits.includes(row) && row.sk !== PROFILE);
  for (const audit of audits) await reduceAudit(audit);
  for (let at = 0; at < others.length; at += MOST_OF_A_BATCH)
    await deleteBatch(others.slice(at, at + MOST_OF_A_BATCH));
  await refuse(riderId, now);
  return rows.length;
}

/** Takes the place of the profile in one write: there is no moment without either. */
async function refuse(riderId: string, now: Date): Promise<void> {
  const command = new PutItemCommand({
    TableName: setting('RIDERS_TABLE'),
    Item: marshall({ pk: riderKey(riderId), sk: PROFILE, ...refusalOf(now) }),
  });
  await callService('DynamoDB PutItem', {}, () => dynamoDb.send(command));
}

/** Both or none: an audit is neither lost nor found twice. */
async function reduceAudit(audit: Row): Promise<void> {
  const TableName = setting('RIDERS_TABLE');
  const items: TransactWriteItem[] = [
    { Put: { TableName, Item: marshall(forgottenAudit(audit), { removeUndefinedValues: true }) } },
    { Delete: { TableName, Key: keyOf(audit) } },
  ];
  await transact(items);
}

async function deleteBatch(rows: readonly Row[]): Promise<void> {
  const table = setting('RIDERS_TABLE');
  const requests = rows.map((row): WriteRequest => ({ DeleteRequest: { Key: keyOf(row) } }));
  const command = new BatchWriteItemCommand({ RequestItems: { [table]: requests } });
  const { UnprocessedItems = {} } = await callService('DynamoDB BatchWriteItem', {}, () =>
    dynamoDb.send(command),
  );
  if (Object.keys(UnprocessedItems).length > 0)
    throw new DependencyThrottledError('DynamoDB BatchWriteItem left rows undeleted');
}

const keyOf = ({ pk, sk }: Row) => marshall({ pk, sk });
