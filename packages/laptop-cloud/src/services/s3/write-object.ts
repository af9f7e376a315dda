// PutObject and CopyObject.

import { defineOperation } from '../operation.ts';
import { ServiceError, type ServiceResponse } from '../service.ts';
import {
  type Bucket,
  type ChecksumAlgorithm,
  NULL_VERSION,
  type ObjectDraft,
  type ObjectVersion,
} from './bucket.ts';
import { type Measured, measure, parseAlgorithm } from './checksums.ts';
import { checkCopyConditions, writeGuard } from './conditions.ts';
import { type Content, contentOf, sizeOf } from './content.ts';
import {
  checksumHeaders,
  describeObject,
  encryptionHeaders,
  versionHeader,
  writtenVersionHeader,
} from './description.ts';
import { withKey } from './encryption-key.ts';
import { expirationHeader } from './expiry.ts';
import { COPY_SOURCE, DESCRIPTION, DIGESTS, WRITE_CONDITIONS } from './headers.ts';
import {
  authorizeIn,
  bucketOf,
  existingBucketObject,
  findVersion,
  OBJECT,
  type ObjectCall,
  OnObject,
  refuseEmptyVersion,
  refuseOtherOwner,
  type S3,
  type S3Operation,
  wholeSecond,
  xmlAnswer,
} from './operation.ts';
import { ARCHIVES } from './read-object.ts';
import { parseTagging } from './tag-rules.ts';

export const putObject: S3Operation = (s3) =>
  defineOperation({
    name: 'PutObject',
    http: {
      method: 'PUT',
      path: OBJECT,
      // What is summed up the checksum itself says: S3 passes by what is said beside it.
      headers: [...DIGESTS, ...DESCRIPTION, ...WRITE_CONDITIONS, 'x-amz-checksum-algorithm'],
      hasOwnBody: true,
    },
    input: OnObject,
    actions: ['s3:PutObject', 's3:PutObjectTagging'],
    errors: [
      'BadDigest',
      'BadRequest',
      'InvalidArgument',
      'InvalidDigest',
      'InvalidEncryptionAlgorithmError',
      'InvalidRequest',
      'InvalidStorageClass',
      'InvalidTag',
      'KMS.NotFoundException',
      'MetadataTooLarge',
      'NoSuchKey',
      'PreconditionFailed',
    ],
    resource: (input, { headers }) => {
      const object = existingBucketObject(s3)(input);
      return headers['x-amz-tagging'] ? [object, { ...object, action: 's3:PutObjectTagging' }] : object;
    },
    run: async (call) => {
      const { headers } = call.request;
      const content = contentOf(call.request);
      const bucket = bucketOf(call, s3);
      const drafted = draftObject(headers, content, bucket);
      const draft = drafted instanceof Promise ? await drafted : drafted;
      draft.encryption = withKey(s3, draft.encryption);
      const version = await s3.store.write(
        bucket,
        call.input.Key,
        draft,
        content,
        writeGuard(headers, call.input.Key),
      );
      if (!call.request.principal.isOnlooker)
        await s3.events.created(bucket, call.input.Key, version, 'PutObject', call.request);
      return {
        status: 200,
        headers: { ...writtenHeaders(bucket, version), ...expirationHeader(bucket, call.input.Key, version) },
      };
    },
  });

/** An object as its headers (or form fields) and bytes make it, checksums verified; at once where the bytes are in memory. */
export function draftObject(
  headers: Readonly<Record<string, string>>,
  content: Content,
  bucket: Bucket,
): ObjectDraft | Promise<ObjectDraft> {
  const description = describeObject(headers, bucket);
  const draft = (measured: Measured) => ({ ...description, size: sizeOf(content), ...measured });
  const measured = measure(headers, content);
  return measured instanceof Promise ? measured.then(draft) : draft(measured);
}

/** What every write answers with. */
export function writtenHeaders(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  return {
    etag: `"${version.etag}"`,
    ...writtenVersionHeader(bucket, version),
    ...encryptionHeaders(version.encryption),
    ...checksumHeaders(version),
  };
}

export const copyObject: S3Operation = (s3) =>
  defineOperation({
    name: 'CopyObject',
    http: {
      method: 'PUT',
      path: OBJECT,
      header: 'x-amz-copy-source',
      headers: [
        ...COPY_SOURCE,
        ...DESCRIPTION,
        ...WRITE_CONDITIONS,
        'x-amz-checksum-algorithm',
        'x-amz-metadata-directive',
        'x-amz-object-annotation-directive',
        'x-amz-tagging-directive',
      ],
    },
    input: OnObject,
    actions: ['s3:PutObject', 's3:GetObject', 's3:GetObjectVersion'],
    errors: [
      'BadRequest',
      'InvalidArgument',
      'InvalidEncryptionAlgorithmError',
      'InvalidObjectState',
      'InvalidRequest',
      'InvalidStorageClass',
      'InvalidTag',
      'KMS.NotFoundException',
      'MetadataTooLarge',
      'MethodNotAllowed',
      'NoSuchKey',
      'NoSuchVersion',
      'PreconditionFailed',
    ],
    resource: existingBucketObject(s3),
    run: async (call) => {
      const { headers } = call.request;
      const bucket = bucketOf(call, s3);
      const source = readCopySource(call, s3);
      refuseSelfCopy(call, source);
      const content = s3.store.stretchOf(source.bucket, source.version);
      const draft = await copiedDraft(headers, bucket, source.version, content);
      draft.encryption = withKey(s3, draft.encryption);
      const version = await s3.store.write(
        bucket,
        call.input.Key,
        draft,
        content,
        writeGuard(headers, call.input.Key),
      );
      await s3.events.created(bucket, call.input.Key, version, 'CopyObject', call.request);
      return copyAnswer(call, bucket, version, source);
    },
  });

interface CopySource {
  bucket: Bucket;
  key: string;
  version: ObjectVersion;
}

/** The version that `x-amz-copy-source` names, once its conditions hold. Throws as a read of it would, or 412. */
export function readCopySource(call: ObjectCall, s3: S3): CopySource {
  const { headers } = call.request;
  const [path = '', versionId] = (headers['x-amz-copy-source'] ?? '').split(/\?versionId=(.*)/s);
  refuseEmptyVersion(versionId, 'x-amz-copy-source');
  // An address of the object names it as well.
  const match = /^(?:https?:\/\/[^/]+)?\/?([^/]+)\/(.+)$/s.exec(decodeSource(path));
  if (!match) {
    throw new ServiceError('InvalidArgument', 'Invalid copy source object key', 400, {
      ArgumentName: 'x-amz-copy-source',
      ArgumentValue: 'x-amz-copy-source',
    });
  }
  const [, bucketName = '', key = ''] = match;
  const from: ObjectCall = { request: call.request, input: { Bucket: bucketName, Key: key } };
  const action = versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  authorizeIn(s3, call, action, bucketName, key);
  const bucket = bucketOf(from, s3);
  refuseOtherOwner(headers['x-amz-source-expected-bucket-owner'], s3.accountId);
  const version = findVersion(from, s3, versionId);
  if (ARCHIVES.has(version.storageClass ?? ''))
    throw new ServiceError(
      'InvalidObjectState',
      "Operation is not valid for the source object's storage class",
      403,
    );
  checkCopyConditions(headers, version, s3.now());
  return { bucket, key, version };
}

// Some clients encode it whole, slash and all, and as forms do, a space as a plus.
function decodeSource(path: string): string {
  try {
    return decodeURIComponent(path.replaceAll('+', ' '));
  } catch {
    throw new ServiceError('InvalidArgument', 'Copy Source must be URL-encoded', 400, {
      ArgumentName: 'x-amz-copy-source',
      ArgumentValue: path,
    });
  }
}

// Without REPLACE the description travels with the bytes; encryption and storage class never do.
async function copiedDraft(
  headers: Readonly<Record<string, string>>,
  bucket: Bucket,
  source: ObjectVersion,
  content: Content,
): Promise<ObjectDraft> {
  checkAnnotationDirective(headers);
  const written = describeObject(headers, bucket);
  const replacesMetadata = isReplacing(headers, 'x-amz-metadata-directive');
  const replacesTags = isReplacing(headers, 'x-amz-tagging-directive');
  const { contentType, systemHeaders, metadata } = replacesMetadata ? written : source;
  const algorithm: ChecksumAlgorithm = headers['x-amz-checksum-algorithm']
    ? parseAlgorithm(headers['x-amz-checksum-algorithm'])
    : (source.checksum?.algorithm ?? 'CRC64NVME');
  return {
    ...written,
    contentType,
    systemHeaders,
    metadata,
    tags: replacesTags ? parseTagging(headers['x-amz-tagging'] ?? '') : source.tags,
    size: sizeOf(content),
    ...(await measure({}, content, algorithm)),
  };
}

function isReplacing(headers: Readonly<Record<string, string>>, name: string): boolean {
  return directiveOf(headers, name, 'REPLACE') === 'REPLACE';
}

// No object has annotations here, so that there are none to copy or to leave: the AWS CLI 2 asks to leave them.
function checkAnnotationDirective(headers: Readonly<Record<string, string>>): void {
  directiveOf(headers, 'x-amz-object-annotation-directive', 'EXCLUDE');
}

function directiveOf(headers: Readonly<Record<string, string>>, name: string, other: string): string {
  const directive = headers[name] ?? 'COPY';
  if (directive === 'COPY' || directive === other) return directive;
  throw new ServiceError('InvalidArgument', `Unknown ${name.slice('x-amz-'.length)}.`, 400, {
    ArgumentName: name,
    ArgumentValue: directive,
  });
}

function refuseSelfCopy(call: ObjectCall, source: CopySource): void {
  const changing = ['x-amz-metadata-directive', 'x-amz-storage-class', 'x-amz-server-side-encryption'];
  const isSame = source.bucket.name === call.input.Bucket && source.key === call.input.Key;
  // A version that is named is brought back, even the newest.
  const isNamed = call.request.headers['x-amz-copy-source']?.includes('?versionId=');
  if (!isSame || isNamed || changing.some((name) => call.request.headers[name] !== undefined)) return;
  throw new ServiceError(
    'InvalidRequest',
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}

function copyAnswer(
  call: ObjectCall,
  bucket: Bucket,
  version: ObjectVersion,
  source: CopySource,
): ServiceResponse {
  const { etag: _etag, ...headers } = writtenHeaders(bucket, version);
  return xmlAnswer(
    'CopyObjectResult',
    {
      ETag: `"${version.etag}"`,
      LastModified: wholeSecond(version.lastModified),
      ...(version.checksum
        ? {
            [`Checksum${version.checksum.algorithm}`]: version.checksum.value,
            ChecksumType: version.checksum.type,
          }
        : {}),
    },
    // A copy tells its version also where the bucket keeps no more of them.
    {
      ...headers,
      ...versionHeader(bucket, version),
      ...copiedVersionHeader(call, source),
      ...expirationHeader(bucket, call.input.Key, version),
    },
  );
}

/** Which version was copied, where there may be others. */
export function copiedVersionHeader(
  { request }: Pick<ObjectCall, 'request'>,
  { bucket, version }: CopySource,
): Record<string, string> {
  const isNamed = request.headers['x-amz-copy-source']?.includes('versionId=');
  return isNamed || (bucket.settings.versioning !== 'Off' && version.versionId !== NULL_VERSION)
    ? { 'x-amz-copy-source-version-id': version.versionId }
    : {};
}
