// What S3 does whenever a bucket's notifications are put: it tries whether it may tell of them.
import { serviceOf } from '../../arns.ts';
import { messageOf } from '../message-of.ts';
import type { BucketNotification } from './notification-settings.ts';
import type { ObjectStore } from './store.ts';

/** Tells queues and topics that a bucket will write to them, where its notifications have changed. */
export function destinationTest(
  store: ObjectStore,
  test: (bucketName: string, destination: string) => Promise<void>,
): (bucketName: string, notifications: readonly BucketNotification[]) => Promise<void> {
  return async (bucketName, notifications) => {
    const before = store.bucket(bucketName)?.settings.notifications ?? [];
    if (JSON.stringify(before) === JSON.stringify(notifications)) return;
    for (const destination of new Set(notifications.map((one) => one.destination))) {
      if (serviceOf(destination) === 'lambda') continue;
      await test(bucketName, destination).catch((cause: unknown) => {
        throw new Error(
          `Unable to validate the following destination configurations: ${messageOf(cause)}. Its policy must let s3.amazonaws.com in, and be made before the bucket (DependsOn).`,
          { cause },
        );
      });
    }
  };
}
