// Who was erased and is there again: after a restore of the riders' table, which brings rows back and takes the refusals away.

import { paginateScan } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import type { ForgetClients } from './clients.ts';
import { recordOf } from './mark.ts';
import type { ForgetOutputs } from './stack.ts';

/** Every rider with rows or objects whose erasure the record has as done. */
export async function ridersToReplay(clients: ForgetClients, outputs: ForgetOutputs): Promise<string[]> {
  const present = new Set([
    ...(await ridersInTable(clients, outputs)),
    ...(await ridersInBucket(clients, outputs)),
  ]);
  const erased: string[] = [];
  for (const riderId of present)
    if ((await recordOf(clients, outputs, riderId))?.state === 'done') erased.push(riderId);
  return erased;
}

async function ridersInTable({ dynamoDb: client }: ForgetClients, { RidersTable }: ForgetOutputs) {
  const riders = new Set<string>();
  // A profile that goes by itself is the refusal of somebody who was forgotten, and no trace of them.
  const scan = {
    TableName: RidersTable,
    ProjectionExpression: 'pk',
    FilterExpression: 'NOT (sk = :profile AND attribute_exists(forgottenAt) AND attribute_exists(expiresAt))',
    ExpressionAttributeValues: { ':profile': { S: 'PROFILE' } },
  };
  for await (const { Items = [] } of paginateScan({ client }, scan))
    for (const { pk } of Items) if (pk?.S?.startsWith('RIDER#')) riders.add(pk.S.slice('RIDER#'.length));
  return riders;
}

async function ridersInBucket({ s3 }: ForgetClients, { PhotosBucket: Bucket }: ForgetOutputs) {
  const riders: string[] = [];
  for (const Prefix of ['incoming/', 'derived/']) {
    let ContinuationToken: string | undefined;
    do {
      const page: ListObjectsV2CommandOutput = await s3.send(
        new ListObjectsV2Command({
          Bucket,
          Prefix,
          Delimiter: '/',
          ...(ContinuationToken && { ContinuationToken }),
        }),
      );
      for (const { Prefix: folder = '' } of page.CommonPrefixes ?? [])
        riders.push(folder.slice(Prefix.length, -1));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
  }
  return riders;
}
