// Bodies that do not fit into memory, and chunks that are signed one by one.
import { createHash } from 'node:crypto';
import { readdirSync, renameSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { chunkSignerOf } from '../../../src/services/protocols/chunk-signature.ts';
import { readClaim } from '../../../src/services/protocols/signature.ts';
import { signerFor } from '../../../src/services/protocols/signer.ts';
import { REGION } from '../../support/gateway.ts';
import { startS3, type TestS3 } from '../../support/s3.ts';

let test: TestS3;
beforeAll(async () => {
  test = await startS3();
  await test.addBucket('photos');
});
afterAll(() => test.close());

const where = (Key: string) => ({ Bucket: 'photos', Key });
const get = (Key: string, more: object = {}) =>
  test.client.send(new GetObjectCommand({ ...where(Key), ...more }));
const incoming = () => readdirSync(join(test.folder, '.incoming'));
const big = Buffer.alloc(26 * 1024 * 1024, 'rider');

describe('a large object', () => {
  it('of more than 25 MiB comes back as it was, whole and by range', async () => {
    const { ChecksumCRC32 } = await test.client.send(new PutObjectCommand({ ...where('big'), Body: big }));

    const whole = await get('big');
    const bytes = Buffer.from((await whole.Body?.transformToByteArray()) ?? []);
    const range = await get('big', { Range: 'bytes=25000000-25000009' });

    expect(ChecksumCRC32).toBeDefined();
    expect(whole.ContentLength).toBe(big.length);
    expect(bytes.equals(big)).toBe(true);
    expect(await range.Body?.transformToString()).toBe(big.toString('utf8', 25000000, 25000010));
    expect(incoming()).toEqual([]);
  });

  it('is refused with a wrong hash, and leaves nothing', async () => {
    const failed = await test.client
      .send(
        new PutObjectCommand({
          ...where('torn'),
          Body: big.subarray(0, 2_000_000),
          ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==',
        }),
      )
      .catch((error) => error);

    expect(failed).toMatchObject({ name: 'BadDigest' });
    expect(incoming()).toEqual([]);
  });

  it('that the disk does not take is refused, and the next request of its connection is answered', async () => {
    const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 });
    const client = new S3Client({
      ...test.gateway.clientConfig,
      maxAttempts: 1,
      requestHandler: { httpAgent, requestTimeout: 5000 },
    });
    const folder = join(test.folder, '.incoming');
    renameSync(folder, `${folder}-away`);

    const refused = [];
    for (let size = 1_100_000; size < 3_000_000; size += 300_000)
      refused.push(
        await client
          .send(new PutObjectCommand({ ...where('untaken'), Body: big.subarray(0, size) }))
          .catch((error) => error.name),
      );
    renameSync(`${folder}-away`, folder);
    await client.send(new PutObjectCommand({ ...where('taken'), Body: big.subarray(0, 2_000_000) }));
    client.destroy();

    expect(new Set(refused)).toEqual(new Set(['InternalError']));
    expect((await get('taken')).ContentLength).toBe(2_000_000);
  });

  it('beyond what S3 takes is refused by its head', async () => {
    const url = `${test.gateway.endpoint}/photos/huge`;
    const signed = await sign('huge', 'UNSIGNED-PAYLOAD');
    const { promise, resolve } = Promise.withResolvers<string>();
    const request = httpRequest(url, {
      method: 'PUT',
      headers: { ...signed, expect: '100-continue', 'content-length': String(6 * 2 ** 30) },
    });
    request.on('continue', () => resolve('continue'));
    request.on('response', async (answer) => resolve(Buffer.concat(await answer.toArray()).toString()));
    request.flushHeaders();

    const answer = await promise;

    expect(answer).toContain('<Code>EntityTooLarge</Code>');
    request.destroy();
  });
});

/** Headers of a signed PUT. */
async function sign(
  key: string,
  payload: string,
  more: Record<string, string> = {},
): Promise<Record<string, string>> {
  const { host } = new URL(test.gateway.endpoint);
  const { headers } = await signerFor('s3', REGION, 'local', 'local').sign({
    method: 'PUT',
    protocol: 'http:',
    hostname: '127.0.0.1',
    path: `/photos/${key}`,
    query: {},
    headers: { host, 'x-amz-content-sha256': payload, ...more },
  });
  return headers;
}

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

/** Sends chunks with their signatures; `spoil` changes what is sent after it was signed. */
async function putSigned(
  key: string,
  chunks: Buffer[],
  { trailer, spoil = (text: string) => text }: { trailer?: string; spoil?: (text: string) => string } = {},
): Promise<Response> {
  const payload = `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailer ? '-TRAILER' : ''}`;
  const headers = await sign(key, payload, {
    'content-encoding': 'aws-chunked',
    'x-amz-decoded-content-length': String(Buffer.concat(chunks).length),
    'x-amz-te': 'append-md5',
    ...(trailer ? { 'x-amz-trailer': trailer.split(':')[0] as string } : {}),
  });
  const claim = readClaim({ method: 'PUT', path: '', query: new URLSearchParams(), headers });
  const signer = chunkSignerOf(claim!, 'local', headers['x-amz-date'] as string);
  let previous = signer.seed;
  const framed = [...chunks, Buffer.alloc(0)].flatMap((chunk) => {
    previous = signer.chunk(previous, sha256(chunk));
    const head = Buffer.from(`${chunk.length.toString(16)};chunk-signature=${previous}\r\n`);
    return chunk.length > 0 ? [head, chunk, Buffer.from('\r\n')] : [head];
  });
  const end = trailer
    ? `${trailer}\r\nx-amz-trailer-signature:${signer.trailer(previous, sha256(`${trailer}\n`))}\r\n\r\n`
    : '\r\n';
  const body = Buffer.from(spoil(Buffer.concat([...framed, Buffer.from(end)]).toString('latin1')), 'latin1');
  const { host: _host, ...sent } = headers;
  return fetch(`${test.gateway.endpoint}/photos/${key}`, { method: 'PUT', headers: sent, body });
}

describe.each([
  ['in memory', [Buffer.alloc(70_000, 'a'), Buffer.from('end')]],
  ['in a file', [Buffer.alloc(1_500_000, 'a'), Buffer.alloc(1_500_000, 'b'), Buffer.from('end')]],
])('a body in signed chunks, %s', (_where, chunks) => {
  it('is stored without its framing', async () => {
    const answer = await putSigned('signed', chunks);

    expect(answer.status).toBe(200);
    const object = await get('signed');
    expect(Buffer.from((await object.Body?.transformToByteArray()) ?? []).equals(Buffer.concat(chunks))).toBe(
      true,
    );
    expect(object.ContentEncoding).toBeUndefined();
  });

  it('is stored with the checksum of a signed trailer', async () => {
    const sum = createHash('sha256').update(Buffer.concat(chunks)).digest('base64');

    const answer = await putSigned('trailed', chunks, { trailer: `x-amz-checksum-sha256:${sum}` });

    expect(answer.status).toBe(200);
    const head = await test.client.send(
      new HeadObjectCommand({ ...where('trailed'), ChecksumMode: 'ENABLED' }),
    );
    expect(head.ChecksumSHA256).toBe(sum);
  });

  it.each([
    ['a byte', (text: string) => text.replace('end\r\n', 'End\r\n')],
    ['a signature', (text: string) => text.replace(/chunk-signature=./, 'chunk-signature=x')],
    ['no signatures', (text: string) => text.replace(/;chunk-signature=[0-9a-f]+/g, '')],
  ])('is refused after a change of %s', async (_what, spoil) => {
    const answer = await putSigned('spoiled', chunks, { spoil });

    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
    expect(incoming()).toEqual([]);
  });

  it('is refused after a change of its trailer', async () => {
    const spoil = (text: string) => text.replace('sha256:A', 'sha256:B');

    const answer = await putSigned('spoiled', chunks, { spoil, trailer: 'x-amz-checksum-sha256:AAAA' });

    expect(answer.status).toBe(403);
  });
});
