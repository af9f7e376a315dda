// How the template's buckets and bucket policies live here.
import { bucketArn, serviceOf } from '../../arns.ts';
import type { Policy } from '../../policies/policy.ts';
import type { ResourceTypes } from '../../stack/resource.ts';
import { messageOf } from '../message-of.ts';
import { parseBucketPolicy } from './bucket-policy.ts';
import { type BucketNotification, eventsNeverHere } from './notification-settings.ts';
import { readSettings } from './settings.ts';
import type { ObjectStore } from './store.ts';

export interface S3ResourceOptions {
  store: ObjectStore;
  /** Where the policies of buckets go, by the names of buckets. */
  policies: Map<string, Policy>;
  /** Sends a queue or topic its first message. Rejects when the bucket may not. */
  testDestination(bucketName: string, destination: string): Promise<void>;
  /** Origin of the gateway. */
  endpoint: (() => string) | undefined;
}

export function s3ResourceTypes(options: S3ResourceOptions): ResourceTypes {
  const { store, policies, endpoint } = options;
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
      if (serviceOf(destination) === 'lambda') continue;
      await options.testDestination(bucketName, destination).catch((cause: unknown) => {
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
      ignored: {
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
      localUrls: (name, { region }) => (endpoint ? addressesOf(name, region, endpoint()) : {}),
      notices: ({ logicalId, properties }) =>
        eventsNeverHere(settingsOf(properties).notifications).map(
          (event) => `${logicalId}: ${event} is never sent, for it does not happen on a laptop.`,
        ),
      provision: async ({ physicalName, properties }) => {
        const settings = settingsOf(properties);
        await testDestinations(physicalName, settings.notifications);
        store.putBucket(physicalName, settings);
      },
    },
    'AWS::S3::BucketPolicy': {
      properties: ['Bucket', 'PolicyDocument'],
      ignored: {},
      ref: (name) => name,
      attributes: () => ({}),
      plan({ properties }) {
        parseBucketPolicy(properties['PolicyDocument']);
        return false;
      },
      async provision({ properties: { Bucket, PolicyDocument } }) {
        if (typeof Bucket !== 'string') throw new Error('Bucket must be the name of a bucket.');
        policies.set(Bucket, parseBucketPolicy(PolicyDocument));
      },
    },
  };
}

/** Addresses that name the bucket as their host; here it is the first part of the path. */
function addressesOf(name: string, region: string, endpoint: string): Record<string, string> {
  return Object.fromEntries(
    [`${name}.s3.amazonaws.com`, `${name}.s3.${region}.amazonaws.com`].map((host) => [
      `https://${host}`,
      `${endpoint}/${name}`,
    ]),
  );
}
