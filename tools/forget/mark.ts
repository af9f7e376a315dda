// What a rider is called in the record of erasures, and what the record has of them.

import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GenerateMacCommand } from '@aws-sdk/client-kms';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { ErasureRecord } from '../../src/adapters/erasure-rows.ts';
import type { ForgetClients } from './clients.ts';
import type { ForgetOutputs } from './stack.ts';

export async function recordOf(
  { kms, dynamoDb }: ForgetClients,
  { ErasureKeyId, ErasuresTable }: ForgetOutputs,
  riderId: string,
): Promise<ErasureRecord | undefined> {
  const { Mac = new Uint8Array() } = await kms.send(
    new GenerateMacCommand({
      KeyId: ErasureKeyId,
      MacAlgorithm: 'HMAC_SHA_256',
      Message: new TextEncoder().encode(riderId),
    }),
  );
  const erasure = Buffer.from(Mac).toString('hex');
  const { Item } = await dynamoDb.send(
    new GetItemCommand({
      TableName: ErasuresTable,
      Key: { erasure: { S: erasure } },
      ConsistentRead: true,
    }),
  );
  return Item && (unmarshall(Item) as ErasureRecord);
}
