// Questions about buckets. Buckets are made by the template alone, so nothing here changes one.
import { authorize, ServiceError } from '../service.ts';
import { authorizeBucket, bucketOf, type S3Operation, xmlAnswer } from './operation.ts';

export const listBuckets: S3Operation = {
  name: 'ListBuckets',
  method: 'GET',
  target: 'service',
  run: async (call, s3) => {
    authorize(call.request.principal, 's3:ListAllMyBuckets', '*');
    const prefix = call.request.query.get('prefix') ?? '';
    const buckets = s3.store.buckets().filter((bucket) => bucket.name.startsWith(prefix));
    return xmlAnswer('ListAllMyBucketsResult', {
      Owner: { ID: s3.accountId },
      Buckets: {
        Bucket: buckets.map(({ name, createdAt }) => ({
          Name: name,
          CreationDate: new Date(createdAt),
          BucketRegion: s3.region,
        })),
      },
    });
  },
};

export const headBucket: S3Operation = {
  name: 'HeadBucket',
  method: 'HEAD',
  target: 'bucket',
  run: async (call, s3) => {
    authorizeBucket(call, 's3:ListBucket');
    return { status: 200, headers: { 'x-amz-bucket-region': s3.region } };
  },
};

export const getBucketLocation: S3Operation = {
  name: 'GetBucketLocation',
  method: 'GET',
  target: 'bucket',
  subresource: 'location',
  run: async (call, s3) => {
    authorizeBucket(call, 's3:GetBucketLocation');
    // The oldest region has no name here.
    return xmlAnswer('LocationConstraint', s3.region === 'us-east-1' ? '' : s3.region);
  },
};

export const getBucketVersioning: S3Operation = {
  name: 'GetBucketVersioning',
  method: 'GET',
  target: 'bucket',
  subresource: 'versioning',
  run: async (call, s3) => {
    authorizeBucket(call, 's3:GetBucketVersioning');
    const { versioning } = bucketOf(call, s3).settings;
    return xmlAnswer('VersioningConfiguration', versioning === 'Off' ? {} : { Status: versioning });
  },
};

export const getBucketEncryption: S3Operation = {
  name: 'GetBucketEncryption',
  method: 'GET',
  target: 'bucket',
  subresource: 'encryption',
  run: async (call, s3) => {
    authorizeBucket(call, 's3:GetEncryptionConfiguration');
    const { algorithm, kmsKeyId, bucketKey } = bucketOf(call, s3).settings.encryption;
    return xmlAnswer('ServerSideEncryptionConfiguration', {
      Rule: {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, KMSMasterKeyID: kmsKeyId },
        BucketKeyEnabled: bucketKey ?? false,
      },
    });
  },
};

export const getBucketCors: S3Operation = {
  name: 'GetBucketCors',
  method: 'GET',
  target: 'bucket',
  subresource: 'cors',
  run: async (call, s3) => {
    authorizeBucket(call, 's3:GetBucketCORS');
    const { cors } = bucketOf(call, s3).settings;
    if (cors.length === 0) {
      throw new ServiceError('NoSuchCORSConfiguration', 'The CORS configuration does not exist', 404);
    }
    return xmlAnswer('CORSConfiguration', {
      CORSRule: cors.map((rule) => ({
        AllowedOrigin: rule.allowedOrigins,
        AllowedMethod: rule.allowedMethods,
        AllowedHeader: rule.allowedHeaders,
        ExposeHeader: rule.exposedHeaders,
        MaxAgeSeconds: rule.maxAgeSeconds,
      })),
    });
  },
};
