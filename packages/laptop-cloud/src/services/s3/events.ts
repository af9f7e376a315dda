// Tells the default event bus what happened to objects, in the shape S3 gives EventBridge
// (Amazon S3 User Guide, "EventBridge event message structure"). Keys are not URL-encoded there.

import { randomUUID } from 'node:crypto';
import { bucketArn } from '../../arns.ts';
import type { Bus } from '../bus.ts';
import type { ServiceRequest } from '../service.ts';
import { type Bucket, NULL_VERSION, type ObjectVersion } from './bucket.ts';

export type CreateReason = 'PutObject' | 'POST Object' | 'CopyObject' | 'CompleteMultipartUpload';

/** The request that made it happen, or the rule. */
export type Cause = Pick<ServiceRequest, 'requestId' | 'traceHeader'>;

/** Each resolves when what it tells cannot be lost any more, so that the request may be answered. */
export interface S3Events {
  created(
    bucket: Bucket,
    key: string,
    version: ObjectVersion,
    reason: CreateReason,
    by: Cause,
  ): Promise<void>;
  deleted(
    bucket: Bucket,
    key: string,
    version: ObjectVersion,
    reason: 'DeleteObject' | 'Lifecycle Expiration',
    by: Cause,
  ): Promise<void>;
  tagged(
    bucket: Bucket,
    key: string,
    version: ObjectVersion,
    type: 'Added' | 'Deleted',
    by: Cause,
  ): Promise<void>;
}

export interface S3EventOptions {
  bus: Bus;
  region: string;
  accountId: string;
  now(): number;
}

/** Only buckets with EventBridge switched on are heard. */
export function createEvents({ bus, region, accountId, now }: S3EventOptions): S3Events {
  function publish(
    bucket: Bucket,
    detailType: string,
    object: Record<string, unknown>,
    more: Record<string, unknown>,
    by: Cause,
  ): Promise<void> {
    if (!bucket.settings.eventBridge) return Promise.resolve();
    return bus.publish({
      version: '0',
      id: randomUUID(),
      'detail-type': detailType,
      source: 'aws.s3',
      account: accountId,
      time: `${new Date(now()).toISOString().slice(0, 19)}Z`,
      region,
      resources: [bucketArn(bucket.name)],
      detail: {
        version: '0',
        bucket: { name: bucket.name },
        object,
        'request-id': by.requestId,
        requester: accountId,
        'source-ip-address': '127.0.0.1',
        ...more,
      },
    });
  }

  return {
    created: (bucket, key, version, reason, by) =>
      publish(
        bucket,
        'Object Created',
        {
          key,
          size: version.size,
          etag: version.etag,
          ...versionIn(bucket, version),
          sequencer: version.sequencer,
        },
        { reason },
        by,
      ),
    deleted: (bucket, key, version, reason, by) =>
      publish(
        bucket,
        'Object Deleted',
        // A marker alone has an ETag there.
        {
          key,
          ...(version.deleteMarker ? { etag: version.etag } : {}),
          ...versionIn(bucket, version),
          sequencer: version.sequencer,
        },
        {
          reason,
          'deletion-type': version.deleteMarker ? 'Delete Marker Created' : 'Permanently Deleted',
        },
        by,
      ),
    tagged: (bucket, key, version, type, by) =>
      publish(
        bucket,
        `Object Tags ${type}`,
        { key, etag: version.etag, ...versionIn(bucket, version) },
        {},
        by,
      ),
  };
}

function versionIn(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  const isKept = bucket.settings.versioning !== 'Off' && version.versionId !== NULL_VERSION;
  return isKept ? { 'version-id': version.versionId } : {};
}
