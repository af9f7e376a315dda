// Questions about buckets.
import * as z from 'zod';
import { bucketArn } from '../../arns.ts';
import { defineOperation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import { readToken, writeToken } from './listing-pages.ts';
import {
  BUCKET,
  bucketOf,
  existingBucket,
  OnBucket,
  type S3Operation,
  wholeSecond,
  xmlAnswer,
} from './operation.ts';

export const listBuckets: S3Operation = (s3) =>
  defineOperation({
    name: 'ListBuckets',
    http: { method: 'GET', path: '/' },
    input: z.strictObject({
      prefix: z.string().optional(),
      'max-buckets': z.string().optional(),
      'continuation-token': z.string().optional(),
      'bucket-region': z.string().optional(),
    }),
    actions: ['s3:ListAllMyBuckets'],
    errors: ['InvalidArgument'],
    resource: () => '*',
    run: async (call) => {
      const { prefix = '', 'max-buckets': most = '10000', 'continuation-token': token } = call.input;
      if (!/^\d{1,5}$/.test(most) || Number(most) < 1 || Number(most) > 10_000)
        throw new ServiceError(
          'InvalidArgument',
          'Argument max-buckets must be an integer between 1 and 10000',
        );
      refuseNoRegion(call.input['bucket-region']);
      const after = token ? readToken(token) : '';
      const isHere = (call.input['bucket-region'] ?? s3.region) === s3.region;
      const all = s3.store.buckets().filter(({ name }) => isHere && name.startsWith(prefix) && name > after);
      const buckets = all.slice(0, Number(most));
      return xmlAnswer('ListAllMyBucketsResult', {
        Owner: { ID: s3.accountId },
        Buckets: {
          Bucket: buckets.map(({ name, createdAt }) => ({
            Name: name,
            CreationDate: wholeSecond(createdAt),
            BucketRegion: s3.region,
            BucketArn: bucketArn(name),
          })),
        },
        Prefix: call.input.prefix,
        ContinuationToken: all.length > buckets.length ? writeToken(buckets.at(-1)?.name ?? '') : undefined,
      });
    },
  });

/** Throws InvalidArgument for what is written as no region is. */
function refuseNoRegion(region: string | undefined): void {
  if (region === undefined || REGION.test(region)) return;
  throw new ServiceError('InvalidArgument', `Argument value ${region} is not a valid AWS Region`, 400, {
    ArgumentName: 'bucket-region',
  });
}

const REGION =
  /^(us-(gov-)?(east|west)|ca-(central|west)|mx-central|sa-east|eu-(north|south|west|central)|af-south|il-central|me-(south|central)|ap-(east|south|southeast|northeast)|cn-(north|northwest)|eusc-de-east)-[1-9]$/;

export const headBucket: S3Operation = (s3) =>
  defineOperation({
    name: 'HeadBucket',
    http: { method: 'HEAD', path: BUCKET },
    input: OnBucket,
    actions: ['s3:ListBucket'],
    errors: [],
    resource: existingBucket(s3),
    run: async () => {
      return { status: 200, headers: { 'x-amz-bucket-region': s3.region } };
    },
  });

export const getBucketLocation: S3Operation = (s3) =>
  defineOperation({
    name: 'GetBucketLocation',
    http: { method: 'GET', path: BUCKET, query: 'location' },
    input: OnBucket,
    errors: [],
    resource: existingBucket(s3),
    run: async () => {
      // The oldest region has no name here.
      const answer = xmlAnswer('LocationConstraint', s3.region === 'us-east-1' ? '' : s3.region);
      return { ...answer, body: String(answer.body).replace('></LocationConstraint>', '/>') };
    },
  });

export const getBucketVersioning: S3Operation = (s3) =>
  defineOperation({
    name: 'GetBucketVersioning',
    http: { method: 'GET', path: BUCKET, query: 'versioning' },
    input: OnBucket,
    errors: [],
    resource: existingBucket(s3),
    run: async (call) => {
      const { versioning } = bucketOf(call, s3).settings;
      return xmlAnswer('VersioningConfiguration', versioning === 'Off' ? {} : { Status: versioning });
    },
  });

export const getBucketEncryption: S3Operation = (s3) =>
  defineOperation({
    name: 'GetBucketEncryption',
    http: { method: 'GET', path: BUCKET, query: 'encryption' },
    input: OnBucket,
    actions: ['s3:GetEncryptionConfiguration'],
    errors: [],
    resource: existingBucket(s3),
    run: async (call) => {
      const { algorithm, kmsKeyId, bucketKey } = bucketOf(call, s3).settings.encryption;
      return xmlAnswer('ServerSideEncryptionConfiguration', {
        Rule: {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, KMSMasterKeyID: kmsKeyId },
          BucketKeyEnabled: bucketKey ?? false,
        },
      });
    },
  });

export const getBucketCors: S3Operation = (s3) =>
  defineOperation({
    name: 'GetBucketCors',
    http: { method: 'GET', path: BUCKET, query: 'cors' },
    input: OnBucket,
    actions: ['s3:GetBucketCORS'],
    errors: ['NoSuchCORSConfiguration'],
    resource: existingBucket(s3),
    run: async (call) => {
      const { cors } = bucketOf(call, s3).settings;
      if (cors.length === 0) {
        throw new ServiceError('NoSuchCORSConfiguration', 'The CORS configuration does not exist', 404, {
          BucketName: call.input.Bucket,
        });
      }
      return xmlAnswer('CORSConfiguration', {
        CORSRule: cors.map((rule) => ({
          ID: rule.id,
          AllowedOrigin: rule.allowedOrigins,
          AllowedMethod: rule.allowedMethods,
          AllowedHeader: rule.allowedHeaders,
          ExposeHeader: rule.exposedHeaders,
          MaxAgeSeconds: rule.maxAgeSeconds,
        })),
      });
    },
  });
