// How the template's buckets and bucket policies live here.
import { bucketArn } from '../../arns.ts';
import type { Policy } from '../../policies/policy.ts';
import type { ResourceTypes } from '../../stack/resource.ts';
import { readBucketPolicy, readSettings } from './settings.ts';
import type { ObjectStore } from './store.ts';

/** `policies` gets those of buckets, by name. */
export function s3ResourceTypes(
  store: ObjectStore,
  policies: Map<string, Policy>,
  endpoint: (() => string) | undefined,
): ResourceTypes {
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
      localUrls: (name, { region }) => (endpoint ? addressesOf(name, region, endpoint()) : {}),
      provision: async ({ physicalName, properties }) => {
        const settings = { ...properties };
        for (const name of ['Tags', 'LoggingConfiguration', 'AccessControl']) delete settings[name];
        store.putBucket(physicalName, readSettings(settings));
      },
    },
    'AWS::S3::BucketPolicy': {
      properties: ['Bucket', 'PolicyDocument'],
      inert: {},
      ref: (name) => name,
      attributes: () => ({}),
      plan({ properties }) {
        readBucketPolicy(properties['PolicyDocument']);
        return false;
      },
      async provision({ properties }) {
        policies.set(String(properties['Bucket']), readBucketPolicy(properties['PolicyDocument']));
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
