// What the store keeps: buckets, their settings, and the versions of every key.
import type { BucketNotification } from './notification-settings.ts';

export interface Bucket {
  name: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  settings: BucketSettings;
  keys: BucketKeys;
}

/** The versions of every key. */
export interface BucketKeys {
  readonly size: number;
  /** The highest that any newest version has had since the file was opened; empty where there was none. */
  readonly lastSequencer: string;
  /** Newest version first; undefined for a key without versions. */
  get(key: string): readonly ObjectVersion[] | undefined;
  /** Written when it returns; a key without versions is gone. Throws the system's error, and nothing has changed. */
  set(key: string, versions: readonly ObjectVersion[]): void;
  /** In the order of listings, from this key on. */
  from(start: string): Iterable<string>;
  /** Resolves when the file is no longer being written anew. */
  settled(): Promise<void>;
  /** Has the next start read no more than what comes later. Throws the system's error, and nothing is lost. */
  keepIndex(): void;
  close(): void;
}

export interface BucketSettings {
  versioning: 'Off' | 'Enabled' | 'Suspended';
  /** Whether events go to the default event bus. */
  eventBridge: boolean;
  /** What functions, queues and topics are told. */
  notifications: BucketNotification[];
  encryption: Encryption;
  /** Somebody has said so, be it what S3 does anyway. */
  isEncryptionPut?: boolean;
  cors: CorsRule[];
  lifecycle: LifecycleRule[];
  /** Where it was put with the rules: how S3 would judge small objects before it moves them. */
  smallestTransition?: string;
  /** Where it was ever put. */
  acceleration?: 'Enabled' | 'Suspended';
  tags: Record<string, string>;
  /** As it was put, JSON; null where there is none. */
  policy: string | null;
  /** Null where it was taken away. Nothing here is public, whatever it says. */
  publicAccess: PublicAccessBlock | null;
}

export interface PublicAccessBlock {
  BlockPublicAcls: boolean;
  IgnorePublicAcls: boolean;
  BlockPublicPolicy: boolean;
  RestrictPublicBuckets: boolean;
}

export interface Encryption {
  algorithm: string;
  kmsKeyId?: string;
  bucketKey?: boolean;
}

export interface CorsRule {
  id?: string;
  allowedOrigins: string[];
  allowedMethods: string[];
  allowedHeaders: string[];
  exposedHeaders: string[];
  maxAgeSeconds?: number;
}

/** One lifecycle rule; every day count is in whole days. */
export interface LifecycleRule {
  id?: string;
  isDisabled?: boolean;
  prefix: string;
  /** It was put with a filter that asks for nothing, not even an empty prefix. */
  isUnfiltered?: true;
  /** All must be on the object. */
  tags: Record<string, string>;
  /** Objects of more bytes, and of fewer. */
  sizeAbove?: number;
  sizeBelow?: number;
  expirationDays?: number;
  /** From when on all that it is about expires, milliseconds since 1970; instead of the days. */
  expirationMs?: number;
  expiredObjectDeleteMarker?: boolean;
  noncurrentDays?: number;
  /** Noncurrent versions that are kept however old they are. */
  newerNoncurrentVersions?: number;
  abortUploadDays?: number;
}

export interface Checksum {
  algorithm: ChecksumAlgorithm;
  /** Base64, with `-<parts>` for a composite one. */
  value: string;
  type: 'FULL_OBJECT' | 'COMPOSITE';
}

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'MD5' | 'SHA1' | 'SHA256' | 'SHA512';

/** What a writer says of an object. */
export interface ObjectDescription {
  contentType: string;
  /** Cache-Control, Content-Disposition and their like, names in lower case. */
  systemHeaders: Record<string, string>;
  /** User metadata, names in lower case without `x-amz-meta-`. */
  metadata: Record<string, string>;
  tags: Record<string, string>;
  encryption: Encryption;
  storageClass?: string;
}

export interface ObjectVersion extends ObjectDescription {
  /** `null` where the bucket is not versioned. */
  versionId: string;
  /** Milliseconds since 1970. */
  lastModified: number;
  /** Grows with every change of a key. */
  sequencer: string;
  deleteMarker: boolean;
  /** Bytes. */
  size: number;
  /** Without quotes. */
  etag: string;
  checksum?: Checksum;
  /** Of an object that came in parts, in their order. */
  parts?: ObjectPart[];
  /** The upload that it came by. */
  uploadId?: string;
  /** Name of the file that holds the bytes; a delete marker has none. */
  blob?: string;
}

export interface ObjectPart {
  number: number;
  /** Bytes. */
  size: number;
  /** By the algorithm of the whole. */
  checksum: string;
}

/** A written object before the store gives it version, time and place. */
export type ObjectDraft = Omit<
  ObjectVersion,
  'versionId' | 'lastModified' | 'sequencer' | 'deleteMarker' | 'blob'
>;

export const NULL_VERSION = 'null';

export const DEFAULT_SETTINGS: BucketSettings = {
  versioning: 'Off',
  eventBridge: false,
  notifications: [],
  encryption: { algorithm: 'AES256' },
  cors: [],
  lifecycle: [],
  tags: {},
  policy: null,
  // What S3 gives every new bucket.
  publicAccess: {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  },
};
