// S3 of a real account for tests, with buckets that are emptied and removed at the end.
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { REGION, remoteConfig, removeAll, removeLater } from './remote.ts';
import type { TestS3 } from './s3.ts';

/** What the tests of S3 need of either side; the rest is inside the laptop. */
export type SomeS3 = Pick<TestS3, 'client' | 'addBucket' | 'close'> & Partial<TestS3>;

export function startRemoteS3(): SomeS3 {
  const client = new S3Client(remoteConfig());
  async function removeBucket(Bucket: string): Promise<void> {
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket }))
      for (const { Key } of Contents) await client.send(new DeleteObjectCommand({ Bucket, Key }));
    await client.send(new DeleteBucketCommand({ Bucket }));
  }
  return {
    client,
    addBucket: async (Bucket) => {
      // us-east-1 is the one place that may not be named.
      const place = { LocationConstraint: REGION as BucketLocationConstraint };
      const elsewhere = REGION === 'us-east-1' ? {} : { CreateBucketConfiguration: place };
      await client.send(new CreateBucketCommand({ Bucket, ...elsewhere }));
      removeLater(() => removeBucket(Bucket));
    },
    close: async () => {
      await removeAll();
      client.destroy();
    },
  };
}
