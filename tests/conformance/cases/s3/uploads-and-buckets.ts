// Uploads in parts, and what buckets answer about themselves.
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListPartsCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { ABSENT, type Case, PAGES } from '../../case.ts';
import { refusal, type World } from '../../world.ts';
import { newBucket, putAll } from './bucket.ts';

const Key = 'large';
const PART = Buffer.alloc(5 * 2 ** 20, 'a');

async function begun({ s3, later }: World, Bucket: string): Promise<string> {
  const { UploadId = '' } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  later(() => s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })));
  return UploadId;
}

async function part(world: World, Bucket: string, UploadId: string, PartNumber: number, Body: Buffer) {
  const { ETag } = await world.s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
  return { PartNumber, ETag };
}

const complete = (world: World, Bucket: string, UploadId: string, Parts: object[], more: object = {}) =>
  world.s3.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }),
  );

export const uploadsAndBuckets: Case[] = [
  {
    name: 'an upload in two parts has an ETag that counts them',
    source: PAGES.s3Guide('mpuoverview'),
    async observe(world) {
      const Bucket = await newBucket(world);
      const UploadId = await begun(world, Bucket);
      const parts = [
        await part(world, Bucket, UploadId, 1, PART),
        await part(world, Bucket, UploadId, 2, Buffer.from('end')),
      ];
      const done = await complete(world, Bucket, UploadId, parts);
      const second = await world.s3.send(new GetObjectCommand({ Bucket, Key, PartNumber: 2 }));
      return { ETag: done.ETag, text: await second.Body?.transformToString(), parts: second.PartsCount };
    },
    expected: { ETag: /^"[0-9a-f]{32}-2"$/, text: 'end', parts: 2 },
  },
  {
    name: 'completing the same upload again gives the same answer',
    source: PAGES.s3('CompleteMultipartUpload'),
    async observe(world) {
      const Bucket = await newBucket(world);
      const UploadId = await begun(world, Bucket);
      const parts = [await part(world, Bucket, UploadId, 1, Buffer.from('end'))];
      await complete(world, Bucket, UploadId, parts);
      return refusal(complete(world, Bucket, UploadId, parts));
    },
    expected: 'accepted',
  },
  {
    name: 'a part that is too small, one out of order and one that is not there are told apart',
    source: PAGES.s3('CompleteMultipartUpload'),
    async observe(world) {
      const Bucket = await newBucket(world);
      const UploadId = await begun(world, Bucket);
      const one = await part(world, Bucket, UploadId, 1, Buffer.from('a'));
      const two = await part(world, Bucket, UploadId, 2, Buffer.from('b'));
      return {
        small: await refusal(complete(world, Bucket, UploadId, [one, two])),
        order: await refusal(complete(world, Bucket, UploadId, [two, one])),
        none: await refusal(complete(world, Bucket, UploadId, [{ PartNumber: 3, ETag: '"0"' }])),
      };
    },
    expected: {
      small: { error: 'EntityTooSmall', status: 400 },
      order: { error: 'InvalidPartOrder', status: 400 },
      none: { error: 'InvalidPart', status: 400 },
    },
  },
  {
    name: 'an upload that was aborted is NoSuchUpload',
    source: PAGES.s3('AbortMultipartUpload'),
    async observe(world) {
      const Bucket = await newBucket(world);
      const UploadId = await begun(world, Bucket);
      await world.s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
      return refusal(world.s3.send(new ListPartsCommand({ Bucket, Key, UploadId })));
    },
    expected: { error: 'NoSuchUpload', status: 404 },
  },
  {
    name: 'completing on If-None-Match: * is refused when the key came meanwhile',
    source: PAGES.s3Guide('conditional-writes'),
    async observe(world) {
      const Bucket = await newBucket(world);
      const UploadId = await begun(world, Bucket);
      const parts = [await part(world, Bucket, UploadId, 1, Buffer.from('end'))];
      await putAll(world.s3, Bucket, [Key]);
      return refusal(complete(world, Bucket, UploadId, parts, { IfNoneMatch: '*' }));
    },
    expected: { error: /^(PreconditionFailed|ConditionalRequestConflict)$/ },
  },
  {
    name: 'a part copied from behind the end of its source is refused',
    source: PAGES.seen('InvalidRange, or InvalidArgument for what is no range'),
    async observe(world) {
      const Bucket = await newBucket(world);
      await putAll(world.s3, Bucket, ['source']);
      const UploadId = await begun(world, Bucket);
      const copy = (CopySourceRange: string) =>
        refusal(
          world.s3.send(
            new UploadPartCopyCommand({
              Bucket,
              Key,
              UploadId,
              PartNumber: 1,
              CopySource: `${Bucket}/source`,
              CopySourceRange,
            }),
          ),
        );
      return { behind: await copy('bytes=4-20'), noRange: await copy('0-8') };
    },
    expected: { behind: { status: 400 }, noRange: { error: 'InvalidArgument', status: 400 } },
  },
  {
    name: 'a bucket that holds something is not deleted',
    source: PAGES.s3('DeleteBucket'),
    async observe(world) {
      const Bucket = await newBucket(world);
      await putAll(world.s3, Bucket, ['a']);
      return refusal(world.s3.send(new DeleteBucketCommand({ Bucket })));
    },
    expected: { error: 'BucketNotEmpty', status: 409 },
  },
  {
    name: 'bucket names are checked',
    source: PAGES.s3Guide('bucketnamingrules'),
    async observe({ s3 }) {
      const make = (Bucket: string) => refusal(s3.send(new CreateBucketCommand({ Bucket })));
      return [await make('Upper-Case'), await make('a..b'), await make('xn--name')];
    },
    expected: Array(3).fill({ error: 'InvalidBucketName', status: 400 }),
  },
  {
    name: 'us-east-1 is no place that can be named',
    source: PAGES.s3('CreateBucketConfiguration'),
    observe: ({ s3, fresh }) =>
      refusal(
        s3.send(
          new CreateBucketCommand({
            Bucket: fresh('place'),
            CreateBucketConfiguration: { LocationConstraint: 'us-east-1' as never },
          }),
        ),
      ),
    expected: { error: 'InvalidLocationConstraint', status: 400 },
  },
  {
    name: 'a bucket of one’s own is made again in us-east-1 without a word',
    source: PAGES.s3('CreateBucket'),
    async observe(world) {
      const Bucket = await newBucket(world);
      return refusal(world.s3.send(new CreateBucketCommand({ Bucket })));
    },
    expected: 'accepted',
  },
  {
    name: 'a new bucket has no location, no versioning, no policy and no tags',
    source: PAGES.s3('GetBucketLocation'),
    async observe(world) {
      const Bucket = await newBucket(world);
      return {
        location: await world.s3.send(new GetBucketLocationCommand({ Bucket })),
        versioning: await world.s3.send(new GetBucketVersioningCommand({ Bucket })),
        policy: await refusal(world.s3.send(new GetBucketPolicyCommand({ Bucket }))),
        tags: await refusal(world.s3.send(new GetBucketTaggingCommand({ Bucket }))),
      };
    },
    expected: {
      location: { LocationConstraint: ABSENT },
      versioning: { Status: ABSENT },
      policy: { error: 'NoSuchBucketPolicy', status: 404 },
      tags: { error: 'NoSuchTagSet', status: 404 },
    },
  },
  {
    name: 'tags of a bucket come back',
    source: PAGES.s3('PutBucketTagging'),
    async observe(world) {
      const Bucket = await newBucket(world);
      const TagSet = [{ Key: 'team', Value: 'photos' }];
      await world.s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
      return (await world.s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet;
    },
    expected: [{ Key: 'team', Value: 'photos' }],
  },
  {
    name: 'HEAD of a bucket names its region',
    source: PAGES.s3('HeadBucket'),
    async observe(world) {
      const Bucket = await newBucket(world);
      return {
        region: (await world.s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion === world.region,
      };
    },
    expected: { region: true },
  },
  {
    name: 'a key of 1,025 bytes is too long',
    source: PAGES.s3Guide('object-keys'),
    async observe(world) {
      const Bucket = await newBucket(world);
      const put = (key: string) =>
        refusal(world.s3.send(new PutObjectCommand({ Bucket, Key: key, Body: 'a' })));
      return [await put('k'.repeat(1024)), await put('k'.repeat(1025))];
    },
    expected: ['accepted', { error: 'KeyTooLongError', status: 400 }],
  },
];
