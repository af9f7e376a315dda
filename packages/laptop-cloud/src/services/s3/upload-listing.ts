// ListParts and ListMultipartUploads.
import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import { findUpload, OnUpload } from './multipart.ts';
import {
  BUCKET,
  bucketOf,
  existingBucket,
  existingBucketObject,
  OBJECT,
  OnBucket,
  type S3Operation,
  xmlAnswer,
} from './operation.ts';
import { listParts, listUploads } from './uploads.ts';

export const listUploadParts: S3Operation = (s3) =>
  defineOperation({
    name: 'ListParts',
    http: { method: 'GET', path: OBJECT, query: 'uploadId' },
    input: z.object({
      ...OnUpload.shape,
      'part-number-marker': z.string().optional(),
      'max-parts': z.string().optional(),
    }),
    actions: ['s3:ListMultipartUploadParts'],
    errors: ['NoSuchUpload'],
    resource: existingBucketObject(s3),
    run: async (call) => {
      const { bucket, upload } = await findUpload(call, s3);
      const marker = Number(call.input['part-number-marker'] ?? 0);
      const maxParts = Math.min(Number(call.input['max-parts'] ?? 1000), 1000);
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
        StorageClass: upload.description.storageClass ?? 'STANDARD',
        ChecksumAlgorithm: upload.checksumAlgorithm,
        ChecksumType: upload.checksumType,
        Part: page.map((part) => ({
          PartNumber: part.number,
          LastModified: new Date(part.lastModified),
          ETag: `"${part.etag}"`,
          Size: part.size,
          [`Checksum${part.checksum.algorithm}`]: part.checksum.value,
        })),
      });
    },
  });

export const listMultipartUploads: S3Operation = (s3) =>
  defineOperation({
    name: 'ListMultipartUploads',
    http: { method: 'GET', path: BUCKET, query: 'uploads' },
    input: z.object({ ...OnBucket.shape, prefix: z.string().optional() }),
    actions: ['s3:ListBucketMultipartUploads'],
    errors: [],
    resource: existingBucket(s3),
    run: async (call) => {
      for (const name of ['key-marker', 'upload-id-marker', 'delimiter', 'max-uploads']) {
        if (!call.request.query.has(name)) continue;
        throw new ServiceError('NotImplemented', `ListMultipartUploads does not support ${name}`, 501);
      }
      const prefix = call.input.prefix ?? '';
      const uploads = listUploads(s3.store, bucketOf(call, s3)).filter(({ key }) => key.startsWith(prefix));
      return xmlAnswer('ListMultipartUploadsResult', {
        Bucket: call.input.Bucket,
        Prefix: prefix,
        IsTruncated: false,
        Upload: uploads.map((upload) => ({
          Key: upload.key,
          UploadId: upload.id,
          Initiated: new Date(upload.startedAt),
          StorageClass: upload.description.storageClass ?? 'STANDARD',
        })),
      });
    },
  });
