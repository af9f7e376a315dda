// Between headers and what is kept of an object. Form fields of a POST have the same names, so they come here too.
import { ServiceError } from '../service.ts';
import { isSendable } from '../write-answer.ts';
import { refuseLists } from './access-lists.ts';
import type { Bucket, Checksum, Encryption, ObjectDescription, ObjectVersion } from './bucket.ts';
import { checksumHeader } from './checksums.ts';
import { decodedWords, encodedUnlessPlain } from './encoded-words.ts';
import { parseTagging } from './tag-rules.ts';

type Headers = Readonly<Record<string, string>>;

export const SYSTEM_HEADERS: readonly string[] = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];
const METADATA_PREFIX = 'x-amz-meta-';
const MAX_METADATA_BYTES = 2048;

/**
 * What a writer's headers say of the object; metadata of forms is no encoded words. Throws MetadataTooLarge, InvalidTag,
 * InvalidStorageClass, InvalidArgument or InvalidEncryptionAlgorithmError.
 */
export function describeObject(
  headers: Headers,
  bucket: Bucket,
  read: (value: string) => string = decodedWords,
): ObjectDescription {
  refuseLists(headers);
  for (const name in headers) if (isKept(name)) refuseUnsendable(name, name, headers[name]!);
  const metadata = readMetadata(headers, read);
  const storageClass = headers['x-amz-storage-class'];
  return {
    contentType: headers['content-type'] || 'binary/octet-stream',
    systemHeaders: readSystemHeaders(headers),
    metadata,
    tags: headers['x-amz-tagging'] ? parseTagging(headers['x-amz-tagging']) : {},
    encryption: readEncryption(headers, bucket),
    ...(isOtherClass(storageClass) ? { storageClass } : {}),
  };
}

// What is said of storage and is no such class could never be true.
const STORAGE_CLASSES = new Set(
  'STANDARD REDUCED_REDUNDANCY STANDARD_IA ONEZONE_IA INTELLIGENT_TIERING GLACIER DEEP_ARCHIVE GLACIER_IR'.split(
    ' ',
  ),
);

function isOtherClass(storageClass: string | undefined): storageClass is string {
  if (storageClass !== undefined && !STORAGE_CLASSES.has(storageClass))
    throw new ServiceError('InvalidStorageClass', 'The storage class you specified is not valid', 400, {
      StorageClassRequested: storageClass,
    });
  return storageClass !== undefined && storageClass !== 'STANDARD';
}

function isKept(name: string): boolean {
  return name === 'content-type' || SYSTEM_HEADERS.includes(name) || name.startsWith(METADATA_PREFIX);
}

/** Throws for what no answer could carry: forms and presigned URLs bring line breaks that headers cannot. Metadata can be encoded. */
export function refuseUnsendable(argument: string, header: string, value: string): void {
  const isEncoded = header.startsWith(METADATA_PREFIX) && !/[\r\n]/.test(value);
  if (isSendable(header, isEncoded ? encodedUnlessPlain(value) : value)) return;
  refuseText(argument, value);
}

/** Throws for what S3 could not write as it writes a header that is asked for. */
export function refuseOverride(argument: string, header: string, value: string): void {
  if (/[^\0-\xff]/.test(value)) refuseText(argument, value);
  refuseUnsendable(argument, header, value);
}

function refuseText(argument: string, value: string): never {
  throw new ServiceError('InvalidArgument', 'Header value cannot be represented using ISO-8859-1.', 400, {
    ArgumentName: argument,
    ArgumentValue: value,
  });
}

/** The headers that give a stored version back, but for its length and checksum. */
export function describeVersion(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  const { encryption } = version;
  const described: Record<string, string> = {
    'content-type': version.contentType,
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
    'x-amz-server-side-encryption': encryption.algorithm,
  };
  for (const name in version.systemHeaders) described[name] = version.systemHeaders[name]!;
  for (const name in version.metadata)
    described[METADATA_PREFIX + name] = encodedUnlessPlain(version.metadata[name]!);
  const tagCount = Object.keys(version.tags).length;
  if (tagCount > 0) described['x-amz-tagging-count'] = String(tagCount);
  if (version.storageClass) described['x-amz-storage-class'] = version.storageClass;
  if (bucket.settings.versioning !== 'Off') described['x-amz-version-id'] = version.versionId;
  if (encryption.algorithm !== 'AES256') Object.assign(described, encryptionHeaders(encryption));
  return described;
}

/** `x-amz-version-id`, where the bucket has ever kept versions. */
export function versionHeader(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  return bucket.settings.versioning === 'Off' ? {} : { 'x-amz-version-id': version.versionId };
}

/** The same of a write: where versions are suspended, it tells none. */
export function writtenVersionHeader(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  return bucket.settings.versioning === 'Enabled' ? { 'x-amz-version-id': version.versionId } : {};
}

export function encryptionHeaders(encryption: Encryption): Record<string, string> {
  return {
    'x-amz-server-side-encryption': encryption.algorithm,
    ...(encryption.kmsKeyId ? { 'x-amz-server-side-encryption-aws-kms-key-id': encryption.kmsKeyId } : {}),
    // Without KMS there is no key to save calls for, whatever a bucket has been told.
    ...(encryption.bucketKey && encryption.algorithm !== 'AES256'
      ? { 'x-amz-server-side-encryption-bucket-key-enabled': 'true' }
      : {}),
  };
}

export function checksumHeaders({ checksum }: { checksum?: Checksum | undefined }): Record<string, string> {
  if (!checksum) return {};
  return {
    [checksumHeader(checksum.algorithm)]: checksum.value,
    'x-amz-checksum-type': checksum.type,
  };
}

function readSystemHeaders(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of SYSTEM_HEADERS) {
    const value = headers[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

function readMetadata(headers: Headers, read: (value: string) => string): Record<string, string> {
  const names: string[] = [];
  for (const name in headers) if (name.startsWith(METADATA_PREFIX)) names.push(name);
  if (names.length === 0) return {};
  const metadata = Object.fromEntries(
    names.map((name) => [name.slice(METADATA_PREFIX.length), read(headers[name]!)]),
  );
  const size = Object.entries(metadata).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (size > MAX_METADATA_BYTES) {
    throw new ServiceError(
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
    );
  }
  return metadata;
}

const ENCRYPTIONS = ['AES256', 'aws:kms', 'aws:kms:dsse'];

function readEncryption(headers: Headers, bucket: Bucket): Encryption {
  const algorithm = headers['x-amz-server-side-encryption'];
  const byDefault = bucket.settings.encryption;
  const wantsBucketKey = headers['x-amz-server-side-encryption-bucket-key-enabled'];
  if (algorithm === undefined) {
    if (headers['x-amz-server-side-encryption-aws-kms-key-id'] !== undefined)
      throw new ServiceError(
        'InvalidArgument',
        'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
      );
    return byDefault.bucketKey && wantsBucketKey === 'false' ? withoutBucketKey(byDefault) : byDefault;
  }
  if (!ENCRYPTIONS.includes(algorithm)) {
    throw new ServiceError(
      'InvalidEncryptionAlgorithmError',
      `The encryption method ${algorithm} is not supported`,
    );
  }
  const kmsKeyId = headers['x-amz-server-side-encryption-aws-kms-key-id'];
  if (kmsKeyId !== undefined && algorithm === 'AES256')
    throw new ServiceError(
      'InvalidArgument',
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
    );
  const bucketKey = wantsBucketKey === undefined ? byDefault.bucketKey : wantsBucketKey === 'true';
  return { algorithm, ...(kmsKeyId ? { kmsKeyId } : {}), ...(bucketKey ? { bucketKey } : {}) };
}

function withoutBucketKey({ bucketKey: _, ...others }: Encryption): Encryption {
  return others;
}
