// What a rider is called in the record of erasures: a code of their id, made with a key that nobody can read. Whoever has the record
// and not the key learns of nobody; whoever meets a rider again, after a restore, can ask whether they were erased.

import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import { setting } from '../shared/config.ts';
import { captureClient } from '../shared/telemetry.ts';
import { callService } from './service-call.ts';
import { SIGNING } from './signing.ts';

const kms = captureClient(new KMSClient(SIGNING));

/** 64 hexadecimal digits, the same for the same rider. */
export async function markOf(riderId: string): Promise<string> {
  const command = new GenerateMacCommand({
    KeyId: setting('ERASURE_KEY_ID'),
    MacAlgorithm: 'HMAC_SHA_256',
    Message: new TextEncoder().encode(riderId),
  });
  const { Mac = new Uint8Array() } = await callService('KMS GenerateMac', {}, () => kms.send(command));
  return Buffer.from(Mac).toString('hex');
}
