// Starting, filling and aborting a multipart upload.
import { ServiceError } from '../service.ts';
import type { Bucket, Checksum } from './bucket.ts';
import { computeChecksum, declaredChecksum, parseAlgorithm, verifyChecksums } from './checksums.ts';
import { parseRange } from './conditions.ts';
import { checksumHeaders, describeObject, encryptionHeaders } from './description.ts';
import { authorizeObject, bucketOf, type S3, type S3Call, type S3Operation, xmlAnswer } from './operation.ts';
import { type Part, readUpload, removeUpload, startUpload, type Upload, writePart } from './uploads.ts';
import { md5, readCopySource } from './write-object.ts';

const MAX_PARTS = 10_000;

export const createMultipartUpload: S3Operation = {
  name: 'CreateMultipartUpload',
  method: 'POST',
  target: 'object',
  subresource: 'uploads',
  run: async (call, s3) => {
    authorizeObject(call, 's3:PutObject');
    const { headers } = call.request;
    const bucket = bucketOf(call, s3);
    const named = headers['x-amz-checksum-algorithm'];
    const checksumAlgorithm = named === undefined ? undefined : parseAlgorithm(named);
    const upload = await startUpload(s3.store, bucket, {
      key: call.key,
      startedAt: s3.now(),
      description: describeObject(headers, bucket),
      ...(checksumAlgorithm ? { checksumAlgorithm } : {}),
      checksumType: readChecksumType(headers['x-amz-checksum-type'], checksumAlgorithm ?? 'CRC64NVME'),
    });
    return xmlAnswer(
      'InitiateMultipartUploadResult',
      { Bucket: call.bucketName, Key: call.key, UploadId: upload.id },
      {
        ...encryptionHeaders(upload.description.encryption),
        ...(checksumAlgorithm
          ? { 'x-amz-checksum-algorithm': checksumAlgorithm, 'x-amz-checksum-type': upload.checksumType }
          : {}),
      },
    );
  },
};

// Only CRCs can be computed over the whole; CRC64NVME only so.
function readChecksumType(wanted: string | undefined, algorithm: Checksum['algorithm']): Checksum['type'] {
  const type = wanted ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  const isPossible =
    (type === 'FULL_OBJECT' && algorithm.startsWith('CRC')) ||
    (type === 'COMPOSITE' && algorithm !== 'CRC64NVME');
  if (isPossible) return type;
  throw new ServiceError(
    'InvalidRequest',
    `The ${type} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
  );
}

export const uploadPart: S3Operation = {
  name: 'UploadPart',
  method: 'PUT',
  target: 'object',
  subresource: 'uploadId',
  run: async (call, s3) => {
    const part = await storePart(call, s3, call.request.body);
    return {
      status: 200,
      headers: {
        etag: `"${part.etag}"`,
        ...checksumHeaders(part),
        ...encryptionHeaders(bucketOf(call, s3).settings.encryption),
      },
    };
  },
};

export const uploadPartCopy: S3Operation = {
  name: 'UploadPartCopy',
  method: 'PUT',
  target: 'object',
  subresource: 'uploadId',
  header: 'x-amz-copy-source',
  run: async (call, s3) => {
    const source = readCopySource(call, s3);
    const bytes = await s3.store.read(source.bucket, source.version);
    const range = parseRange(call.request.headers['x-amz-copy-source-range'], bytes.length);
    const part = await storePart(call, s3, range ? bytes.subarray(range.first, range.last + 1) : bytes);
    return xmlAnswer('CopyPartResult', {
      ETag: `"${part.etag}"`,
      LastModified: new Date(part.lastModified),
      [`Checksum${part.checksum.algorithm}`]: part.checksum.value,
    });
  },
};

async function storePart(call: S3Call, s3: S3, bytes: Buffer): Promise<Part> {
  authorizeObject(call, 's3:PutObject');
  const { headers } = call.request;
  const { bucket, upload } = await findUpload(call, s3);
  const number = Number(call.request.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS) {
    throw new ServiceError(
      'InvalidArgument',
      'Part number must be an integer between 1 and 10000, inclusive',
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
  if (declared || headers['content-md5']) verifyChecksums(headers, bytes);
  const algorithm = wanted ?? declared?.algorithm ?? 'CRC64NVME';
  const part: Part = {
    number,
    size: bytes.length,
    etag: md5(bytes),
    checksum: { algorithm, value: computeChecksum(algorithm, bytes), type: upload.checksumType },
    lastModified: s3.now(),
  };
  await writePart(s3.store, bucket, upload, part, bytes);
  return part;
}

export const abortMultipartUpload: S3Operation = {
  name: 'AbortMultipartUpload',
  method: 'DELETE',
  target: 'object',
  subresource: 'uploadId',
  run: async (call, s3) => {
    authorizeObject(call, 's3:AbortMultipartUpload');
    const { bucket, upload } = await findUpload(call, s3);
    await removeUpload(s3.store, bucket, upload.id);
    return { status: 204 };
  },
};

/** The bucket and the unfinished upload that a call names. Throws NoSuchUpload. */
export async function findUpload(call: S3Call, s3: S3): Promise<{ bucket: Bucket; upload: Upload }> {
  const bucket = bucketOf(call, s3);
  const id = call.request.query.get('uploadId') ?? '';
  return { bucket, upload: await readUpload(s3.store, bucket, id, call.key) };
}
