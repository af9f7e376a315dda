// The photos bucket: uploads are read in exactly the version that was sent, what we make of them is written and withdrawn.

import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DependencyUnavailableError, PhotoGoneError } from '../shared/errors.ts';
import { captureClient } from '../shared/telemetry.ts';
import { callService, type Meanings } from './service-call.ts';

const s3 = captureClient(new S3Client({}));

/** A version under a delete marker answers MethodNotAllowed. */
const GONE: Meanings = {
  MethodNotAllowed: PhotoGoneError,
  NoSuchKey: PhotoGoneError,
  NoSuchVersion: PhotoGoneError,
};

/** The object's bytes, of its newest version unless another is named. Throws PhotoGoneError when it does not exist. */
export async function readObject(
  { bucket, key }: { bucket: string; key: string },
  versionId?: string,
): Promise<Uint8Array> {
  const version = versionId === undefined ? {} : { VersionId: versionId };
  return callService('S3 GetObject', GONE, async () => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...version }));
    return Body ? Body.transformToByteArray() : new Uint8Array();
  });
}

/** Writes an object, over an older version of it if there is one. */
export async function writeObject(
  { bucket, key }: { bucket: string; key: string },
  bytes: Uint8Array,
  contentType: string,
): Promise<void> {
  const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentType: contentType });
  await callService('S3 PutObject', {}, () => s3.send(command));
}

/** Deletes every version and delete marker of every object under the prefix; resolves with their number. */
export async function deleteAllVersions(bucket: string, prefix: string): Promise<number> {
  let deleted = 0;
  let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (from) {
    const page = await listVersions(bucket, prefix, from);
    await deleteVersions(bucket, page.versions);
    deleted += page.versions.length;
    from = page.next;
  }
  return deleted;
}

async function listVersions(bucket: string, prefix: string, from: object) {
  const command = new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...from });
  const answer = await callService('S3 ListObjectVersions', {}, () => s3.send(command));
  const versions = [...(answer.Versions ?? []), ...(answer.DeleteMarkers ?? [])].map(
    ({ Key, VersionId }): ObjectIdentifier => ({ Key, VersionId }),
  );
  const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = answer;
  const next = {
    ...(NextKeyMarker && { KeyMarker: NextKeyMarker }),
    ...(NextVersionIdMarker && { VersionIdMarker: NextVersionIdMarker }),
  };
  return { versions, next: IsTruncated ? next : undefined };
}

// A page holds at most 1,000 versions, as many as one DeleteObjects takes. It answers 200 even where objects were refused.
async function deleteVersions(bucket: string, versions: ObjectIdentifier[]): Promise<void> {
  if (versions.length === 0) return;
  const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: versions, Quiet: true } });
  const { Errors = [] } = await callService('S3 DeleteObjects', {}, () => s3.send(command));
  if (Errors.length === 0) return;
  const codes = [...new Set(Errors.map(({ Code }) => Code ?? 'unknown'))];
  throw new DependencyUnavailableError(
    `S3 DeleteObjects: ${Errors.length} objects stay (${codes.join(', ')})`,
  );
}
