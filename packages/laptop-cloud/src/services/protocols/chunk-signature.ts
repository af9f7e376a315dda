// Signatures of the chunks of a body (Amazon S3 API Reference, "Transferring payload in multiple chunks" and "Including trailing
// headers").
import { createHash } from 'node:crypto';
import type { ChunkSigner } from '../service.ts';
import { ALGORITHM, nameOf, signText } from './canonical-request.ts';
import type { Claim } from './signature.ts';

const NOTHING = createHash('sha256').digest('hex');

/** `longDate` is X-Amz-Date; the claim's own signature must hold. */
export function chunkSignerOf(claim: Claim, secretAccessKey: string, longDate: string): ChunkSigner {
  const sign = (kind: string, ...lines: string[]) =>
    signText(secretAccessKey, claim, [`${ALGORITHM}-${kind}`, longDate, nameOf(claim), ...lines].join('\n'));
  return {
    seed: claim.signature,
    chunk: (previous, sha256) => sign('PAYLOAD', previous, NOTHING, sha256),
    trailer: (previous, sha256) => sign('TRAILER', previous, sha256),
  };
}
