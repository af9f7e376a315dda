// CompleteMultipartUpload: the listed parts become one object.
import { createHash } from 'node:crypto';
import { defineOperation } from '../operation.ts';
import type { XmlShape } from '../protocols/xml-shape.ts';
import { ServiceError, type ServiceResponse } from '../service.ts';
import type { Bucket, ObjectDraft, ObjectVersion } from './bucket.ts';
import {
  CHECKSUM_ALGORITHMS,
  checksumOf,
  computeChecksum,
  DEFAULT_ALGORITHM,
  declaredChecksum,
  REFUSED_ALGORITHMS,
} from './checksums.ts';
import { writeGuard } from './conditions.ts';
import type { Content } from './content.ts';
import { encryptionHeaders, writtenVersionHeader } from './description.ts';
import { expirationHeader } from './expiry.ts';
import { DIGESTS, WRITE_CONDITIONS } from './headers.ts';
import { findUpload, OnUpload } from './multipart.ts';
import {
  bucketOf,
  existingBucketObject,
  OBJECT,
  type ObjectCall,
  refuse,
  type S3,
  type S3Operation,
  xmlAnswer,
} from './operation.ts';
import type { Guard } from './store.ts';
import { contentOfPart, listParts, type Part, removeUpload, type Upload } from './uploads.ts';
import { parseXmlBody, type XmlElement } from './xml-body.ts';

const BODY: XmlShape = {
  CompleteMultipartUpload: {
    Part: {
      PartNumber: 'text',
      ETag: 'text',
      ...Object.fromEntries(
        CHECKSUM_ALGORITHMS.map((algorithm) => [`Checksum${algorithm}`, 'text' as const]),
      ),
      ...Object.fromEntries(REFUSED_ALGORITHMS.map((name) => [`Checksum${name}`, 'not here' as const])),
    },
  },
};

const MIN_PART_BYTES = 5 * 1024 * 1024;

export const completeMultipartUpload: S3Operation = (s3) =>
  defineOperation({
    name: 'CompleteMultipartUpload',
    http: {
      method: 'POST',
      path: OBJECT,
      query: 'uploadId',
      headers: [...DIGESTS, ...WRITE_CONDITIONS, 'x-amz-checksum-type', 'x-amz-mp-object-size'],
      body: BODY,
    },
    input: OnUpload,
    actions: ['s3:PutObject'],
    errors: [
      'BadDigest',
      'ConditionalRequestConflict',
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
      const completed = versionOfUpload(call, s3);
      if (completed) return answer(call, bucketOf(call, s3), completed);
      const { bucket, upload } = await findUpload(call, s3);
      refuseOtherType(call, upload);
      const parts = chooseParts(call, upload, await listParts(s3.store, bucket, upload));
      const contents = await Promise.all(parts.map((part) => contentOfPart(s3.store, bucket, upload, part)));
      const draft = await joinParts(upload, parts, contents);
      verifyWhole(call, upload, draft);
      const version = await s3.store.write(
        bucket,
        call.input.Key,
        draft,
        contents,
        completionGuard(call, s3, bucket, upload),
      );
      await removeUpload(s3.store, bucket, upload.id);
      await s3.events.created(bucket, call.input.Key, version, 'CompleteMultipartUpload', call.request);
      return answer(call, bucket, version);
    },
  });

/** What an upload has become: an answer that got lost is given once more, whatever the conditions. */
function versionOfUpload(
  call: ObjectCall & { input: { uploadId: string } },
  s3: S3,
): ObjectVersion | undefined {
  const version = bucketOf(call, s3)
    .keys.get(call.input.Key)
    ?.find((one) => one.uploadId === call.input.uploadId);
  const listed = version && parseXmlBody(call.request.body, BODY).all('Part');
  return listed?.length === version?.parts?.length ? version : undefined;
}

/** Whether a key was changed while its upload went on decides before its condition does. */
function completionGuard(call: ObjectCall, s3: S3, bucket: Bucket, upload: Upload): Guard {
  const { headers } = call.request;
  const guard = writeGuard(headers, upload.key);
  const isConditional = headers['if-match'] !== undefined || headers['if-none-match'] !== undefined;
  return (current) => {
    guard(current);
    const isChanged = s3.store.lastChange(bucket, upload.key) > upload.startedAfter;
    if (isConditional && isChanged)
      refuse('ConditionalRequestConflict', 409, {
        Condition: headers['if-match'] === undefined ? 'If-None-Match' : 'If-Match',
        Key: upload.key,
      });
  };
}

function answer(call: ObjectCall, bucket: Bucket, version: ObjectVersion): ServiceResponse {
  return xmlAnswer(
    'CompleteMultipartUploadResult',
    {
      Location: `${call.request.endpoint}/${call.input.Bucket}/${encodedPath(call.input.Key)}`,
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
    {
      ...writtenVersionHeader(bucket, version),
      ...encryptionHeaders(version.encryption),
      ...expirationHeader(bucket, call.input.Key, version),
    },
  );
}

function encodedPath(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/');
}

/** The parts the caller lists, in ascending order, each as it was stored. */
function chooseParts(call: ObjectCall, upload: Upload, stored: Part[]): Part[] {
  if (call.request.body.length === 0)
    throw new ServiceError('InvalidRequest', 'You must specify at least one part');
  const listed = parseXmlBody(call.request.body, BODY).all('Part');
  if (listed.length === 0) refuse('MalformedXML', 400);
  for (const one of listed) refuseOtherChecksum(upload, one);
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  const chosen = listed.map((one) => {
    const number = one.text('PartNumber') ?? '';
    if (!/^[0-9]{1,9}$/.test(number) || one.text('ETag') === undefined) refuse('MalformedXML', 400);
    const part = byNumber.get(Number(number));
    const etag = one.text('ETag')?.replaceAll('"', '');
    const isSame =
      etag === part?.etag && declaredOf(one).every(({ value }) => value === part?.checksum.value);
    return part && isSame
      ? part
      : refuse('InvalidPart', 400, { UploadId: upload.id, PartNumber: number, ETag: etag });
  });
  if (chosen.some((part, index) => index > 0 && part.number <= (chosen[index - 1]?.number ?? 0))) {
    refuse('InvalidPartOrder', 400, { UploadId: upload.id });
  }
  const small = chosen.slice(0, -1).find((part) => part.size < MIN_PART_BYTES);
  if (small) {
    refuse('EntityTooSmall', 400, {
      PartNumber: small.number,
      ETag: small.etag,
      MinSizeAllowed: MIN_PART_BYTES,
      ProposedSize: small.size,
    });
  }
  return chosen;
}

/** What a part is said to have, by algorithm. */
function declaredOf(part: XmlElement): { algorithm: string; value: string }[] {
  return CHECKSUM_ALGORITHMS.flatMap((algorithm) => {
    const value = part.text(`Checksum${algorithm}`);
    return value === undefined ? [] : [{ algorithm, value }];
  });
}

// A checksum of checksums is only worth what the sender says of each part.
function refuseOtherChecksum({ id, checksumAlgorithm, checksumType }: Upload, part: XmlElement): void {
  // Where none was named, clients give back what each part was answered with.
  const expected = checksumAlgorithm ?? DEFAULT_ALGORITHM;
  const [other] = declaredOf(part).filter(({ algorithm }) => algorithm !== expected);
  const number = part.text('PartNumber');
  if (other && checksumAlgorithm === undefined)
    refuse('InvalidPart', 400, {
      UploadId: id,
      PartNumber: number,
      ETag: part.text('ETag')?.replaceAll('"', ''),
    });
  if (other)
    throw new ServiceError(
      'BadDigest',
      `The ${other.algorithm.toLowerCase()} you specified for part ${number} did not match what we received.`,
    );
  if (checksumAlgorithm === undefined || checksumType !== 'COMPOSITE') return;
  if (part.text(`Checksum${checksumAlgorithm}`) !== undefined) return;
  throw new ServiceError(
    'InvalidRequest',
    `The upload was created using a ${checksumAlgorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${part.text('PartNumber')} in the request.`,
  );
}

async function joinParts(upload: Upload, parts: Part[], contents: Content[]): Promise<ObjectDraft> {
  const { checksumAlgorithm: algorithm = DEFAULT_ALGORITHM, checksumType: type } = upload;
  const etags = Buffer.concat(parts.map((part) => Buffer.from(part.etag, 'hex')));
  const sums = Buffer.concat(parts.map((part) => Buffer.from(part.checksum.value, 'base64')));
  const value =
    type === 'FULL_OBJECT'
      ? await checksumOf(algorithm, contents)
      : `${computeChecksum(algorithm, sums)}-${parts.length}`;
  return {
    ...upload.description,
    size: parts.reduce((sum, part) => sum + part.size, 0),
    etag: `${createHash('md5').update(etags).digest('hex')}-${parts.length}`,
    checksum: { algorithm, value, type },
    parts: parts.map(({ number, size, checksum }) => ({ number, size, checksum: checksum.value })),
    uploadId: upload.id,
  };
}

/** Throws for a mode of checksums that the upload was not begun with. */
function refuseOtherType({ request }: ObjectCall, { checksumAlgorithm, checksumType }: Upload): void {
  const wanted = request.headers['x-amz-checksum-type'];
  const mode = checksumAlgorithm === undefined ? 'null' : checksumType;
  if (wanted === undefined || wanted === mode) return;
  throw new ServiceError(
    'InvalidRequest',
    `The upload was created using the ${mode} checksum mode. The complete request must use the same checksum mode.`,
  );
}

function verifyWhole(call: ObjectCall, { checksumAlgorithm }: Upload, draft: ObjectDraft): void {
  const { headers } = call.request;
  const declared = checksumAlgorithm === undefined ? undefined : declaredChecksum(headers);
  // Without a type S3 takes it for a checksum of checksums.
  const isOfWhole = (headers['x-amz-checksum-type'] ?? 'COMPOSITE') === draft.checksum?.type;
  if (
    declared &&
    (declared.algorithm !== checksumAlgorithm || declared.value !== draft.checksum?.value || !isOfWhole)
  ) {
    throw new ServiceError(
      'BadDigest',
      `The ${checksumAlgorithm?.toLowerCase()} you specified did not match the calculated checksum.`,
    );
  }
  const size = headers['x-amz-mp-object-size'];
  if (size !== undefined && Number(size) !== draft.size) {
    throw new ServiceError(
      'InvalidRequest',
      `The provided 'x-amz-mp-object-size' header value ${size} does not match what was computed: ${draft.size}`,
    );
  }
}
