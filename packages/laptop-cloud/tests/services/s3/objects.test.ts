import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { fresh, IS_REMOTE, laptopOnly } from '../../support/remote.ts';
import { type SomeS3, startRemoteS3 } from '../../support/remote-s3.ts';
import { startS3 } from '../../support/s3.ts';

const BUCKET = fresh('photos');
let test: SomeS3;
beforeAll(async () => {
  test = IS_REMOTE ? startRemoteS3() : await startS3();
  await test.addBucket(BUCKET);
});
afterAll(() => test.close());

const put = (Key: string, Body: string | Uint8Array = 'selfie', more: object = {}) =>
  test.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));
const get = (Key: string, more: object = {}) =>
  test.client.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...more }));
const textOf = async (Key: string, more: object = {}) => (await get(Key, more)).Body?.transformToString();
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error) => error,
  );

describe('an object', () => {
  it('comes back with its bytes, type, metadata, headers and checksum', async () => {
    const bytes = Uint8Array.from({ length: 50_000 }, (_, index) => index % 251);
    await put('incoming/r1/p1', bytes, {
      ContentType: 'image/jpeg',
      CacheControl: 'no-store',
      Metadata: { rider: 'r1' },
      Tagging: 'kind=selfie',
    });

    const answer = await get('incoming/r1/p1', { ChecksumMode: 'ENABLED' });

    expect(answer).toMatchObject({
      ContentType: 'image/jpeg',
      CacheControl: 'no-store',
      ContentLength: 50_000,
      Metadata: { rider: 'r1' },
      TagCount: 1,
      ServerSideEncryption: 'AES256',
      ChecksumCRC32: expect.any(String),
    });
    expect(await answer.Body?.transformToByteArray()).toEqual(bytes);
  });

  it('is described by HEAD without its bytes', async () => {
    await put('head', 'four', { ContentType: 'text/plain' });

    const answer = await test.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'head' }));

    expect(answer).toMatchObject({ ContentLength: 4, ContentType: 'text/plain', AcceptRanges: 'bytes' });
    expect(answer.VersionId).toBeUndefined();
  });

  it('keeps a streamed body whose checksum follows as a trailer', async () => {
    const body = Readable.from([Buffer.alloc(70_000, 1), Buffer.alloc(10, 2)]);

    await test.client.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: 'streamed', Body: body, ContentLength: 70_010 }),
    );

    const answer = await get('streamed');
    expect(answer.ContentLength).toBe(70_010);
    expect(answer.ContentEncoding).toBeUndefined();
    expect((await answer.Body?.transformToByteArray())?.at(-1)).toBe(2);
  });

  it('may be empty', async () => {
    await put('empty', new Uint8Array());

    expect(await textOf('empty')).toBe('');
  });

  it('has any key, and none becomes a file name', async () => {
    const keyText = fc
      .oneof(
        fc.constantFrom('/', '//a', 'a/../b', 'ä ö+%20&?#=.jpg', '🙂/漢', '%', '.', 'a\\b', 'CON'),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
      )
      // The SDK itself drops a leading `./` segment and cannot send control characters or a key of dots alone.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones meant
      .filter((key) => !/[\u0000-\u001f\u007f]/.test(key) && key.isWellFormed())
      .filter((key) => !/^[./]*\.\.(\/|$)/.test(key));
    await fc.assert(
      fc.asyncProperty(keyText, async (key) => {
        await put(key, key);
        expect(await textOf(key)).toBe(key);
      }),
      { numRuns: 60 },
    );

    if (test.folder === undefined) return;
    const files = readdirSync(join(test.folder, BUCKET), { recursive: true }).map(String);
    expect(
      files.every((file) => /^(keys\.jsonl|bucket\.json|(blobs|uploads)([/\\][0-9a-f-]+)?)$/.test(file)),
    ).toBe(true);
    expect(readdirSync(test.folder)).toEqual(['.in-use', '.incoming', BUCKET]);
  });

  it('is gone after deletion, and deleting nothing is no error', async () => {
    await put('short-lived');
    await test.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'short-lived' }));
    await test.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'short-lived' }));

    expect(await failure(get('short-lived'))).toMatchObject({ name: 'NoSuchKey' });
    expect(
      await failure(test.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'short-lived' }))),
    ).toMatchObject({
      name: 'NotFound',
    });
  });

  laptopOnly('AWS is not restarted').it('survives a restart', async () => {
    await put('lasting', 'still here', { Metadata: { a: '1', b: 'ü' } });
    const again = await startS3({ folder: test.folder! });

    const answer = await again.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'lasting' }));
    await again.close();

    expect(await answer.Body?.transformToString()).toBe('still here');
    expect(answer.Metadata).toEqual({ a: '1', b: '=?UTF-8?B?w7w=?=' });
  });

  laptopOnly('looks at the disk').it(
    'leaves no file of its old bytes behind when it is replaced',
    async () => {
      await put('replaced', 'old bytes');
      await put('replaced', 'new bytes');

      const blobs = join(test.folder!, BUCKET, 'blobs');
      const texts = readdirSync(blobs).map((name) => readFileSync(join(blobs, name), 'latin1'));
      expect(texts).toContain('new bytes');
      expect(texts).not.toContain('old bytes');
    },
  );
});

describe('checksums', () => {
  it.each([
    ['CRC32', 'y/Q5Jg=='],
    ['CRC32C', '4waSgw=='],
    ['CRC64NVME', 'rosUhgp5mIg='],
    ['SHA1', '98O8HYCOBHMq32eZZczDTKeuNEE='],
    ['SHA256', 'FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU='],
  ])('of %s are accepted when right', async (algorithm, value) => {
    const answer = await put(`sum-${algorithm}`, '123456789', { [`Checksum${algorithm}`]: value });

    expect(answer).toHaveProperty(`Checksum${algorithm}`, value);
  });

  it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'])(
    'of %s are refused when wrong',
    async (algorithm) => {
      const wrong = Buffer.alloc({ CRC64NVME: 8, SHA1: 20, SHA256: 32 }[algorithm] ?? 4).toString('base64');

      expect(await failure(put('wrong', '123456789', { [`Checksum${algorithm}`]: wrong }))).toMatchObject({
        name: 'BadDigest',
        message: expect.stringContaining(algorithm),
      });
      expect(await failure(get('wrong'))).toMatchObject({ name: 'NoSuchKey' });
    },
  );

  it('include Content-MD5', async () => {
    expect(await failure(put('md5', 'a', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }))).toMatchObject({
      name: 'BadDigest',
    });
  });
});

describe('conditions', () => {
  it('let If-None-Match: * write only what is new, also when two race', async () => {
    const outcomes = await Promise.all(
      ['a', 'b', 'c'].map((body) =>
        put('once', body, { IfNoneMatch: '*' }).then(
          () => 200,
          (error) => error.name,
        ),
      ),
    );

    expect(outcomes.sort()).toEqual([200, 'PreconditionFailed', 'PreconditionFailed']);
  });

  it('let If-Match write only over that version', async () => {
    const { ETag } = await put('matched', 'one');

    expect(await failure(put('matched', 'two', { IfMatch: '"other"' }))).toMatchObject({
      name: 'PreconditionFailed',
    });
    await put('matched', 'two', { IfMatch: ETag });
    expect(await textOf('matched')).toBe('two');
    expect(await failure(put('never', 'x', { IfMatch: ETag }))).toMatchObject({ name: 'NoSuchKey' });
  });

  it('answer 304 or 412 to reads', async () => {
    const { ETag } = await put('read');

    const same = await failure(get('read', { IfNoneMatch: ETag }));
    const other = await failure(get('read', { IfMatch: '"other"' }));
    const older = await failure(get('read', { IfUnmodifiedSince: new Date(0) }));

    expect(same.$metadata.httpStatusCode).toBe(304);
    expect([other.name, older.name]).toEqual(['PreconditionFailed', 'PreconditionFailed']);
    expect(await textOf('read', { IfModifiedSince: new Date(0) })).toBe('selfie');
  });
});

describe('ranges', () => {
  beforeAll(async () => void (await put('range', '0123456789')));

  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
    ['bytes=4-2', '0123456789', undefined],
    ['lines=1-2', '0123456789', undefined],
  ])('give %s as %s', async (Range, text, contentRange) => {
    const answer = await get('range', { Range });

    expect(answer.ContentRange).toBe(contentRange);
    expect(await answer.Body?.transformToString()).toBe(text);
  });

  it('are refused beyond the end', async () => {
    expect(await failure(get('range', { Range: 'bytes=10-' }))).toMatchObject({ name: 'InvalidRange' });
  });
});

describe('a copy', () => {
  it('takes bytes, metadata and tags along, or replaces them', async () => {
    await put('from ü+', 'body', { Metadata: { a: '1' }, ContentType: 'image/png', Tagging: 't=1' });
    const CopySource = `${BUCKET}/${encodeURIComponent('from ü+')}`;

    await test.client.send(new CopyObjectCommand({ Bucket: BUCKET, Key: 'to', CopySource }));
    await test.client.send(
      new CopyObjectCommand({
        Bucket: BUCKET,
        Key: 'to-new',
        CopySource,
        MetadataDirective: 'REPLACE',
        Metadata: { b: '2' },
      }),
    );

    expect(await get('to')).toMatchObject({ Metadata: { a: '1' }, ContentType: 'image/png', TagCount: 1 });
    expect(await get('to-new')).toMatchObject({ Metadata: { b: '2' }, TagCount: 1 });
    expect(await textOf('to')).toBe('body');
  });

  it('onto itself without a change is refused', async () => {
    await put('self');
    const copy = new CopyObjectCommand({ Bucket: BUCKET, Key: 'self', CopySource: `${BUCKET}/self` });

    expect(await failure(test.client.send(copy))).toMatchObject({ name: 'InvalidRequest' });
  });

  it('of nothing is refused', async () => {
    const copy = new CopyObjectCommand({ Bucket: BUCKET, Key: 'x', CopySource: `${BUCKET}/nothing` });

    expect(await failure(test.client.send(copy))).toMatchObject({ name: 'NoSuchKey' });
  });
});

describe('a listing', () => {
  const listed = fresh('listed');
  beforeAll(async () => {
    await test.addBucket(listed);
    const keys = ['a/1', 'a/2', 'b', 'c/1/x', 'c/2', '\uff5e', '\u{1f642}', 'ä ö'];
    for (const Key of keys) {
      await test.client.send(new PutObjectCommand({ Bucket: listed, Key, Body: new Uint8Array() }));
    }
  });
  const list = (more: object = {}) => test.client.send(new ListObjectsV2Command({ Bucket: listed, ...more }));

  it('gives keys in the order of their UTF-8 bytes, through pages of any size', async () => {
    for (const MaxKeys of [1, 3, 100]) {
      const keys: (string | undefined)[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await list({ MaxKeys, ContinuationToken });
        keys.push(...(page.Contents ?? []).map((one) => one.Key));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken);
      expect(keys).toEqual(['a/1', 'a/2', 'b', 'c/1/x', 'c/2', 'ä ö', '\uff5e', '\u{1f642}']);
    }
  });

  it('folds keys into common prefixes, once each across pages', async () => {
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list({ Delimiter: '/', MaxKeys: 1, ContinuationToken });
      seen.push(
        ...(page.CommonPrefixes ?? []).map((one) => one.Prefix),
        ...(page.Contents ?? []).map((one) => one.Key),
      );
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);

    expect(seen).toEqual(['a/', 'b', 'c/', 'ä ö', '\uff5e', '\u{1f642}']);
  });

  it('keeps to a prefix and starts after a key', async () => {
    const page = await list({ Prefix: 'c/', StartAfter: 'c/1/x' });

    expect(page.Contents).toMatchObject([{ Key: 'c/2', Size: 0 }]);
    expect(page.KeyCount).toBe(1);
  });

  it('encodes keys on demand', async () => {
    const page = await list({ Prefix: 'ä', EncodingType: 'url' });

    expect(page.Contents).toMatchObject([{ Key: '%C3%A4+%C3%B6' }]);
  });
});
