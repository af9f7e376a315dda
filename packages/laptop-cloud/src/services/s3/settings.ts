// Reads the properties of AWS::S3::Bucket. Whatever would change behaviour and is not
// honoured is refused by its name.
import { z } from 'zod';
import { Count, Flag, readProperties } from '../template-values.ts';
import { ACCELERATIONS } from './acceleration.ts';
import { type BucketSettings, DEFAULT_SETTINGS } from './bucket.ts';
import { NOTIFICATION_LISTS, notificationsOf } from './notification-settings.ts';

/** The settings that a template's properties describe. Throws an Error naming the property it cannot honour. */
export function readSettings(properties: Record<string, unknown>): BucketSettings {
  const { BucketName: _name, ...rest } = properties;
  const given = readProperties(Properties, rest);
  const publicAccess = given.PublicAccessBlockConfiguration;
  const byDefault = given.BucketEncryption?.ServerSideEncryptionConfiguration[0];
  return {
    versioning: given.VersioningConfiguration?.Status ?? 'Off',
    ...(given.AccelerateConfiguration
      ? { acceleration: given.AccelerateConfiguration.AccelerationStatus }
      : {}),
    eventBridge: given.NotificationConfiguration?.EventBridgeConfiguration?.EventBridgeEnabled ?? false,
    notifications: notificationsOf(given.NotificationConfiguration ?? {}),
    isEncryptionPut: byDefault !== undefined,
    encryption: byDefault
      ? {
          algorithm: byDefault.ServerSideEncryptionByDefault.SSEAlgorithm,
          ...(byDefault.ServerSideEncryptionByDefault.KMSMasterKeyID
            ? { kmsKeyId: byDefault.ServerSideEncryptionByDefault.KMSMasterKeyID }
            : {}),
          ...(byDefault.BucketKeyEnabled ? { bucketKey: true } : {}),
        }
      : DEFAULT_SETTINGS.encryption,
    cors: (given.CorsConfiguration?.CorsRules ?? []).map((rule) => ({
      allowedOrigins: rule.AllowedOrigins,
      allowedMethods: rule.AllowedMethods,
      allowedHeaders: rule.AllowedHeaders ?? [],
      exposedHeaders: rule.ExposedHeaders ?? [],
      ...(rule.MaxAge === undefined ? {} : { maxAgeSeconds: rule.MaxAge }),
    })),
    tags: Object.fromEntries((given.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
    policy: null,
    publicAccess: publicAccess
      ? {
          BlockPublicAcls: publicAccess.BlockPublicAcls ?? false,
          IgnorePublicAcls: publicAccess.IgnorePublicAcls ?? false,
          BlockPublicPolicy: publicAccess.BlockPublicPolicy ?? false,
          RestrictPublicBuckets: publicAccess.RestrictPublicBuckets ?? false,
        }
      : DEFAULT_SETTINGS.publicAccess,
    lifecycle: (given.LifecycleConfiguration?.Rules ?? []).map((rule) =>
      withoutUndefined({
        id: rule.Id,
        isDisabled: rule.Status === 'Disabled' ? true : undefined,
        prefix: rule.Prefix ?? '',
        tags: Object.fromEntries((rule.TagFilters ?? []).map(({ Key, Value }) => [Key, Value])),
        sizeAbove: rule.ObjectSizeGreaterThan,
        sizeBelow: rule.ObjectSizeLessThan,
        expirationDays: rule.ExpirationInDays,
        expiredObjectDeleteMarker: rule.ExpiredObjectDeleteMarker,
        noncurrentDays:
          rule.NoncurrentVersionExpiration?.NoncurrentDays ?? rule.NoncurrentVersionExpirationInDays,
        newerNoncurrentVersions: rule.NoncurrentVersionExpiration?.NewerNoncurrentVersions,
        abortUploadDays: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation,
      }),
    ),
  };
}

const Days = Count.min(1);

const LifecycleRuleProperties = z.strictObject({
  Id: z.string().optional(),
  Status: z.enum(['Enabled', 'Disabled']),
  Prefix: z.string().optional(),
  TagFilters: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional(),
  ObjectSizeGreaterThan: Count.optional(),
  ObjectSizeLessThan: Count.optional(),
  ExpirationInDays: Days.optional(),
  ExpiredObjectDeleteMarker: Flag.optional(),
  NoncurrentVersionExpirationInDays: Days.optional(),
  NoncurrentVersionExpiration: z
    .strictObject({ NoncurrentDays: Days, NewerNoncurrentVersions: Count.optional() })
    .optional(),
  AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: Days }).optional(),
});

const Properties = z.strictObject({
  AccelerateConfiguration: z.strictObject({ AccelerationStatus: z.enum(ACCELERATIONS) }).optional(),
  VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
  NotificationConfiguration: z
    .strictObject({
      EventBridgeConfiguration: z.strictObject({ EventBridgeEnabled: Flag.default(true) }).optional(),
      ...NOTIFICATION_LISTS,
    })
    .optional(),
  CorsConfiguration: z
    .strictObject({
      CorsRules: z.array(
        z.strictObject({
          Id: z.string().optional(),
          AllowedOrigins: z.array(z.string()).min(1),
          AllowedMethods: z.array(z.enum(['GET', 'PUT', 'HEAD', 'POST', 'DELETE'])).min(1),
          AllowedHeaders: z.array(z.string()).optional(),
          ExposedHeaders: z.array(z.string()).optional(),
          MaxAge: Count.optional(),
        }),
      ),
    })
    .optional(),
  // Nothing here is ever public, which is what all four flags ask for at most.
  PublicAccessBlockConfiguration: z
    .strictObject({
      BlockPublicAcls: Flag.optional(),
      BlockPublicPolicy: Flag.optional(),
      IgnorePublicAcls: Flag.optional(),
      RestrictPublicBuckets: Flag.optional(),
    })
    .optional(),
  BucketEncryption: z
    .strictObject({
      ServerSideEncryptionConfiguration: z
        .array(
          z.strictObject({
            BucketKeyEnabled: Flag.optional(),
            ServerSideEncryptionByDefault: z.strictObject({
              SSEAlgorithm: z.enum(['AES256', 'aws:kms', 'aws:kms:dsse']),
              KMSMasterKeyID: z.string().optional(),
            }),
          }),
        )
        .length(1),
    })
    .optional(),
  Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional(),
  LifecycleConfiguration: z.strictObject({ Rules: z.array(LifecycleRuleProperties) }).optional(),
  OwnershipControls: z
    .strictObject({
      Rules: z.array(z.strictObject({ ObjectOwnership: z.literal('BucketOwnerEnforced') })).length(1),
    })
    .optional(),
});

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
