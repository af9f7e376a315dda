// CompleteMultipartUpload: the listed parts become one object.
import { defineOperation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import type { ObjectDraft } from './bucket.ts';
import { computeChecksum, declaredChecksum } from './checksums.ts';
import { writeGuard } from './conditions.ts';
import { encryptionHeaders, versionHeader } from './description.ts';
import { findUpload, OnUpload } from './multipart.ts';
import {
  existingBucketObject,
  OBJECT,
  type ObjectCall,
  refuse,
  type S3Operation,
  xmlAnswer,
} from './operation.ts';
import { listParts, type Part, readPart, removeUpload, type Upload } from './uploads.ts';
import { md5 } from './write-object.ts';
import { parseXmlBody } from './xml-body.ts';

const MIN_PART_BYTES = 5 * 1024 * 1024;

export const completeMultipartUpload: S3Operation = (s3) =>
  defineOperation({
    name: 'CompleteMultipartUpload',
    http: { method: 'POST', path: OBJECT, query: 'uploadId' },
    input: OnUpload,
    actions: ['s3:PutObject'],
    errors: [
      'BadDigest',
      'EntityTooSmall',
      'InvalidPart',
      'InvalidPartOrder',
      'InvalidRequest',
      'MalformedXML',
      'NoSuchKey',
      'NoSuchUpload',
      'PreconditionFailed',
    ],
    resource: existingBucketObject(s3),
    run: async (call) => {
      const { bucket, upload } = await findUpload(call, s3);
      const parts = chooseParts(call, await listParts(s3.store, bucket, upload));
      const bytes = Buffer.concat(
        await Promise.all(parts.map((part) => readPart(s3.store, bucket, upload, part))),
      );
      const draft = joinParts(upload, parts, bytes);
      verifyWhole(call, draft);
      const version = await s3.store.write(
        bucket,
        call.input.Key,
        draft,
        bytes,
        writeGuard(call.request.headers),
      );
      await removeUpload(s3.store, bucket, upload.id);
      s3.events.created(bucket, call.input.Key, version, 'CompleteMultipartUpload', call.request.requestId);
      return xmlAnswer(
        'CompleteMultipartUploadResult',
        {
          Location: `${call.request.endpoint}/${call.input.Bucket}/${call.input.Key}`,
          Bucket: call.input.Bucket,
          Key: call.input.Key,
          ETag: `"${version.etag}"`,
          ...(version.checksum
            ? {
                [`Checksum${version.checksum.algorithm}`]: version.checksum.value,
                ChecksumType: version.checksum.type,
              }
            : {}),
        },
        { ...versionHeader(bucket, version), ...encryptionHeaders(version.encryption) },
      );
    },
  });

/** The parts the caller lists, in ascending order, each as it was stored. */
function chooseParts(call: ObjectCall, stored: Part[]): Part[] {
  const listed = parseXmlBody(call.request.body, 'CompleteMultipartUpload').all('Part');
  if (listed.length === 0) refuse('MalformedXML', 400);
  const chosen = listed.map((one) => {
    const part = stored.find((candidate) => candidate.number === Number(one.text('PartNumber')));
    const checksum = part && one.text(`Checksum${part.checksum.algorithm}`);
    const isSame =
      one.text('ETag')?.replaceAll('"', '') === part?.etag &&
      (checksum === undefined || checksum === part?.checksum.value);
    return part && isSame ? part : refuse('InvalidPart', 400, { PartNumber: one.text('PartNumber') });
  });
  if (chosen.some((part, index) => index > 0 && part.number <= (chosen[index - 1]?.number ?? 0))) {
    refuse('InvalidPartOrder', 400);
  }
  const small = chosen.slice(0, -1).find((part) => part.size < MIN_PART_BYTES);
  if (small) {
    refuse('EntityTooSmall', 400, {
      PartNumber: small.number,
      MinSizeAllowed: MIN_PART_BYTES,
      ProposedSize: small.size,
    });
  }
  return chosen;
}

function joinParts(upload: Upload, parts: Part[], bytes: Buffer): ObjectDraft {
  const { checksumAlgorithm: algorithm = 'CRC64NVME', checksumType: type } = upload;
  const etags = Buffer.concat(parts.map((part) => Buffer.from(part.etag, 'hex')));
  const sums = Buffer.concat(parts.map((part) => Buffer.from(part.checksum.value, 'base64')));
  const value =
    type === 'FULL_OBJECT'
      ? computeChecksum(algorithm, bytes)
      : `${computeChecksum(algorithm, sums)}-${parts.length}`;
  return {
    ...upload.description,
    size: bytes.length,
    etag: `${md5(etags)}-${parts.length}`,
    checksum: { algorithm, value, type },
    partCount: parts.length,
  };
}

function verifyWhole(call: ObjectCall, draft: ObjectDraft): void {
  const { headers } = call.request;
  const declared = declaredChecksum(headers);
  if (
    declared &&
    (declared.algorithm !== draft.checksum?.algorithm || declared.value !== draft.checksum.value)
  ) {
    throw new ServiceError(
      'BadDigest',
      `The ${declared.algorithm} you specified did not match the calculated checksum.`,
    );
  }
  const size = headers['x-amz-mp-object-size'];
  if (size !== undefined && Number(size) !== draft.size) {
    throw new ServiceError(
      'InvalidRequest',
      'The provided x-amz-mp-object-size does not match the size of the parts.',
    );
  }
}
