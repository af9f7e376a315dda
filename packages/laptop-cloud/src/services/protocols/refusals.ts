// How a signature is refused, in the words of each protocol.
import { ServiceError } from '../service.ts';
import type { Protocol } from './fault.ts';

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your key and signing method.';

/** Every way a signature fails, as the three protocols word it: code, status, message. */
const REFUSALS = {
  unknownKey: {
    json: ['UnrecognizedClientException', 400, 'The security token included in the request is invalid.'],
    query: ['InvalidClientTokenId', 403, 'The security token included in the request is invalid.'],
    s3: ['InvalidAccessKeyId', 403, 'The AWS Access Key Id you provided does not exist in our records.'],
  },
  skewed: {
    json: [
      'InvalidSignatureException',
      400,
      'Signature expired or not yet current: the clocks differ too much.',
    ],
    query: [
      'SignatureDoesNotMatch',
      403,
      'Signature expired or not yet current: the clocks differ too much.',
    ],
    s3: [
      'RequestTimeTooSkewed',
      403,
      'The difference between the request time and the current time is too large.',
    ],
  },
  expired: {
    json: ['InvalidSignatureException', 400, 'Signature expired.'],
    query: ['SignatureDoesNotMatch', 403, 'Signature expired.'],
    s3: ['AccessDenied', 403, 'Request has expired'],
  },
  notYet: {
    json: ['InvalidSignatureException', 400, 'Signature not yet current.'],
    query: ['SignatureDoesNotMatch', 403, 'Signature not yet current.'],
    s3: ['AccessDenied', 403, 'Request is not valid yet'],
  },
  mismatch: {
    json: ['InvalidSignatureException', 400, MISMATCH],
    query: ['SignatureDoesNotMatch', 403, MISMATCH],
    s3: ['SignatureDoesNotMatch', 403, MISMATCH],
  },
  hashMissing: {
    json: ['InvalidSignatureException', 400, MISMATCH],
    query: ['SignatureDoesNotMatch', 403, MISMATCH],
    s3: [
      'SignatureDoesNotMatch',
      403,
      `${MISMATCH} The header x-amz-content-sha256 is missing: send it (UNSIGNED-PAYLOAD will do), and sign it.`,
    ],
  },
  payload: {
    json: ['InvalidSignatureException', 400, MISMATCH],
    query: ['SignatureDoesNotMatch', 403, MISMATCH],
    s3: [
      'XAmzContentSHA256Mismatch',
      400,
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    ],
  },
} as const satisfies Record<string, Record<Protocol, readonly [string, number, string]>>;

/** Throws the error of a reason in the protocol's words. */
export function refuse(
  reason: keyof typeof REFUSALS,
  protocol: Protocol,
  members: Record<string, unknown> = {},
): never {
  const [code, status, message] = REFUSALS[reason][protocol];
  throw new ServiceError(code, message, status, members);
}

/** What S3 tells of texts that were signed, byte by byte beside: what one debugs with. */
export function signedMembers(
  texts: Readonly<Record<string, string>>,
  { accessKeyId, signature }: { accessKeyId: string; signature: string },
): Record<string, string> {
  const bytes = Object.entries(texts).map(([name, text]) => [
    `${name}Bytes`,
    Buffer.from(text)
      .toString('hex')
      .replace(/..(?=.)/g, '$& '),
  ]);
  return {
    AWSAccessKeyId: accessKeyId,
    ...texts,
    ...Object.fromEntries(bytes),
    SignatureProvided: signature,
  };
}

/** What S3 tells of a request that came too late. */
export function expiredMembers(expiresAtMs: number, nowMs: number): Record<string, string> {
  const wholeSecond = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  return { Expires: wholeSecond(expiresAtMs), ServerTime: wholeSecond(nowMs) };
}

/** Throws for a signature that is not even well-formed. */
export function incomplete(message: string): never {
  throw new ServiceError('IncompleteSignatureException', message);
}
