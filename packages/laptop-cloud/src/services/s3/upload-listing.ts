// ListParts and ListMultipartUploads.
import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import { compareKeys } from './key-order.ts';
import { encoder, optional, paginate, readMax } from './listing-pages.ts';
import { findUpload, namedChecksum, OnUpload } from './multipart.ts';
import {
  BUCKET,
  bucketOf,
  existingBucket,
  existingBucketObject,
  OBJECT,
  OnBucket,
  type S3Operation,
  wholeSecond,
  xmlAnswer,
} from './operation.ts';
import { listParts, listUploads } from './uploads.ts';

export const listUploadParts: S3Operation = (s3) =>
  defineOperation({
    name: 'ListParts',
    http: { method: 'GET', path: OBJECT, query: 'uploadId' },
    input: z.strictObject({
      ...OnUpload.shape,
      'part-number-marker': z.string().optional(),
      'max-parts': z.string().optional(),
    }),
    actions: ['s3:ListMultipartUploadParts'],
    errors: ['InvalidArgument', 'NoSuchUpload'],
    resource: existingBucketObject(s3),
    run: async (call) => {
      const { bucket, upload } = await findUpload(call, s3);
      const marker = readMax(call.input['part-number-marker'] || '0', 'part-number-marker', 10_000);
      const maxParts = readMax(call.input['max-parts'], 'max-parts');
      const after = (await listParts(s3.store, bucket, upload)).filter((part) => part.number > marker);
      const page = after.slice(0, maxParts);
      return xmlAnswer('ListPartsResult', {
        Bucket: call.input.Bucket,
        Key: call.input.Key,
        UploadId: upload.id,
        PartNumberMarker: marker,
        NextPartNumberMarker: page.at(-1)?.number ?? 0,
        MaxParts: maxParts,
        IsTruncated: after.length > page.length,
        Initiator: { ID: s3.accountId },
        Owner: { ID: s3.accountId },
        StorageClass: upload.description.storageClass ?? 'STANDARD',
        ChecksumAlgorithm: upload.checksumAlgorithm,
        ChecksumType: upload.checksumAlgorithm && upload.checksumType,
        Part: page.map((part) => ({
          PartNumber: part.number,
          LastModified: wholeSecond(part.lastModified),
          ETag: `"${part.etag}"`,
          Size: part.size,
          ...namedChecksum(upload, part),
        })),
      });
    },
  });

export const listMultipartUploads: S3Operation = (s3) =>
  defineOperation({
    name: 'ListMultipartUploads',
    http: { method: 'GET', path: BUCKET, query: 'uploads' },
    input: z.strictObject({
      ...OnBucket.shape,
      prefix: z.string().optional(),
      delimiter: z.string().optional(),
      'max-uploads': z.string().optional(),
      'key-marker': z.string().optional(),
      'upload-id-marker': z.string().optional(),
      'encoding-type': z.string().optional(),
    }),
    actions: ['s3:ListBucketMultipartUploads'],
    errors: ['InvalidArgument'],
    resource: existingBucket(s3),
    run: async (call) => {
      const query = call.input;
      const { prefix = '', delimiter = '', 'key-marker': keyMarker = '' } = query;
      // Without a key it means nothing, as S3 has it.
      const idMarker = keyMarker === '' ? '' : (query['upload-id-marker'] ?? '');
      const encode = encoder(query);
      const rows = listUploads(s3.store, bucketOf(call, s3)).sort((a, b) => compareKeys(a.key, b.key));
      const at = rows.findIndex(({ id, key }) => id === idMarker && key === keyMarker);
      if (idMarker !== '' && at < 0)
        throw new ServiceError('InvalidArgument', 'Invalid uploadId marker', 400, {
          ArgumentName: 'upload-id-marker',
          ArgumentValue: idMarker,
        });
      const isAfter = (upload: (typeof rows)[number]) => {
        const order = compareKeys(upload.key, keyMarker);
        return order > 0 || (order === 0 && at >= 0 && rows.indexOf(upload) > at);
      };
      const maxKeys = readMax(query['max-uploads'], 'max-uploads');
      const keys = rows.map((upload) => ({ key: upload.key, rows: () => [upload] }));
      const page = paginate(keys, { prefix, delimiter, maxKeys }, isAfter, keyMarker);
      const last = page.rows.at(-1);
      return xmlAnswer('ListMultipartUploadsResult', {
        Bucket: call.input.Bucket,
        KeyMarker: encode(keyMarker),
        UploadIdMarker: idMarker,
        // Told whether or not there is more; of a page of prefixes alone S3 tells none.
        NextKeyMarker: encode(last?.key ?? ''),
        NextUploadIdMarker: last?.id ?? '',
        Prefix: optional(prefix, encode),
        Delimiter: optional(delimiter, encode),
        EncodingType: query['encoding-type'],
        MaxUploads: maxKeys,
        IsTruncated: page.isTruncated,
        Upload: page.rows.map((upload) => ({
          Key: encode(upload.key),
          UploadId: upload.id,
          Initiator: { ID: s3.accountId },
          Owner: { ID: s3.accountId },
          Initiated: wholeSecond(upload.startedAt),
          StorageClass: upload.description.storageClass ?? 'STANDARD',
          ChecksumAlgorithm: upload.checksumAlgorithm,
          ChecksumType: upload.checksumAlgorithm && upload.checksumType,
        })),
        CommonPrefixes: page.prefixes.map((one) => ({ Prefix: encode(one) })),
      });
    },
  });
