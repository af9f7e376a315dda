// The photos bucket: uploads are read in exactly the version that was sent, what we make of them is written and withdrawn.

import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DependencyUnavailableError, PhotoGoneError } from '../shared/errors.ts';
import { captureClient } from '../shared/telemetry.ts';
import { callService, type ErrorMap } from './service-call.ts';
import { SIGNING } from './signing.ts';

const s3 = captureClient(new S3Client(SIGNING));

/** A version under a delete marker answers MethodNotAllowed. */
const GONE: ErrorMap = {
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

/** Whether this version of the object is there. */
export async function hasObject(
  { bucket, key }: { bucket: string; key: string },
  versionId: string,
): Promise<boolean> {
  const command = new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId });
  return callService('S3 HeadObject', {}, async () => {
    try {
      await s3.send(command);
      return true;
    } catch (error) {
      if (error instanceof Error && GONE_BY_HEAD.includes(error.name)) return false;
      throw error;
    }
  });
}

/** HEAD has no body to say more in. */
const GONE_BY_HEAD = ['NotFound', 'MethodNotAllowed', '405'];

/** Writes an object, over an older version of it if there is one. */
export async function writeObject(
  { bucket, key }: { bucket: string; key: string },
  bytes: Uint8Array,
  contentType: string,
): Promise<void> {
  const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentType: contentType });
  await callService('S3 PutObject', {}, () => s3.send(command));
}

/** One version of an object, or a delete marker. */
export interface StoredVersion {
  key: string;
  versionId: string;
  /** Whether it is the object as it is read now: the newest version and no delete marker. */
  isCurrent: boolean;
}

/** Every version and delete marker of every object under the prefix. */
export async function listVersions(bucket: string, prefix: string): Promise<StoredVersion[]> {
  const found: StoredVersion[] = [];
  let from: Partial<ListObjectVersionsCommandInput> | undefined = {};
  while (from) {
    const command: ListObjectVersionsCommand = new ListObjectVersionsCommand({
      Bucket: bucket,
      Prefix: prefix,
      ...from,
    });
    const page = await callService('S3 ListObjectVersions', {}, () => s3.send(command));
    found.push(...(page.Versions ?? []).map((version) => storedVersion(version, version.IsLatest === true)));
    found.push(...(page.DeleteMarkers ?? []).map((marker) => storedVersion(marker, false)));
    from = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  }
  return found;
}

/** Deletes these versions for good; resolves with their number. Versions already gone are no fault. */
export async function deleteVersions(bucket: string, versions: StoredVersion[]): Promise<number> {
  for (let at = 0; at < versions.length; at += MAX_DELETIONS) {
    await deleteBatch(bucket, versions.slice(at, at + MAX_DELETIONS));
  }
  return versions.length;
}

/** As many as one DeleteObjects takes. */
const MAX_DELETIONS = 1000;

// The call answers 200 even where objects were refused.
async function deleteBatch(bucket: string, versions: StoredVersion[]): Promise<void> {
  const objects = versions.map(({ key, versionId }) => ({ Key: key, VersionId: versionId }));
  const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } });
  const { Errors = [] } = await callService('S3 DeleteObjects', {}, () => s3.send(command));
  if (Errors.length === 0) return;
  const codes = [...new Set(Errors.map(({ Code }) => Code ?? 'unknown'))];
  throw new DependencyUnavailableError(
    `S3 DeleteObjects: ${Errors.length} objects stay (${codes.join(', ')})`,
  );
}

function storedVersion(
  { Key = '', VersionId = 'null' }: { Key?: string | undefined; VersionId?: string | undefined },
  isCurrent: boolean,
): StoredVersion {
  return { key: Key, versionId: VersionId, isCurrent };
}
