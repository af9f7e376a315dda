// Whether there is anything of a rider, so that a slip of the pen is no erasure.

import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { riderPrefixes } from '../../src/domain/derived-keys.ts';
import type { ForgetClients } from './clients.ts';
import type { ForgetOutputs } from './stack.ts';

/** A row, a file in any version, or a link from a person. Faces alone are found by an erasure only: it reads every one. */
export async function isKnownRider(
  { dynamoDb, s3 }: ForgetClients,
  { RidersTable, RiderLinksTable, PhotosBucket }: ForgetOutputs,
  riderId: string,
): Promise<boolean> {
  const rows = await dynamoDb.send(
    new QueryCommand({
      TableName: RidersTable,
      KeyConditionExpression: 'pk = :pk',
      // A profile that goes by itself is the refusal of somebody who was forgotten.
      FilterExpression: 'NOT (attribute_exists(forgottenAt) AND attribute_exists(expiresAt))',
      ExpressionAttributeValues: { ':pk': { S: `RIDER#${riderId}` } },
    }),
  );
  if ((rows.Count ?? 0) > 0) return true;
  const links = await dynamoDb.send(
    new QueryCommand({
      TableName: RiderLinksTable,
      IndexName: 'byRider',
      KeyConditionExpression: 'riderId = :riderId',
      ExpressionAttributeValues: { ':riderId': { S: riderId } },
    }),
  );
  if ((links.Count ?? 0) > 0) return true;
  for (const Prefix of riderPrefixes(riderId)) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: PhotosBucket, Prefix, MaxKeys: 1 }),
    );
    if (Versions.length + DeleteMarkers.length > 0) return true;
  }
  return false;
}
