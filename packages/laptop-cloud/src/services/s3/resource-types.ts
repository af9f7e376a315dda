// How the template's buckets and bucket policies live here.
import { bucketArn } from '../../arns.ts';
import type { Policy } from '../../policies/policy.ts';
import type { ResourceTypes } from '../../stack/resource.ts';
import { parseBucketPolicy } from './bucket-policy.ts';
import { eventsNeverHere } from './notification-settings.ts';
import type { S3 } from './operation.ts';
import { readSettings } from './settings.ts';
import type { ObjectStore } from './store.ts';

export interface S3ResourceOptions {
  store: ObjectStore;
  /** Where the policies of buckets go, by the names of buckets. */
  policies: Map<string, Policy>;
  testDestinations: S3['testDestinations'];
  /** Origin of the gateway. */
  endpoint: (() => string) | undefined;
}

export function s3ResourceTypes(options: S3ResourceOptions): ResourceTypes {
  const { store, policies, endpoint } = options;
  const settingsOf = (properties: Readonly<Record<string, unknown>>) => {
    const settings = { ...properties };
    for (const name of ['LoggingConfiguration', 'AccessControl']) delete settings[name];
    return readSettings(settings);
  };

  return {
    'AWS::S3::Bucket': {
      nameProperty: 'BucketName',
      properties: [
        'BucketName',
        'AccelerateConfiguration',
        'VersioningConfiguration',
        'NotificationConfiguration',
        'CorsConfiguration',
        'PublicAccessBlockConfiguration',
        'BucketEncryption',
        'LifecycleConfiguration',
        'OwnershipControls',
        'Tags',
      ],
      ignored: {
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
      check: ({ properties }) => void settingsOf(properties),
      provision: async ({ physicalName, properties }) => {
        const settings = settingsOf(properties);
        await options.testDestinations(physicalName, settings.notifications);
        store.putBucket(physicalName, settings);
        policies.delete(physicalName);
      },
    },
    'AWS::S3::BucketPolicy': {
      properties: ['Bucket', 'PolicyDocument'],
      ignored: {},
      ref: (name) => name,
      attributes: () => ({}),
      check({ properties: { Bucket, PolicyDocument } }) {
        if (typeof Bucket !== 'string') throw new Error('Bucket must be the name of a bucket.');
        parseBucketPolicy(PolicyDocument);
      },
      async provision({ properties }) {
        const { Bucket, PolicyDocument } = properties as { Bucket: string; PolicyDocument: unknown };
        policies.set(Bucket, parseBucketPolicy(PolicyDocument));
        const bucket = store.bucket(Bucket);
        if (bucket) store.putBucket(Bucket, { ...bucket.settings, policy: JSON.stringify(PolicyDocument) });
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
