// What S3 lists, and the versions of objects.
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { ABSENT, type Case, PAGES } from '../../case.ts';
import { refusal } from '../../world.ts';
import { newBucket, putAll, version } from './bucket.ts';

export const listingAndVersions: Case[] = [
  {
    name: 'keys are listed by their bytes, behind a prefix, folded at a delimiter',
    source: PAGES.s3('ListObjectsV2'),
    async observe(world) {
      const Bucket = await newBucket(world);
      await putAll(world.s3, Bucket, ['b/2', 'a', 'B', 'b/1', 'ä', 'b']);
      const { Contents, CommonPrefixes, KeyCount } = await world.s3.send(
        new ListObjectsV2Command({ Bucket, Delimiter: '/' }),
      );
      const inside = await world.s3.send(
        new ListObjectsV2Command({ Bucket, Prefix: 'b/', StartAfter: 'b/1' }),
      );
      return {
        keys: Contents?.map((one) => one.Key),
        prefixes: CommonPrefixes?.map((one) => one.Prefix),
        KeyCount,
        inside: inside.Contents?.map((one) => one.Key),
      };
    },
    expected: { keys: ['B', 'a', 'b', 'ä'], prefixes: ['b/'], KeyCount: 5, inside: ['b/2'] },
  },
  {
    name: 'pages of a listing count folded prefixes as keys, and none comes twice',
    source: PAGES.s3('ListObjectsV2'),
    async observe(world) {
      const Bucket = await newBucket(world);
      await putAll(world.s3, Bucket, ['a/1', 'a/2', 'b', 'c/1']);
      const pages: unknown[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await world.s3.send(
          new ListObjectsV2Command({ Bucket, Delimiter: '/', MaxKeys: 1, ContinuationToken }),
        );
        pages.push([
          ...(page.CommonPrefixes ?? []).map((one) => one.Prefix),
          ...(page.Contents ?? []).map((one) => one.Key),
        ]);
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken && pages.length < 9);
      return pages;
    },
    expected: [['a/'], ['b'], ['c/']],
  },
  {
    name: 'the first version of the listing gives a marker only with a delimiter',
    source: PAGES.s3('ListObjects'),
    async observe(world) {
      const Bucket = await newBucket(world);
      await putAll(world.s3, Bucket, ['a', 'b']);
      const plain = await world.s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 1 }));
      const folded = await world.s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 1, Delimiter: '/' }));
      return { plain, folded };
    },
    expected: {
      plain: { IsTruncated: true, NextMarker: ABSENT, Contents: [{ Key: 'a' }] },
      folded: { IsTruncated: true, NextMarker: 'a' },
    },
  },
  {
    name: 'times in listings have no milliseconds',
    source: PAGES.seen('LastModified ends with .000Z in every listing'),
    async observe(world) {
      const Bucket = await newBucket(world);
      await putAll(world.s3, Bucket, ['a']);
      const { Contents } = await world.s3.send(new ListObjectsV2Command({ Bucket }));
      return Contents?.[0]?.LastModified?.getMilliseconds();
    },
    expected: 0,
  },
  {
    name: 'no keys are wanted with MaxKeys 0',
    source: PAGES.s3('ListObjectsV2'),
    async observe(world) {
      const Bucket = await newBucket(world);
      await putAll(world.s3, Bucket, ['a']);
      return world.s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }));
    },
    expected: { KeyCount: 0, IsTruncated: false, MaxKeys: 0, Contents: ABSENT },
  },
  {
    name: 'versions: a delete puts a marker, which hides the object and says so',
    source: PAGES.s3Guide('DeleteMarker'),
    async observe(world) {
      const Bucket = await newBucket(world, true);
      const first = await world.s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '1' }));
      const marker = await world.s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
      const old = await world.s3.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId: first.VersionId }));
      return {
        isMarker: marker.DeleteMarker,
        hidden: await refusal(world.s3.send(new GetObjectCommand({ Bucket, Key: 'a' }))),
        ofMarker: await refusal(
          world.s3.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId: marker.VersionId })),
        ),
        old: await old.Body?.transformToString(),
      };
    },
    expected: {
      isMarker: true,
      hidden: { error: 'NoSuchKey', status: 404 },
      ofMarker: { error: 'MethodNotAllowed', status: 405 },
      old: '1',
    },
  },
  {
    name: 'versions are listed newest first, with the newest marked',
    source: PAGES.s3('ListObjectVersions'),
    async observe(world) {
      const Bucket = await newBucket(world, true);
      await putAll(world.s3, Bucket, ['a', 'a', 'b']);
      const { Versions } = await world.s3.send(new ListObjectVersionsCommand({ Bucket }));
      return Versions?.map(({ Key, IsLatest }) => ({ Key, IsLatest }));
    },
    expected: [
      { Key: 'a', IsLatest: true },
      { Key: 'a', IsLatest: false },
      { Key: 'b', IsLatest: true },
    ],
  },
  {
    name: 'suspended versioning writes over the null version, and answers no version id',
    source: PAGES.seen('puts into suspended buckets answer without x-amz-version-id'),
    async observe(world) {
      const Bucket = await newBucket(world, true);
      await putAll(world.s3, Bucket, ['a']);
      await version(world.s3, Bucket, 'Suspended');
      const put = await world.s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '2' }));
      await putAll(world.s3, Bucket, ['a']);
      const { Versions } = await world.s3.send(new ListObjectVersionsCommand({ Bucket }));
      return {
        id: put.VersionId,
        nulls: Versions?.filter(({ VersionId }) => VersionId === 'null').length,
        all: Versions?.length,
      };
    },
    expected: { id: ABSENT, nulls: 1, all: 2 },
  },
  {
    name: 'a version id that cannot be one is refused, for reads and for deletes',
    source: PAGES.seen('Invalid version id specified'),
    async observe(world) {
      const Bucket = await newBucket(world, true);
      await putAll(world.s3, Bucket, ['a']);
      const which = { Bucket, Key: 'a', VersionId: 'no-version' };
      return {
        read: await refusal(world.s3.send(new GetObjectCommand(which))),
        remove: await refusal(world.s3.send(new DeleteObjectCommand(which))),
      };
    },
    expected: {
      read: { error: /^(InvalidArgument|NoSuchVersion)$/ },
      remove: { error: /^(InvalidArgument|NoSuchVersion)$/ },
    },
  },
  {
    name: 'HEAD of an object in a bucket with versions names its version',
    source: PAGES.s3('HeadObject'),
    async observe(world) {
      const Bucket = await newBucket(world, true);
      const { VersionId } = await world.s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '1' }));
      const head = await world.s3.send(new HeadObjectCommand({ Bucket, Key: 'a' }));
      return { isSame: VersionId !== undefined && head.VersionId === VersionId };
    },
    expected: { isSame: true },
  },
];
