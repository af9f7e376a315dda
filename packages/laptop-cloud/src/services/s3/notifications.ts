// Tells functions, queues and topics what happened to objects, in the shape of S3's own notifications: keys are URL-encoded
// there. Source: Amazon S3 User Guide, "Event message structure".
import { randomUUID } from 'node:crypto';
import { realClock } from 'states-language';
import { bucketArn, serviceOf } from '../../arns.ts';
import type { Bus } from '../bus.ts';
import { Deliveries, type Delivery } from '../deliveries.ts';
import { hostIdOf } from '../host-id.ts';
import { type Bucket, NULL_VERSION, type ObjectVersion } from './bucket.ts';
import { encodedKey } from './encoded-key.ts';
import type { Cause, CreateReason, S3Events } from './events.ts';
import { type BucketNotification, isWanted } from './notification-settings.ts';

export interface Notifications extends S3Events {
  /** Tells a queue or topic, as S3 does once, that a bucket will write to it; a function is only looked for. Rejects when the bucket may not. */
  test(bucketName: string, destination: string): Promise<void>;
  /** Goes on with those that an earlier process has left; gives how many. */
  resume(): number;
  /** Stops what waits for another try. */
  close(): Promise<void>;
}

export interface NotificationOptions {
  bus: Bus;
  region: string;
  accountId: string;
  now(): number;
  /** Where those are kept that have not arrived; without it they end with the process. */
  file?: string | undefined;
  /** Gets a line for each notification that is lost. */
  log(line: string): void;
}

// S3 says only that it tells "at least once"; a day is as long as others try.
const LIMITS = { maxRetries: 185, maxAgeMs: 24 * 3_600_000 };

export function createNotifications({
  bus,
  region,
  accountId,
  now,
  file,
  log,
}: NotificationOptions): Notifications {
  const deliveries = new Deliveries({ bus, clock: realClock(), file, log });

  function deliveryOf(kept: Kept): Delivery {
    const { bucketName, to, text, traceHeader } = kept;
    return {
      kept,
      from: `s3: ${bucketName}`,
      to,
      limits: LIMITS,
      send: () =>
        bus.deliver(to, text, {
          ...optionsOf(bucketName, to, accountId),
          ...(traceHeader === undefined ? {} : { traceHeader }),
        }),
    };
  }

  async function tell(
    bucket: Bucket,
    key: string,
    { event, version = VERSION, object }: Happening,
    { requestId, traceHeader }: Cause,
  ): Promise<void> {
    for (const notification of bucket.settings.notifications) {
      if (!isWanted(notification, `s3:${event}`, key)) continue;
      const record = {
        eventVersion: version,
        eventSource: 'aws:s3',
        awsRegion: region,
        eventTime: new Date(now()).toISOString(),
        eventName: event,
        userIdentity: { principalId: accountId },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: { 'x-amz-request-id': requestId, 'x-amz-id-2': hostIdOf(requestId) },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: idOf(notification),
          bucket: {
            name: bucket.name,
            ownerIdentity: { principalId: accountId },
            arn: bucketArn(bucket.name),
          },
          object: { key: encodedKey(key), ...object },
        },
      };
      const text = JSON.stringify({ Records: [record] });
      deliveries.begin(
        deliveryOf({
          bucketName: bucket.name,
          to: notification.destination,
          text,
          ...(traceHeader === undefined ? {} : { traceHeader }),
        }),
      );
    }
    await deliveries.kept();
  }

  return {
    created: (bucket, key, version, reason, by) =>
      tell(
        bucket,
        key,
        {
          event: `ObjectCreated:${HOW_CREATED[reason]}`,
          object: {
            size: version.size,
            eTag: version.etag,
            ...versionIn(bucket, version),
            sequencer: version.sequencer,
          },
        },
        by,
      ),
    deleted: (bucket, key, version, reason, by) => {
      const how = version.deleteMarker ? 'DeleteMarkerCreated' : 'Delete';
      const eTag = version.deleteMarker ? { eTag: version.etag } : {};
      const happening: Happening = {
        event: `ObjectRemoved:${how}`,
        object: { ...eTag, ...versionIn(bucket, version), sequencer: version.sequencer },
      };
      const expired = { ...happening, event: `LifecycleExpiration:${how}`, version: LATER_VERSION };
      return tell(bucket, key, reason === 'DeleteObject' ? happening : expired, by);
    },
    tagged: (bucket, key, version, type, by) =>
      tell(
        bucket,
        key,
        {
          event: `ObjectTagging:${type === 'Added' ? 'Put' : 'Delete'}`,
          version: LATER_VERSION,
          object: { eTag: version.etag, ...versionIn(bucket, version) },
        },
        by,
      ),
    async test(bucketName, destination) {
      if (serviceOf(destination) === 'lambda') {
        bus.find(destination);
        return;
      }
      const message = {
        Service: 'Amazon S3',
        Event: 's3:TestEvent',
        Time: new Date(now()).toISOString(),
        Bucket: bucketName,
        RequestId: randomUUID(),
        HostId: 'laptop',
      };
      await bus.deliver(destination, JSON.stringify(message), optionsOf(bucketName, destination, accountId));
    },
    resume: () => deliveries.resume((kept) => ({ delivery: deliveryOf(kept as Kept) })),
    close: () => deliveries.close(),
  };
}

/** What a notification is made of again. */
interface Kept {
  bucketName: string;
  to: string;
  text: string;
  traceHeader?: string;
}

interface Happening {
  event: string;
  /** Of the message. */
  version?: string;
  object: Record<string, unknown>;
}

const VERSION = '2.1';
/** Tags and lifecycle came later, with a later version of the message. */
const LATER_VERSION = '2.3';

const HOW_CREATED: Readonly<Record<CreateReason, string>> = {
  PutObject: 'Put',
  'POST Object': 'Post',
  CopyObject: 'Copy',
  CompleteMultipartUpload: 'CompleteMultipartUpload',
};

function optionsOf(bucketName: string, destination: string, account: string) {
  return {
    source: { service: 's3.amazonaws.com', arn: bucketArn(bucketName), account },
    ...(serviceOf(destination) === 'sns' ? { parameters: { Subject: 'Amazon S3 Notification' } } : {}),
  };
}

/** The template gives a configuration no id; S3 makes one of its own. */
export function idOf({ id, event, prefix, suffix, destination }: BucketNotification): string {
  if (id !== undefined) return id;
  return Buffer.from([event, prefix, suffix, destination].join('\n')).toString('base64url').slice(0, 36);
}

function versionIn(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  const isKept = bucket.settings.versioning !== 'Off' && version.versionId !== NULL_VERSION;
  return isKept ? { versionId: version.versionId } : {};
}
