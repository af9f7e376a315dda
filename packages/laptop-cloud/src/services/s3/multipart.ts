// Starting, filling and aborting a multipart upload.
import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import type { Bucket, Checksum } from './bucket.ts';
import { DEFAULT_ALGORITHM, declaredChecksum, measure, parseAlgorithm } from './checksums.ts';
import { copiedRange } from './conditions.ts';
import { type Content, contentOf, sizeOf } from './content.ts';
import { copiedVersionHeader, readCopySource } from './copy-source.ts';
import { checksumHeaders, describeObject, encryptionHeaders } from './description.ts';
import { withKey } from './encryption-key.ts';
import { COPY_SOURCE, DESCRIPTION, DIGESTS } from './headers.ts';
import {
  bucketOf,
  existingBucketObject,
  OBJECT,
  type ObjectCall,
  OnObject,
  type S3,
  type S3Operation,
  wholeSecond,
  xmlAnswer,
} from './operation.ts';
import { type Part, readUpload, removeUpload, startUpload, type Upload, writePart } from './uploads.ts';

const MAX_PARTS = 10_000;
export const OnUpload = z.strictObject({ ...OnObject.shape, uploadId: z.string() });
const OnPart = z.strictObject({ ...OnUpload.shape, partNumber: z.string().optional() });

export const createMultipartUpload: S3Operation = (s3) =>
  defineOperation({
    name: 'CreateMultipartUpload',
    http: {
      method: 'POST',
      path: OBJECT,
      query: 'uploads',
      headers: [...DESCRIPTION, 'x-amz-checksum-algorithm', 'x-amz-checksum-type'],
    },
    input: OnObject,
    actions: ['s3:PutObject'],
    errors: [
      'BadRequest',
      'InvalidArgument',
      'InvalidEncryptionAlgorithmError',
      'InvalidRequest',
      'InvalidStorageClass',
      'InvalidTag',
      'KMS.NotFoundException',
      'MetadataTooLarge',
    ],
    resource: existingBucketObject(s3),
    run: async (call) => {
      const { headers } = call.request;
      const bucket = bucketOf(call, s3);
      const named = headers['x-amz-checksum-algorithm'];
      const checksumAlgorithm = named === undefined ? undefined : parseAlgorithm(named);
      const described = describeObject(headers, bucket);
      const description = { ...described, encryption: withKey(s3, described.encryption) };
      const upload = await startUpload(s3.store, bucket, {
        key: call.input.Key,
        startedAt: s3.now(),
        startedAfter: s3.store.moment(),
        description,
        ...(checksumAlgorithm ? { checksumAlgorithm } : {}),
        checksumType: readChecksumType(headers['x-amz-checksum-type'], checksumAlgorithm),
      });
      return xmlAnswer(
        'InitiateMultipartUploadResult',
        { Bucket: call.input.Bucket, Key: call.input.Key, UploadId: upload.id },
        {
          ...encryptionHeaders(upload.description.encryption),
          ...(checksumAlgorithm
            ? { 'x-amz-checksum-algorithm': checksumAlgorithm, 'x-amz-checksum-type': upload.checksumType }
            : {}),
        },
      );
    },
  });

// Only CRCs can be computed over the whole; CRC64NVME only so.
function readChecksumType(
  wanted: string | undefined,
  named: Checksum['algorithm'] | undefined,
): Checksum['type'] {
  if (wanted !== undefined && named === undefined)
    throw new ServiceError(
      'InvalidRequest',
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    );
  const algorithm = named ?? DEFAULT_ALGORITHM;
  const type = wanted ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  const isPossible =
    (type === 'FULL_OBJECT' && algorithm.startsWith('CRC')) ||
    (type === 'COMPOSITE' && algorithm !== 'CRC64NVME');
  if (isPossible) return type;
  throw new ServiceError(
    'InvalidRequest',
    `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  );
}

export const uploadPart: S3Operation = (s3) =>
  defineOperation({
    name: 'UploadPart',
    http: { method: 'PUT', path: OBJECT, query: 'uploadId', headers: DIGESTS, hasOwnBody: true },
    input: OnPart,
    actions: ['s3:PutObject'],
    errors: ['BadDigest', 'InvalidArgument', 'InvalidDigest', 'InvalidRequest', 'NoSuchUpload'],
    resource: existingBucketObject(s3),
    run: async (call) => {
      const { part, upload } = await storePart(call, s3, contentOf(call.request));
      return {
        status: 200,
        headers: {
          etag: `"${part.etag}"`,
          ...checksumHeaders(part),
          ...encryptionHeaders(upload.description.encryption),
        },
      };
    },
  });

export const uploadPartCopy: S3Operation = (s3) =>
  defineOperation({
    name: 'UploadPartCopy',
    http: {
      method: 'PUT',
      path: OBJECT,
      query: 'uploadId',
      header: 'x-amz-copy-source',
      headers: [...COPY_SOURCE, 'x-amz-copy-source-range'],
    },
    input: OnPart,
    actions: ['s3:PutObject', 's3:GetObject', 's3:GetObjectVersion'],
    errors: [
      'InvalidArgument',
      'InvalidObjectState',
      'InvalidRange',
      'InvalidRequest',
      'NoSuchKey',
      'NoSuchUpload',
      'NoSuchVersion',
      'PreconditionFailed',
    ],
    resource: existingBucketObject(s3),
    run: async (call) => {
      const source = readCopySource(call, s3);
      const range = copiedRange(call.request.headers['x-amz-copy-source-range'], source.version.size);
      const content = s3.store.stretchOf(source.bucket, source.version, range);
      const { part, upload } = await storePart(call, s3, content);
      return xmlAnswer(
        'CopyPartResult',
        {
          ETag: `"${part.etag}"`,
          LastModified: wholeSecond(part.lastModified),
          ...namedChecksum(upload, part),
        },
        { ...copiedVersionHeader(call, source), ...encryptionHeaders(upload.description.encryption) },
      );
    },
  });

/** The checksum of a part, where the upload was begun with an algorithm: S3 tells no other. */
export function namedChecksum({ checksumAlgorithm }: Upload, { checksum }: Part): Record<string, string> {
  return checksumAlgorithm === undefined ? {} : { [`Checksum${checksum.algorithm}`]: checksum.value };
}

async function storePart(
  call: ObjectCall & { input: z.output<typeof OnPart> },
  s3: S3,
  content: Content,
): Promise<{ part: Part; upload: Upload }> {
  const { headers } = call.request;
  const { bucket, upload } = await findUpload(call, s3);
  const number = Number(call.input.partNumber);
  if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS) {
    throw new ServiceError(
      'InvalidArgument',
      'Part number must be an integer between 1 and 10000, inclusive',
      400,
      { ArgumentName: 'partNumber', ArgumentValue: call.input.partNumber ?? '' },
    );
  }
  const declared = declaredChecksum(headers);
  const wanted = upload.checksumAlgorithm;
  if (declared && wanted && declared.algorithm !== wanted) {
    throw new ServiceError(
      'InvalidRequest',
      `Checksum Type mismatch occurred, expected checksum Type: ${wanted.toLowerCase()}, actual checksum Type: ${declared.algorithm.toLowerCase()}`,
    );
  }
  const { etag, checksum } = await measure(headers, content, wanted);
  const part: Part = {
    number,
    size: sizeOf(content),
    etag,
    checksum: { ...checksum, type: upload.checksumType },
    lastModified: s3.now(),
  };
  await writePart(s3.store, bucket, upload, part, content);
  return { part, upload };
}

export const abortMultipartUpload: S3Operation = (s3) =>
  defineOperation({
    name: 'AbortMultipartUpload',
    http: { method: 'DELETE', path: OBJECT, query: 'uploadId' },
    input: OnUpload,
    errors: ['NoSuchUpload'],
    resource: existingBucketObject(s3),
    run: async (call) => {
      const { bucket, upload } = await findUpload(call, s3);
      await removeUpload(s3.store, bucket, upload.id);
      return { status: 204 };
    },
  });

/** The bucket and the unfinished upload that a call names. Throws NoSuchUpload. */
export async function findUpload(
  call: ObjectCall & { input: z.output<typeof OnUpload> },
  s3: S3,
): Promise<{ bucket: Bucket; upload: Upload }> {
  const bucket = bucketOf(call, s3);
  const { uploadId, Key } = call.input;
  return { bucket, upload: await readUpload(s3.store, bucket, uploadId, Key) };
}
