// ListParts and ListMultipartUploads.
import { ServiceError } from '../service.ts';
import { findUpload } from './multipart.ts';
import { authorizeBucket, authorizeObject, bucketOf, type S3Operation, xmlAnswer } from './operation.ts';
import { listParts, listUploads } from './uploads.ts';

export const listUploadParts: S3Operation = {
  name: 'ListParts',
  method: 'GET',
  target: 'object',
  subresource: 'uploadId',
  run: async (call, s3) => {
    authorizeObject(call, 's3:ListMultipartUploadParts');
    const { bucket, upload } = await findUpload(call, s3);
    const { query } = call.request;
    const marker = Number(query.get('part-number-marker') ?? 0);
    const maxParts = Math.min(Number(query.get('max-parts') ?? 1000), 1000);
    const after = (await listParts(s3.store, bucket, upload)).filter((part) => part.number > marker);
    const page = after.slice(0, maxParts);
    return xmlAnswer('ListPartsResult', {
      Bucket: call.bucketName,
      Key: call.key,
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
};

export const listMultipartUploads: S3Operation = {
  name: 'ListMultipartUploads',
  method: 'GET',
  target: 'bucket',
  subresource: 'uploads',
  run: async (call, s3) => {
    authorizeBucket(call, 's3:ListBucketMultipartUploads');
    for (const name of ['key-marker', 'upload-id-marker', 'delimiter', 'max-uploads']) {
      if (!call.request.query.has(name)) continue;
      throw new ServiceError('NotImplemented', `ListMultipartUploads does not support ${name}`, 501);
    }
    const prefix = call.request.query.get('prefix') ?? '';
    const uploads = listUploads(s3.store, bucketOf(call, s3)).filter(({ key }) => key.startsWith(prefix));
    return xmlAnswer('ListMultipartUploadsResult', {
      Bucket: call.bucketName,
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
};
