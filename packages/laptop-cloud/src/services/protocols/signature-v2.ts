// Signature version 2, in the two places where clients still write it by themselves and S3 still takes it: presigned URLs and
// the policies of forms, as boto3 and the AWS CLI 1 make them in us-east-1.
// Source: Amazon S3 User Guide, "Signing and authenticating REST requests" (query string request authentication alternative).
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Principal, ServiceError } from '../service.ts';
import { expiredMembers, refuse, signedMembers } from './refusals.ts';
import type { Credentials, SignedRequest } from './signed-request.ts';

/** Whether a URL is signed so. */
export function isSignedByV2({ query }: Pick<SignedRequest, 'query'>): boolean {
  return query.has('AWSAccessKeyId') && query.has('Signature');
}

/** Gives the signer of a URL. Throws S3's error for an unknown key, one that has expired, or any tampering. */
export function verifyV2(
  request: Omit<SignedRequest, 'body'>,
  credentials: Credentials,
  nowMs: number,
): Principal {
  const one = (name: string) => request.query.get(name) ?? '';
  const expires = one('Expires');
  if (!/^\d{1,15}$/.test(expires))
    throw new ServiceError(
      'AccessDenied',
      'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
      403,
    );
  const signer = credentials(one('AWSAccessKeyId')) ?? refuse('unknownKey', 's3');
  const text = stringToSign(request, expires);
  if (!isSignature(text, signer.secretAccessKey, one('Signature')))
    refuse(
      'mismatch',
      's3',
      signedMembers(
        { StringToSign: text },
        { accessKeyId: one('AWSAccessKeyId'), signature: one('Signature') },
      ),
    );
  const expiresAtMs = Number(expires) * 1000;
  if (nowMs > expiresAtMs) refuse('expired', 's3', expiredMembers(expiresAtMs, nowMs));
  return signer.principal;
}

/** Gives the signer of a form's policy. */
export function verifyFormV2(
  { policy, accessKeyId, signature }: { policy: string; accessKeyId: string; signature: string },
  credentials: Credentials,
): Principal {
  const signer = credentials(accessKeyId) ?? refuse('unknownKey', 's3');
  if (!isSignature(policy, signer.secretAccessKey, signature))
    refuse('mismatch', 's3', signedMembers({ StringToSign: policy }, { accessKeyId, signature }));
  return signer.principal;
}

// Query keys that change what is asked for, and so are part of what is signed.
const SIGNED_KEYS = new Set(
  `accelerate acl analytics attributes cors delete encryption inventory lifecycle location logging metrics notification
  ownershipControls partNumber policy policyStatus publicAccessBlock replication requestPayment restore
  response-cache-control response-content-disposition response-content-encoding response-content-language
  response-content-type response-expires select select-type tagging torrent uploadId uploads versionId versioning versions
  website`.split(/\s+/),
);

function stringToSign(
  { method, path, query, headers }: Omit<SignedRequest, 'body'>,
  expires: string,
): string {
  // Signers put the headers that they sign into the query as well.
  const given = (name: string) => headers[name] ?? query.get(name) ?? '';
  const amazon = new Map<string, string>();
  for (const [name, value] of [...query, ...Object.entries(headers)]) {
    if (/^x-amz-/i.test(name)) amazon.set(name.toLowerCase(), value.trim());
  }
  const keys = [...query.keys()].filter((name) => SIGNED_KEYS.has(name)).sort();
  const asked = keys.map((name) => (query.get(name) ? `${name}=${query.get(name)}` : name)).join('&');
  return [
    method,
    given('content-md5'),
    given('content-type'),
    expires,
    ...[...amazon].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value}`),
    asked ? `${path}?${asked}` : path,
  ].join('\n');
}

function isSignature(text: string, secretAccessKey: string, signature: string): boolean {
  const expected = createHmac('sha1', secretAccessKey).update(text).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
