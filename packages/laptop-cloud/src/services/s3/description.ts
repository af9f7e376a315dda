// Between headers and what is kept of an object. Form fields of a POST have the same names, so they come here too.
import { ServiceError } from '../service.ts';
import { isSendable } from '../write-answer.ts';
import type { Bucket, Encryption, ObjectDescription, ObjectVersion } from './bucket.ts';
import { checksumHeader } from './checksums.ts';

type Headers = Readonly<Record<string, string>>;

const SYSTEM_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];
const METADATA_PREFIX = 'x-amz-meta-';
const MAX_METADATA_BYTES = 2048;

/**
 * What a writer's headers say of the object. Throws MetadataTooLarge, InvalidTag, InvalidStorageClass, InvalidArgument or
 * InvalidEncryptionAlgorithmError.
 */
export function describeObject(headers: Headers, bucket: Bucket): ObjectDescription {
  for (const name in headers) if (isKept(name)) refuseUnsendable(name, headers[name]!);
  const metadata = readMetadata(headers);
  const storageClass = headers['x-amz-storage-class'];
  return {
    contentType: headers['content-type'] ?? 'binary/octet-stream',
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

/** Throws for what no answer could carry: forms and presigned URLs bring line breaks that headers cannot. */
export function refuseUnsendable(name: string, value: string): void {
  if (isSendable(name, value)) return;
  throw new ServiceError('InvalidArgument', `Header value cannot be represented: ${name}`, 400, {
    ArgumentName: name,
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
    described[METADATA_PREFIX + name] = encodeValue(version.metadata[name]!);
  const tagCount = Object.keys(version.tags).length;
  if (tagCount > 0) described['x-amz-tagging-count'] = String(tagCount);
  if (version.storageClass) described['x-amz-storage-class'] = version.storageClass;
  if (bucket.settings.versioning !== 'Off') described['x-amz-version-id'] = version.versionId;
  if (encryption.kmsKeyId || encryption.bucketKey) Object.assign(described, encryptionHeaders(encryption));
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
    ...(encryption.bucketKey ? { 'x-amz-server-side-encryption-bucket-key-enabled': 'true' } : {}),
  };
}

export function checksumHeaders(version: Pick<ObjectVersion, 'checksum'>): Record<string, string> {
  if (!version.checksum) return {};
  return {
    [checksumHeader(version.checksum.algorithm)]: version.checksum.value,
    'x-amz-checksum-type': version.checksum.type,
  };
}

/** `a=1&b=2`, percent-encoded, at most ten. Throws InvalidTag. */
export function parseTagging(header: string): Record<string, string> {
  return checkTags([...new URLSearchParams(header)]);
}

/** Throws InvalidTag on a character that tags may not hold, a repeated key, more than ten, or one longer than S3 takes. */
export function checkTags(pairs: [string, string][], most = 10): Record<string, string> {
  const tags = Object.fromEntries(pairs);
  if (Object.keys(tags).length !== pairs.length) {
    throw new ServiceError('InvalidTag', 'Cannot provide multiple Tags with the same key');
  }
  if (pairs.length > most)
    throw new ServiceError(
      'BadRequest',
      `${most === 10 ? 'Object' : 'Bucket'} tags cannot be greater than ${most}`,
    );
  for (const [key, value] of pairs) {
    if (/^aws:/i.test(key))
      throw new ServiceError('InvalidTag', 'System tags cannot be added/updated by requester');
    if (key.length === 0 || key.length > 128 || !TAG_TEXT.test(key)) {
      throw new ServiceError('InvalidTag', 'The TagKey you have provided is invalid');
    }
    if (value.length > 256 || !TAG_TEXT.test(value))
      throw new ServiceError('InvalidTag', 'The TagValue you have provided is invalid');
  }
  return tags;
}

const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function readSystemHeaders(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of SYSTEM_HEADERS) {
    const value = headers[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

function readMetadata(headers: Headers): Record<string, string> {
  const names: string[] = [];
  for (const name in headers) if (name.startsWith(METADATA_PREFIX)) names.push(name);
  if (names.length === 0) return {};
  const metadata = Object.fromEntries(
    names.map((name) => [name.slice(METADATA_PREFIX.length), headers[name]!]),
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
  if (algorithm === undefined) {
    if (headers['x-amz-server-side-encryption-aws-kms-key-id'] !== undefined)
      throw new ServiceError(
        'InvalidArgument',
        'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
      );
    return bucket.settings.encryption;
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
  const bucketKey = headers['x-amz-server-side-encryption-bucket-key-enabled'] === 'true';
  return { algorithm, ...(kmsKeyId ? { kmsKeyId } : {}), ...(bucketKey ? { bucketKey } : {}) };
}

// Headers carry ASCII only; S3 gives other text back as an encoded word (RFC 2047).
function encodeValue(value: string): string {
  return /^[ -~]*$/.test(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`;
}
