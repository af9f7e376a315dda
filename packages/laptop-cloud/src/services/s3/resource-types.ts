// How the template's buckets and bucket policies live here.
import type { ResourceTypes } from '../../stack/resource.ts';
import { messageOf } from '../message-of.ts';
import { parsePolicy, type ResourcePolicy } from '../policies/resource-policy.ts';
import { type BucketNotification, eventsNeverHere } from './notification-settings.ts';
import { bucketArn } from './operation.ts';
import { readSettings } from './settings.ts';
import type { ObjectStore } from './store.ts';

export function s3ResourceTypes(
  store: ObjectStore,
  /** Where the policies of buckets go, by the names of buckets. */
  policies: Map<string, ResourcePolicy>,
  /** Sends a queue or topic its first message. Rejects when the bucket may not. */
  testDestination: (bucketName: string, destination: string) => Promise<void>,
): ResourceTypes {
  const settingsOf = (properties: Readonly<Record<string, unknown>>) => {
    const settings = { ...properties };
    for (const name of ['Tags', 'LoggingConfiguration', 'AccessControl']) delete settings[name];
    return readSettings(settings);
  };

  /** As S3 does whenever a configuration is put, which is when it has changed. */
  async function testDestinations(bucketName: string, notifications: readonly BucketNotification[]) {
    const before = store.bucket(bucketName)?.settings.notifications ?? [];
    if (JSON.stringify(before) === JSON.stringify(notifications)) return;
    for (const destination of new Set(notifications.map((one) => one.destination))) {
      if (destination.split(':')[2] === 'lambda') continue;
      await testDestination(bucketName, destination).catch((cause: unknown) => {
        throw new Error(
          `Unable to validate the following destination configurations: ${messageOf(cause)}. Its policy must let s3.amazonaws.com in, and be made before the bucket (DependsOn).`,
          { cause },
        );
      });
    }
  }

  return {
    'AWS::S3::Bucket': {
      nameProperty: 'BucketName',
      properties: [
        'BucketName',
        'VersioningConfiguration',
        'NotificationConfiguration',
        'CorsConfiguration',
        'PublicAccessBlockConfiguration',
        'BucketEncryption',
        'LifecycleConfiguration',
        'OwnershipControls',
      ],
      inert: {
        Tags: 'tags of buckets name costs, and a laptop has none',
        AccessControl: 'nothing here is ever public; who may what, policies of roles say',
        LoggingConfiguration: "the gateway's log shows every request",
      },
      ref: (name) => name,
      attributes: (name, { region }) => ({
        Arn: bucketArn(name),
        DomainName: `${name}.s3.amazonaws.com`,
        RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
        DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
      }),
      notices: ({ logicalId, properties }) =>
        eventsNeverHere(settingsOf(properties).notifications).map(
          (event) => `${logicalId}: ${event} is never told, for it does not happen on a laptop.`,
        ),
      provision: async ({ physicalName, properties }) => {
        const settings = settingsOf(properties);
        await testDestinations(physicalName, settings.notifications);
        store.putBucket(physicalName, settings);
      },
    },
    'AWS::S3::BucketPolicy': {
      properties: ['Bucket', 'PolicyDocument'],
      inert: {},
      ref: (name) => name,
      attributes: () => ({}),
      provision: async ({ properties: { Bucket, PolicyDocument } }) => {
        if (typeof Bucket !== 'string') throw new Error('Bucket must be the name of a bucket.');
        policies.set(Bucket, parsePolicy(PolicyDocument));
      },
    },
  };
}
