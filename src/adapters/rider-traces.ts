// Everything that the riders' table holds of one rider, and how it goes.

import { BatchWriteItemCommand, type TransactWriteItem, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { setting } from '../shared/config.ts';
import { DependencyThrottledError } from '../shared/errors.ts';
import { dynamoDb, queryRows, type Row, transact, updateRow } from './dynamodb-client.ts';
import { forgottenAudit } from './review-rows.ts';
import { PROFILE, photoKey, REVIEW_PREFIX, riderKey } from './riders-table.ts';
import { callService } from './service-call.ts';

/** Every row: profile, photos, consents, audit. */
export async function rowsOfRider(riderId: string): Promise<Row[]> {
  return queryRows({
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: marshall({ ':pk': riderKey(riderId) }),
  });
}

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

/** Deletes the rows, the profile last: it refuses uploads until then. Of the audit stays who did what and when. */
export async function eraseRows(rows: readonly Row[]): Promise<number> {
  const audits = rows.filter(({ sk }) => String(sk).startsWith(REVIEW_PREFIX));
  const profile = rows.filter(({ sk }) => sk === PROFILE);
  const others = rows.filter((row) => !audits.includes(row) && !profile.includes(row));
  for (const audit of audits) await reduceAudit(audit);
  for (let at = 0; at < others.length; at += MOST_OF_A_BATCH)
    await deleteBatch(others.slice(at, at + MOST_OF_A_BATCH));
  if (profile.length > 0) await deleteBatch(profile);
  return rows.length;
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
