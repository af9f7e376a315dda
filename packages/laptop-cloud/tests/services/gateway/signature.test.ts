import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import {
  checkPayload,
  readClaim,
  sha256Of,
  verifySignature,
} from '../../../src/services/protocols/signature.ts';
import type { SignedRequest } from '../../../src/services/protocols/signed-request.ts';
import { ROOT } from '../../support/gateway.ts';

class Sha256 {
  readonly #hash;
  constructor(secret?: unknown) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string);
  }
  update(bytes: Uint8Array) {
    this.#hash.update(bytes);
  }
  async digest() {
    return new Uint8Array(this.#hash.digest());
  }
  reset() {}
}

const nowMs = Date.UTC(2026, 0, 1);
const credentials = () => ({ secretAccessKey: 'local', principal: ROOT });

async function sign(
  service: string,
  path: string,
  query: Record<string, string>,
  body: string,
  header: string,
) {
  const signer = new SignatureV4({
    service,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a/b', secretAccessKey: 'local' },
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  });
  const signed = await signer.sign(
    {
      method: 'PUT',
      protocol: 'http:',
      hostname: '127.0.0.1',
      path,
      query,
      headers: { host: '127.0.0.1:4566', 'x-amz-meta-a': header },
      body,
    },
    { signingDate: new Date(nowMs) },
  );
  const request: SignedRequest = {
    method: 'PUT',
    path,
    query: new URLSearchParams(query),
    headers: signed.headers,
    body: Buffer.from(body),
  };
  return request;
}

async function verify(request: SignedRequest) {
  const claim = readClaim(request);
  if (!claim) throw new Error('no claim');
  const principal = await verifySignature(request, claim, credentials, nowMs);
  checkPayload(request, () => sha256Of(request.body), 's3');
  return principal;
}

// As clients of S3 do, which keep slashes.
const encoded = (path: string) =>
  encodeURIComponent(path)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
const path = fc
  .array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }).filter((text) => text.isWellFormed()))
  .map((segments) => `/${segments.map(encoded).join('/')}`);
const text = fc.string({ unit: 'grapheme', maxLength: 10 }).filter((one) => one.isWellFormed());
// The SDK leaves a key of this name unsigned.
const key = text.filter((one) => one !== '__proto__');
const query = fc.dictionary(key, text, { maxKeys: 3 });
const header = fc.stringMatching(/^[!-~]( ?[!-~])*$/);

it.each(['s3', 'dynamodb'])('accepts whatever the SDK signs for %s', async (service) => {
  await fc.assert(
    fc.asyncProperty(path, query, text, header, async (...parts) => {
      const request = await sign(service, ...parts);
      expect(await verify(request)).toBe(ROOT);
    }),
    { numRuns: 100 },
  );
});

it.each([
  ['/photos/a%2Fb', '/photos/a/b'],
  ['/photos/a%c3%a9', '/photos/a%C3%A9'],
  ["/photos/o'clock(1)", '/photos/o%27clock%281%29'],
  ['/photos/a+b', '/photos/a%20b'],
])('takes the path %s for %s, as S3 does', async (sent, signed) => {
  const request = await sign('s3', signed, {}, '', 'x');

  expect(await verify({ ...request, path: sent })).toBe(ROOT);
});

it('holds that every key of a query is signed, whatever its name', async () => {
  const request = await sign('s3', '/a', {}, '', 'x');

  const longer = { ...request, query: new URLSearchParams('__proto__=1') };

  await expect(verify(longer)).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
});

it.each<[string, (request: SignedRequest) => Partial<SignedRequest>]>([
  ['the method', () => ({ method: 'DELETE' })],
  ['the path', ({ path: one }) => ({ path: `${one}x` })],
  ['the query', ({ query: one }) => ({ query: new URLSearchParams([...one, ['acl', '']]) })],
  ['a signed header', ({ headers }) => ({ headers: { ...headers, 'x-amz-meta-a': 'changed' } })],
  ['the body', ({ body }) => ({ body: Buffer.concat([body, Buffer.from('x')]) })],
  ['the date', ({ headers }) => ({ headers: { ...headers, 'x-amz-date': '20260101T000001Z' } })],
])('refuses a request after a change of %s', async (_what, change) => {
  await fc.assert(
    fc.asyncProperty(path, query, text, header, async (...parts) => {
      const request = await sign('s3', ...parts);
      fc.pre(parts[3] !== 'changed');
      await expect(verify({ ...request, ...change(request) })).rejects.toMatchObject({
        code: expect.stringMatching(/SignatureDoesNotMatch|XAmzContentSHA256Mismatch/),
      });
    }),
    { numRuns: 30 },
  );
});

it.each([
  ['another algorithm', 'AWS4-ECDSA-P256-SHA256 Credential=a/20260101/r/s3/aws4_request'],
  ['no signature', 'AWS4-HMAC-SHA256 Credential=a/20260101/r/s3/aws4_request, SignedHeaders=host'],
  ['half a credential', 'AWS4-HMAC-SHA256 Credential=a/20260101, SignedHeaders=host, Signature=0'],
])('refuses an Authorization header with %s', (_what, authorization) => {
  const request = {
    method: 'GET',
    path: '/',
    query: new URLSearchParams(),
    headers: { authorization },
    body: Buffer.alloc(0),
  };

  expect(() => readClaim(request)).toThrow(expect.objectContaining({ code: 'IncompleteSignatureException' }));
});

it('tells who signs for S3 what should have been signed', async () => {
  const request = await sign('s3', '/photos/a', {}, '', 'x');

  const refused = await verify({ ...request, path: '/photos/b' }).catch((error) => error);

  expect(refused.members).toMatchObject({
    CanonicalRequest: expect.stringContaining('PUT\n/photos/b\n'),
    StringToSign: expect.stringMatching(/^AWS4-HMAC-SHA256\n/),
    SignatureProvided: expect.any(String),
  });
});
