// Buckets and objects that S3's cases begin with.
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { World } from '../../world.ts';

/** A bucket of the case's own, emptied and removed afterwards. */
export async function newBucket({ s3, fresh, later }: World, isVersioned = false): Promise<string> {
  const Bucket = fresh('bucket');
  await s3.send(new CreateBucketCommand({ Bucket }));
  later(async () => {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    for (const { Key, VersionId } of [...Versions, ...DeleteMarkers])
      await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
  });
  if (isVersioned) await version(s3, Bucket, 'Enabled');
  return Bucket;
}

export function version(s3: World['s3'], Bucket: string, Status: 'Enabled' | 'Suspended'): Promise<unknown> {
  return s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
}

export async function putAll(s3: World['s3'], Bucket: string, keys: readonly string[]): Promise<void> {
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'selfie' }));
}
