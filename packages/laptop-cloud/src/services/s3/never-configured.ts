// What no bucket has here, and tools that look after buckets ask for all the same: each is told as S3 tells it of a bucket that was
// never configured so. What would configure it is refused by its name.
import { defineOperation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import { asks, type Question } from './ask-bucket.ts';
import { deletesSettings } from './change-settings.ts';
import { DIGESTS } from './headers.ts';
import { existingBucketObject, OBJECT, OnVersion, type S3Operation, xmlAnswer } from './operation.ts';

const never = (question: Omit<Question, 'answer'>, root?: string): S3Operation => {
  const answer = () => (root === undefined ? undefined : xmlAnswer(root, ''));
  return (s3) => asks(s3, { ...question, answer });
};

export const deleteBucketReplication: S3Operation = (s3) =>
  deletesSettings(s3, {
    name: 'DeleteBucketReplication',
    query: 'replication',
    action: 's3:PutReplicationConfiguration',
    change: () => ({}),
  });

export const deleteBucketWebsite: S3Operation = (s3) =>
  deletesSettings(s3, { name: 'DeleteBucketWebsite', query: 'website', change: () => ({}) });

export const getBucketLogging = never({ name: 'GetBucketLogging', query: 'logging' }, 'BucketLoggingStatus');

export const getBucketReplication = never({
  name: 'GetBucketReplication',
  query: 'replication',
  action: 's3:GetReplicationConfiguration',
  missing: ['ReplicationConfigurationNotFoundError', 'The replication configuration was not found'],
});

export const getBucketWebsite = never({
  name: 'GetBucketWebsite',
  query: 'website',
  missing: ['NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration'],
});

export const getObjectLockConfiguration = never({
  name: 'GetObjectLockConfiguration',
  query: 'object-lock',
  action: 's3:GetBucketObjectLockConfiguration',
  missing: [
    'ObjectLockConfigurationNotFoundError',
    'Object Lock configuration does not exist for this bucket',
  ],
});

/** What is asked or put of the lock of an object: no bucket has one. */
const ofLock =
  (name: string, method: 'GET' | 'PUT', query: string): S3Operation =>
  (s3) =>
    defineOperation({
      name,
      http: {
        method,
        path: OBJECT,
        query,
        headers: [...DIGESTS, 'x-amz-bypass-governance-retention'],
        hasOwnBody: true,
      },
      input: OnVersion,
      errors: ['InvalidRequest'],
      resource: existingBucketObject(s3),
      run: async () => {
        throw new ServiceError('InvalidRequest', 'Bucket is missing Object Lock Configuration');
      },
    });

export const getObjectLegalHold = ofLock('GetObjectLegalHold', 'GET', 'legal-hold');
export const putObjectLegalHold = ofLock('PutObjectLegalHold', 'PUT', 'legal-hold');
export const getObjectRetention = ofLock('GetObjectRetention', 'GET', 'retention');
export const putObjectRetention = ofLock('PutObjectRetention', 'PUT', 'retention');
