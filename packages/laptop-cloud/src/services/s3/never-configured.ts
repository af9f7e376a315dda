// What no bucket has here, and tools that look after buckets ask for all the same: each is told as S3 tells it of a bucket that was
// never configured so. What would configure it is refused by its name.
import { asks, type Question } from './ask-bucket.ts';
import { type S3Operation, xmlAnswer } from './operation.ts';

const never = (question: Omit<Question, 'answer'>, root?: string): S3Operation => {
  const answer = () => (root === undefined ? undefined : xmlAnswer(root, ''));
  return (s3) => asks(s3, { ...question, answer });
};

export const getBucketAccelerateConfiguration = never(
  { name: 'GetBucketAccelerateConfiguration', query: 'accelerate', action: 's3:GetAccelerateConfiguration' },
  'AccelerateConfiguration',
);

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
