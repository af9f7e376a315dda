// CopyObject.
import { defineOperation } from '../operation.ts';
import { ServiceError, type ServiceResponse } from '../service.ts';
import type { Bucket, ChecksumAlgorithm, ObjectDraft, ObjectVersion } from './bucket.ts';
import { DEFAULT_ALGORITHM, measure, parseAlgorithm } from './checksums.ts';
import { type Content, sizeOf } from './content.ts';
import { type CopySource, copiedVersionHeader, readCopySource } from './copy-source.ts';
import { describeObject, versionHeader } from './description.ts';
import { expirationHeader } from './expiry.ts';
import { COPY_SOURCE, DESCRIPTION, WRITE_CONDITIONS } from './headers.ts';
import {
  bucketOf,
  existingBucketObject,
  OBJECT,
  type ObjectCall,
  OnObject,
  type S3Operation,
  wholeSecond,
  xmlAnswer,
} from './operation.ts';
import { parseTagging } from './tag-rules.ts';
import { writeObject, writtenHeaders } from './write-object.ts';

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
      const version = await writeObject(call, s3, bucket, draft, content);
      await s3.events.created(bucket, call.input.Key, version, 'CopyObject', call.request);
      return copyAnswer(call, bucket, version, source);
    },
  });

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
    : (source.checksum?.algorithm ?? DEFAULT_ALGORITHM);
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
  const isChanging = isNamed || changing.some((name) => call.request.headers[name] !== undefined);
  // A bucket that has been told how to encrypt may have been told since.
  if (!isSame || isChanging || source.bucket.settings.isEncryptionPut) return;
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
