// Uploads as they lie in the bucket, looked at by name: nothing here reads one.

import { ListObjectsV2Command, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { captureClient } from '../shared/telemetry.ts';
import { callService } from './service-call.ts';
import { SIGNING } from './signing.ts';

const s3 = captureClient(new S3Client(SIGNING));

export interface StoredUpload {
  bucket: string;
  key: string;
  versionId: string;
  size: number;
  sentAt: Date;
}

/** The newest version of the upload; undefined where there is none, or it was deleted. */
export async function newestUpload(bucket: string, key: string): Promise<StoredUpload | undefined> {
  // Keys that begin with this one come after it.
  const command = new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, MaxKeys: 10 });
  const { Versions = [] } = await callService('S3 ListObjectVersions', {}, () => s3.send(command));
  const newest = Versions.find(({ Key, IsLatest }) => Key === key && IsLatest);
  if (!newest) return undefined;
  const { VersionId = 'null', Size = 0, LastModified = new Date(0) } = newest;
  return { bucket, key, versionId: VersionId, size: Size, sentAt: LastModified };
}

export interface UploadPage {
  uploads: { key: string; size: number; sentAt: Date }[];
  /** Where to go on: S3's own mark, which tells nothing of keys. Undefined with the last page. */
  next: string | undefined;
}

/** A thousand uploads in the order of their keys. A mark that S3 does not know any more begins anew. */
export async function listUploads(bucket: string, after: string | undefined): Promise<UploadPage> {
  const list = (ContinuationToken?: string) =>
    s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: 'incoming/',
        ...(ContinuationToken !== undefined && { ContinuationToken }),
      }),
    );
  const page = await callService('S3 ListObjectsV2', {}, async () => {
    try {
      return await list(after);
    } catch (error) {
      if (after === undefined || (error as Error).name !== 'InvalidArgument') throw error;
      return list();
    }
  });
  const uploads = (page.Contents ?? []).map(({ Key = '', Size = 0, LastModified = new Date(0) }) => ({
    key: Key,
    size: Size,
    sentAt: LastModified,
  }));
  return { uploads, next: page.NextContinuationToken };
}
