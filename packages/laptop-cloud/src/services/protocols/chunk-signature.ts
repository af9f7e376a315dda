// Signatures of the chunks of a body (Amazon S3 API Reference, "Transferring payload in multiple chunks" and "Including trailing
// headers").
import { createHash, createHmac } from 'node:crypto';
import type { ChunkSigner } from '../service.ts';
import type { Claim } from './signature.ts';

const NOTHING = createHash('sha256').digest('hex');

/** `longDate` is X-Amz-Date; the claim's own signature must hold. */
export function chunkSignerOf(claim: Claim, secretAccessKey: string, longDate: string): ChunkSigner {
  const { date, region, scope } = claim;
  const key = [date, region, scope, 'aws4_request'].reduce<Buffer | string>(
    (before, text) => createHmac('sha256', before).update(text).digest(),
    `AWS4${secretAccessKey}`,
  );
  const sign = (kind: string, ...lines: string[]) =>
    createHmac('sha256', key)
      .update(
        [`AWS4-HMAC-SHA256-${kind}`, longDate, `${date}/${region}/${scope}/aws4_request`, ...lines].join(
          '\n',
        ),
      )
      .digest('hex');
  return {
    seed: claim.signature,
    chunk: (previous, sha256) => sign('PAYLOAD', previous, NOTHING, sha256),
    trailer: (previous, sha256) => sign('TRAILER', previous, sha256),
  };
}
