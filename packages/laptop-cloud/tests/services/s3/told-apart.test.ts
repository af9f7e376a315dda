// Answers that S3 tells apart: conditions, copies, checksums, storage classes, parts, versions and pages.
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { HEARD, startS3, type TestS3, VERSIONED } from '../../support/s3.ts';

let test: TestS3;
beforeAll(async () => {
  test = await startS3();
  await test.addBucket('plain', HEARD);
  await test.addBucket('versioned', { ...VERSIONED, ...HEARD });
  await test.addBucket('suspended', { VersioningConfiguration: { Status: 'Suspended' }, ...HEARD });
});
afterAll(() => test.close());

const send = ((command: never) => test.client.send(command)) as S3Client['send'];
const put = (Key: string, more: object = {}) =>
  send(new PutObjectCommand({ Bucket: 'plain', Key, Body: '0123456789', ...more }));
const nameOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    (error) => error.name,
  );

describe('a condition', () => {
  it('of a date to come says nothing', async () => {
    await put('dated');
    const tomorrow = new Date(Date.now() + 86_400_000);

    const got = await send(
      new GetObjectCommand({ Bucket: 'plain', Key: 'dated', IfModifiedSince: tomorrow }),
    );
    const copied = await send(
      new CopyObjectCommand({
        Bucket: 'plain',
        Key: 'copied',
        CopySource: 'plain/dated',
        CopySourceIfModifiedSince: tomorrow,
      }),
    );

    expect([got.ContentLength, copied.CopyObjectResult?.ETag]).toEqual([10, got.ETag]);
  });

  it.each([{ IfNoneMatch: '"a"' }, { IfMatch: '*' }, { IfMatch: '"a"', IfNoneMatch: '*' }])(
    'that no write has is refused: %j',
    async (condition) => {
      expect(await nameOf(put('conditional', condition))).toBe('NotImplemented');
    },
  );
});

describe('a copy', () => {
  it.each(['plain%2Fa%20b', 'plain/a+b', '/plain/a%20b'])('takes its source as %s', async (CopySource) => {
    await put('a b');

    expect(await nameOf(send(new CopyObjectCommand({ Bucket: 'plain', Key: 'to', CopySource })))).toBe(
      'none',
    );
  });

  it('brings a named version back onto itself, even the newest', async () => {
    const where = { Bucket: 'versioned', Key: 'self' };
    const { VersionId } = await send(new PutObjectCommand({ ...where, Body: '1' }));

    const named = send(
      new CopyObjectCommand({ ...where, CopySource: `versioned/self?versionId=${VersionId}` }),
    );

    expect(await nameOf(named)).toBe('none');
    expect(await nameOf(send(new CopyObjectCommand({ ...where, CopySource: 'versioned/self' })))).toBe(
      'InvalidRequest',
    );
  });

  it('refuses a directive that is none, and another owner of its source', async () => {
    await put('source');
    const copy = (more: object) =>
      nameOf(
        send(new CopyObjectCommand({ Bucket: 'plain', Key: 'to', CopySource: 'plain/source', ...more })),
      );

    expect(await copy({ MetadataDirective: 'BOGUS' })).toBe('InvalidArgument');
    expect(await copy({ TaggingDirective: 'BOGUS' })).toBe('InvalidArgument');
    expect(await copy({ ExpectedSourceBucketOwner: '111111111111' })).toBe('AccessDenied');
  });
});

describe('what is said of a body', () => {
  it.each([
    [{ ContentMD5: '000' }, 'InvalidDigest'],
    [{ ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'BadDigest'],
    [{ ChecksumSHA256: 'zzz' }, 'InvalidRequest'],
    [{ ChecksumSHA512: `${'A'.repeat(86)}==` }, 'BadDigest'],
    [{ ChecksumXXHASH64: 'AAAAAAAAAAA=' }, 'NotImplemented'],
    [{ StorageClass: 'BOGUS' }, 'InvalidStorageClass'],
    [{ SSEKMSKeyId: 'key', ServerSideEncryption: 'AES256' }, 'InvalidArgument'],
    [{ Tagging: 'aws:a=1' }, 'InvalidTag'],
    [{ Tagging: 'a%2Cb=1' }, 'InvalidTag'],
  ])('is checked: %j', async (more, name) => {
    expect(await nameOf(put('checked', more))).toBe(name);
  });

  it('holds for tags, too', async () => {
    await put('tagged');
    const tagging = new PutObjectTaggingCommand({
      Bucket: 'plain',
      Key: 'tagged',
      Tagging: { TagSet: [] },
      ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==',
    });

    expect(await nameOf(send(tagging))).toBe('BadDigest');
  });
});

it('does not give out what lies in an archive', async () => {
  await put('cold', { StorageClass: 'GLACIER' });

  expect(await nameOf(send(new GetObjectCommand({ Bucket: 'plain', Key: 'cold' })))).toBe(
    'InvalidObjectState',
  );
  const head = await send(new HeadObjectCommand({ Bucket: 'plain', Key: 'cold' }));
  expect(head.StorageClass).toBe('GLACIER');
});

describe('the parts of an object', () => {
  const where = { Bucket: 'plain', Key: 'in parts' };
  beforeAll(async () => {
    const { UploadId } = await send(
      new CreateMultipartUploadCommand({ ...where, ChecksumAlgorithm: 'CRC32' }),
    );
    const Parts = [];
    for (const [index, Body] of [Buffer.alloc(5 * 2 ** 20, 'a'), Buffer.from('the end')].entries()) {
      const PartNumber = index + 1;
      const { ETag, ChecksumCRC32 } = await send(
        new UploadPartCommand({ ...where, UploadId, PartNumber, Body }),
      );
      Parts.push({ PartNumber, ETag, ChecksumCRC32 });
    }
    await send(new CompleteMultipartUploadCommand({ ...where, UploadId, MultipartUpload: { Parts } }));
  });

  it('are read one by one', async () => {
    const second = await send(new GetObjectCommand({ ...where, PartNumber: 2 }));
    const first = await send(new HeadObjectCommand({ ...where, PartNumber: 1 }));

    expect(second).toMatchObject({
      PartsCount: 2,
      ContentLength: 7,
      ContentRange: 'bytes 5242880-5242886/5242887',
    });
    expect(await second.Body?.transformToString()).toBe('the end');
    expect(first).toMatchObject({ PartsCount: 2, ContentLength: 5 * 2 ** 20 });
    expect(await nameOf(send(new GetObjectCommand({ ...where, PartNumber: 3 })))).toBe('InvalidPartNumber');
  });

  it('are told with their checksums, in pages', async () => {
    const ask = (more: object) =>
      send(
        new GetObjectAttributesCommand({
          ...where,
          ObjectAttributes: ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'],
          ...more,
        }),
      );
    const all = await ask({});
    const first = await ask({ MaxParts: 1 });
    const rest = await ask({ PartNumberMarker: first.ObjectParts?.NextPartNumberMarker });

    expect(all).toMatchObject({ ObjectSize: 5 * 2 ** 20 + 7, StorageClass: 'STANDARD' });
    expect(all.ETag).toMatch(/^[0-9a-f]{32}-2$/);
    expect(all.Checksum?.ChecksumType).toBe('COMPOSITE');
    expect(all.ObjectParts).toMatchObject({ TotalPartsCount: 2, IsTruncated: false });
    expect(first.ObjectParts).toMatchObject({
      IsTruncated: true,
      Parts: [{ PartNumber: 1, Size: 5 * 2 ** 20 }],
    });
    expect(rest.ObjectParts?.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([2]);
  });

  it('are one where it came whole', async () => {
    await put('whole');

    const got = await send(new GetObjectCommand({ Bucket: 'plain', Key: 'whole', PartNumber: 1 }));

    expect([got.ContentLength, got.PartsCount]).toEqual([10, undefined]);
  });
});

describe('versions', () => {
  it('that are none are not deleted in silence', async () => {
    const where = { Bucket: 'versioned', Key: 'v' };
    await send(new PutObjectCommand({ ...where, Body: '1' }));
    await put('v');
    const VersionId = 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD';

    const one = await nameOf(send(new DeleteObjectCommand({ ...where, VersionId })));
    const unversioned = await nameOf(send(new DeleteObjectCommand({ Bucket: 'plain', Key: 'v', VersionId })));
    const { Errors } = await send(
      new DeleteObjectsCommand({ Bucket: 'versioned', Delete: { Objects: [{ Key: 'v', VersionId }] } }),
    );
    const read = await nameOf(send(new GetObjectCommand({ Bucket: 'plain', Key: 'v', VersionId })));

    expect([one, unversioned, read]).toEqual(['InvalidArgument', 'InvalidArgument', 'InvalidArgument']);
    expect(Errors).toMatchObject([{ Code: 'NoSuchVersion', VersionId }]);
  });

  it('that were delete markers say so when many go at once', async () => {
    const { VersionId } = await send(new DeleteObjectCommand({ Bucket: 'versioned', Key: 'marked' }));

    const { Deleted } = await send(
      new DeleteObjectsCommand({ Bucket: 'versioned', Delete: { Objects: [{ Key: 'marked', VersionId }] } }),
    );

    expect(Deleted).toEqual([
      { Key: 'marked', VersionId, DeleteMarker: true, DeleteMarkerVersionId: VersionId },
    ]);
  });

  it('are not told of where they are suspended, nor in events', async () => {
    const where = { Bucket: 'suspended', Key: 'k' };
    const { VersionId } = await send(new PutObjectCommand({ ...where, Body: '1' }));
    const created = test.events.at(-1);
    await send(new DeleteObjectCommand({ ...where, VersionId: 'null' }));
    const deleted = test.events.at(-1);

    expect(VersionId).toBeUndefined();
    expect(created?.detail).not.toMatchObject({ object: { 'version-id': expect.anything() } });
    expect(deleted?.['detail-type']).toBe('Object Deleted');
    expect(deleted?.detail).not.toMatchObject({ object: { etag: expect.anything() } });
  });
});

describe('a page', () => {
  it('has times in whole seconds, as headers have them', async () => {
    await put('timed');

    const { Contents } = await send(new ListObjectsV2Command({ Bucket: 'plain', Prefix: 'timed' }));
    const head = await send(new HeadObjectCommand({ Bucket: 'plain', Key: 'timed' }));

    expect(Contents?.[0]?.LastModified).toEqual(head.LastModified);
  });

  it('does not tell a common prefix again after a marker inside it', async () => {
    for (const Key of ['f/a/1', 'f/a/2', 'f/b'])
      await send(new PutObjectCommand({ Bucket: 'versioned', Key, Body: '1' }));

    const page = await send(
      new ListObjectVersionsCommand({
        Bucket: 'versioned',
        Prefix: 'f/',
        Delimiter: '/',
        KeyMarker: 'f/a/1',
      }),
    );

    expect(page.CommonPrefixes).toBeUndefined();
    expect(page.Versions?.map(({ Key }) => Key)).toEqual(['f/b']);
  });

  it('is refused with an encoding that is none, or a version without its key', async () => {
    const encoded = new ListObjectsV2Command({ Bucket: 'plain', EncodingType: 'x' as 'url' });
    const version = new ListObjectVersionsCommand({ Bucket: 'versioned', VersionIdMarker: 'x' });

    expect(await nameOf(send(encoded))).toBe('InvalidArgument');
    expect(await nameOf(send(version))).toBe('InvalidArgument');
  });

  it('of unfinished uploads goes on by key and id', async () => {
    await test.addBucket('uploading');
    const ids: (string | undefined)[] = [];
    for (const Key of ['a', 'b', 'b', 'd/1'])
      ids.push((await send(new CreateMultipartUploadCommand({ Bucket: 'uploading', Key }))).UploadId);
    const list = (more: object) => send(new ListMultipartUploadsCommand({ Bucket: 'uploading', ...more }));

    const first = await list({ MaxUploads: 2 });
    const rest = await list({
      KeyMarker: first.NextKeyMarker,
      UploadIdMarker: first.NextUploadIdMarker,
      Delimiter: '/',
    });

    expect(first).toMatchObject({ IsTruncated: true, MaxUploads: 2, NextKeyMarker: 'b' });
    expect(rest).toMatchObject({ IsTruncated: false, CommonPrefixes: [{ Prefix: 'd/' }] });
    const seen = [...(first.Uploads ?? []), ...(rest.Uploads ?? [])].map(({ UploadId }) => UploadId);
    expect(new Set(seen)).toEqual(new Set(ids.slice(0, 3)));
    expect(seen).toHaveLength(3);
  });
});
