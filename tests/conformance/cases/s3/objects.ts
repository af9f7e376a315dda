// Objects of S3: what is put is what is got, on which conditions, and in which parts.
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { ABSENT, type Case, PAGES } from '../../case.ts';
import { refusal } from '../../world.ts';
import { newBucket, putAll } from './bucket.ts';

const Key = 'rider/a b+c.txt';

export const objects: Case[] = [
  {
    name: 'an object comes back with its metadata, system headers and an ETag that is its MD5',
    source: PAGES.s3('GetObject'),
    async observe(world) {
      const Bucket = await newBucket(world);
      await world.s3.send(
        new PutObjectCommand({
          Bucket,
          Key,
          Body: 'selfie',
          ContentType: 'text/plain',
          CacheControl: 'max-age=60',
          Metadata: { Rider: 'ana' },
        }),
      );
      const { Body, ...rest } = await world.s3.send(new GetObjectCommand({ Bucket, Key }));
      return { ...rest, text: await Body?.transformToString() };
    },
    expected: {
      text: 'selfie',
      ContentType: 'text/plain',
      CacheControl: 'max-age=60',
      ContentLength: 6,
      ETag: '"f510b87b8c2efb5562be8c33f2bcd30d"',
      Metadata: { rider: 'ana' },
      AcceptRanges: 'bytes',
      VersionId: ABSENT,
    },
  },
  {
    name: 'an answer may be told to carry a Content-Disposition with letters beyond ASCII',
    source: PAGES.s3('GetObject'),
    async observe(world) {
      const Bucket = await newBucket(world);
      await putAll(world.s3, Bucket, [Key]);
      const ResponseContentDisposition = 'attachment; filename="Fähre.txt"';
      const { Body } = await world.s3.send(new GetObjectCommand({ Bucket, Key, ResponseContentDisposition }));
      return Body?.transformToString();
    },
    expected: 'selfie',
  },
  {
    name: 'a range gives a part, one behind the end is refused',
    source: PAGES.s3('GetObject'),
    async observe(world) {
      const Bucket = await newBucket(world);
      await putAll(world.s3, Bucket, [Key]);
      const part = await world.s3.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=-3' }));
      const behind = await refusal(world.s3.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=10-' })));
      return { range: part.ContentRange, text: await part.Body?.transformToString(), behind };
    },
    expected: { range: 'bytes 3-5/6', text: 'fie', behind: { error: 'InvalidRange', status: 416 } },
  },
  {
    name: 'no object is NoSuchKey, no bucket NoSuchBucket, and HEAD only 404',
    source: PAGES.s3('GetObject'),
    async observe(world) {
      const Bucket = await newBucket(world);
      return {
        key: await refusal(world.s3.send(new GetObjectCommand({ Bucket, Key }))),
        bucket: await refusal(world.s3.send(new GetObjectCommand({ Bucket: world.fresh('none'), Key }))),
        head: await refusal(world.s3.send(new HeadObjectCommand({ Bucket, Key }))),
      };
    },
    expected: {
      key: { error: 'NoSuchKey', status: 404, message: 'The specified key does not exist.' },
      bucket: { error: 'NoSuchBucket', status: 404, message: 'The specified bucket does not exist' },
      head: { error: 'NotFound', status: 404 },
    },
  },
  {
    name: 'If-None-Match: * puts once',
    source: PAGES.s3Guide('conditional-writes'),
    async observe(world) {
      const Bucket = await newBucket(world);
      const put = () =>
        refusal(world.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'a', IfNoneMatch: '*' })));
      return [await put(), await put()];
    },
    expected: ['accepted', { error: 'PreconditionFailed', status: 412 }],
  },
  {
    name: 'If-Match puts over that object alone, and over none is 404',
    source: PAGES.s3Guide('conditional-writes'),
    async observe(world) {
      const Bucket = await newBucket(world);
      const put = (key: string, IfMatch: string) =>
        refusal(world.s3.send(new PutObjectCommand({ Bucket, Key: key, Body: 'a', IfMatch })));
      await putAll(world.s3, Bucket, [Key]);
      return {
        wrong: await put(Key, '"0"'),
        right: await put(Key, '"f510b87b8c2efb5562be8c33f2bcd30d"'),
        none: await put('none', '"0"'),
      };
    },
    expected: {
      wrong: { error: 'PreconditionFailed', status: 412 },
      right: 'accepted',
      none: { error: 'NoSuchKey', status: 404 },
    },
  },
  {
    name: 'reads are conditional: If-None-Match of the same is 304, If-Match of another 412',
    source: PAGES.s3('GetObject'),
    async observe(world) {
      const Bucket = await newBucket(world);
      await putAll(world.s3, Bucket, [Key]);
      const get = (condition: object) =>
        refusal(world.s3.send(new GetObjectCommand({ Bucket, Key, ...condition })));
      return {
        same: await get({ IfNoneMatch: '"f510b87b8c2efb5562be8c33f2bcd30d"' }),
        other: await get({ IfMatch: '"0"' }),
        future: await get({ IfModifiedSince: new Date(Date.now() + 86_400_000) }),
      };
    },
    expected: {
      same: { status: 304 },
      other: { error: 'PreconditionFailed', status: 412 },
      future: 'accepted',
    },
  },
  {
    name: 'DeleteObjects deletes by ETag only what has it',
    source: PAGES.s3('DeleteObjects'),
    async observe(world) {
      const Bucket = await newBucket(world);
      await putAll(world.s3, Bucket, ['a', 'b']);
      const { Deleted, Errors } = await world.s3.send(
        new DeleteObjectsCommand({
          Bucket,
          Delete: {
            Objects: [
              { Key: 'a', ETag: '"0"' },
              { Key: 'b', ETag: '"f510b87b8c2efb5562be8c33f2bcd30d"' },
            ],
          },
        }),
      );
      const stays = await refusal(world.s3.send(new HeadObjectCommand({ Bucket, Key: 'a' })));
      return { Deleted, Errors, stays };
    },
    expected: {
      Deleted: [{ Key: 'b' }],
      Errors: [{ Key: 'a', Code: 'PreconditionFailed' }],
      stays: 'accepted',
    },
  },
  {
    name: 'keys with line breaks, quotes and ampersands are deleted by their own names',
    source: PAGES.s3('DeleteObjects'),
    async observe(world) {
      const Bucket = await newBucket(world);
      const keys = ['a\nb', 'a\rb', `it's "b"`, 'a&b<c>'];
      await putAll(world.s3, Bucket, keys);
      const Objects = keys.map((one) => ({ Key: one }));
      const { Deleted } = await world.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      const left = await Promise.all(
        keys.map((one) => refusal(world.s3.send(new HeadObjectCommand({ Bucket, Key: one })))),
      );
      return { deleted: Deleted?.length, left };
    },
    expected: { deleted: 4, left: Array(4).fill({ status: 404 }) },
  },
  {
    name: 'a delete of what is not there succeeds',
    source: PAGES.s3('DeleteObject'),
    async observe(world) {
      const Bucket = await newBucket(world);
      const { $metadata } = await world.s3.send(new DeleteObjectCommand({ Bucket, Key }));
      return $metadata.httpStatusCode;
    },
    expected: 204,
  },
  {
    name: 'a checksum that is not that of the body is BadDigest',
    source: PAGES.s3Guide('checking-object-integrity'),
    async observe(world) {
      const Bucket = await newBucket(world);
      const put = (more: object) =>
        refusal(world.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'selfie', ...more })));
      return {
        sha256: await put({ ChecksumSHA256: Buffer.alloc(32).toString('base64') }),
        md5: await put({ ContentMD5: Buffer.alloc(16).toString('base64') }),
      };
    },
    expected: { sha256: { error: 'BadDigest', status: 400 }, md5: { error: 'BadDigest', status: 400 } },
  },
  {
    name: 'a checksum is kept and given to who asks',
    source: PAGES.s3Guide('checking-object-integrity'),
    async observe(world) {
      const Bucket = await newBucket(world);
      await world.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'selfie', ChecksumAlgorithm: 'SHA256' }));
      const head = await world.s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
      const attributes = await world.s3.send(
        new GetObjectAttributesCommand({
          Bucket,
          Key,
          ObjectAttributes: ['ETag', 'Checksum', 'ObjectSize', 'StorageClass'],
        }),
      );
      return { head, attributes };
    },
    expected: {
      head: {
        ChecksumSHA256: '4TlaeKsyvjxNU55FVSsZqUVJqDafGyk+89PM0qaBgaM=',
        ChecksumType: 'FULL_OBJECT',
      },
      attributes: {
        ETag: 'f510b87b8c2efb5562be8c33f2bcd30d',
        ObjectSize: 6,
        StorageClass: 'STANDARD',
        Checksum: { ChecksumType: 'FULL_OBJECT' },
      },
    },
  },
  {
    name: 'a copy takes metadata along, or replaces it, and onto itself without a change is refused',
    source: PAGES.s3('CopyObject'),
    async observe(world) {
      const Bucket = await newBucket(world);
      await world.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'selfie', Metadata: { a: '1' } }));
      const CopySource = `${Bucket}/${encodeURIComponent(Key)}`;
      await world.s3.send(new CopyObjectCommand({ Bucket, Key: 'same', CopySource }));
      await world.s3.send(
        new CopyObjectCommand({
          Bucket,
          Key: 'other',
          CopySource,
          MetadataDirective: 'REPLACE',
          Metadata: { b: '2' },
        }),
      );
      const metadataOf = async (key: string) =>
        (await world.s3.send(new HeadObjectCommand({ Bucket, Key: key }))).Metadata;
      return {
        same: await metadataOf('same'),
        other: await metadataOf('other'),
        itself: await refusal(world.s3.send(new CopyObjectCommand({ Bucket, Key, CopySource }))),
      };
    },
    expected: {
      same: { a: '1' },
      other: { b: '2', a: ABSENT },
      itself: { error: 'InvalidRequest', status: 400 },
    },
  },
  {
    name: 'tags put with an object come back, counted by HEAD, and eleven are refused',
    source: PAGES.s3Guide('object-tagging'),
    async observe(world) {
      const Bucket = await newBucket(world);
      await world.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'a', Tagging: 'state=new&by=ana%20b' }));
      const { TagSet } = await world.s3.send(new GetObjectTaggingCommand({ Bucket, Key }));
      const Tagging = Array.from({ length: 11 }, (_, index) => `t${index}=1`).join('&');
      return {
        tags: [...(TagSet ?? [])].sort((a, b) => String(a.Key).localeCompare(String(b.Key))),
        count: (await world.s3.send(new GetObjectCommand({ Bucket, Key }))).TagCount,
        tooMany: await refusal(world.s3.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'a', Tagging }))),
      };
    },
    expected: {
      tags: [
        { Key: 'by', Value: 'ana b' },
        { Key: 'state', Value: 'new' },
      ],
      count: 2,
      tooMany: { error: 'BadRequest', status: 400 },
    },
  },
];
