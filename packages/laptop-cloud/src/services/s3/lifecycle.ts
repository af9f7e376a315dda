// Applies lifecycle rules: what S3 does once a day, done by a sweep.
import { randomUUID } from 'node:crypto';
import type { Bucket, LifecycleRule, ObjectVersion } from './bucket.ts';
import { expiryAfter, isMeant } from './expiry.ts';
import type { S3 } from './operation.ts';
import { listUploads, removeUpload } from './uploads.ts';

/** Applies every bucket's rules as of now. */
export async function sweepBuckets(s3: S3): Promise<void> {
  for (const bucket of s3.store.buckets()) {
    for (const rule of bucket.settings.lifecycle) {
      if (rule.isDisabled) continue;
      for (const key of bucket.keys.from(rule.prefix)) {
        if (!key.startsWith(rule.prefix)) break;
        await sweepKey(s3, bucket, key, bucket.keys.get(key) ?? [], rule);
      }
      await sweepUploads(s3, bucket, rule);
    }
  }
}

async function sweepKey(
  s3: S3,
  bucket: Bucket,
  key: string,
  versions: readonly ObjectVersion[],
  rule: LifecycleRule,
): Promise<void> {
  const [newest, ...older] = versions;
  if (
    newest &&
    !newest.deleteMarker &&
    isMeant(newest, rule) &&
    (isDue(s3, newest.lastModified, rule.expirationDays) || hasCome(s3, rule.expirationMs))
  ) {
    await expire(s3, bucket, key);
  }
  const kept = rule.newerNoncurrentVersions ?? 0;
  for (const [index, version] of older.entries()) {
    // A version has been noncurrent since the one above it came.
    const since = versions[index]?.lastModified ?? version.lastModified;
    if (index < kept || !isMeant(version, rule) || !isDue(s3, since, rule.noncurrentDays)) continue;
    await expire(s3, bucket, key, version.versionId);
  }
  const left = bucket.keys.get(key);
  if (rule.expiredObjectDeleteMarker && left?.length === 1 && left[0]?.deleteMarker) {
    await expire(s3, bucket, key, left[0].versionId);
  }
}

async function expire(s3: S3, bucket: Bucket, key: string, versionId?: string): Promise<void> {
  const { marker, removed } = await s3.store.remove(bucket, key, versionId);
  const gone = marker ?? (removed && { ...removed, deleteMarker: false });
  if (gone) await s3.events.deleted(bucket, key, gone, 'Lifecycle Expiration', { requestId: randomUUID() });
}

async function sweepUploads(s3: S3, bucket: Bucket, rule: LifecycleRule): Promise<void> {
  if (rule.abortUploadDays === undefined) return;
  for (const upload of listUploads(s3.store, bucket)) {
    if (!upload.key.startsWith(rule.prefix) || !isDue(s3, upload.startedAt, rule.abortUploadDays)) continue;
    await removeUpload(s3.store, bucket, upload.id);
  }
}

function hasCome(s3: S3, atMs: number | undefined): boolean {
  return atMs !== undefined && s3.now() >= atMs;
}

function isDue(s3: S3, sinceMs: number, days: number | undefined): boolean {
  return days !== undefined && s3.now() >= expiryAfter(sinceMs, days);
}
