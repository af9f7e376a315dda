// CreateBucket and DeleteBucket. What is made here stays over a restart, beside the template's buckets; one of the template's that
// is deleted comes back with the next start.
import { bucketArn } from '../../arns.ts';
import { defineOperation } from '../operation.ts';
import type { XmlShape } from '../protocols/xml-shape.ts';
import { ServiceError } from '../service.ts';
import { refuseLists } from './access-lists.ts';
import { type Bucket, DEFAULT_SETTINGS } from './bucket.ts';
import { OWNERSHIPS, refuseOtherOwnership } from './bucket-access.ts';
import { isBucketName } from './bucket-name.ts';
import { verifyChecksums } from './checksums.ts';
import { ACL_HEADERS, DIGESTS } from './headers.ts';
import { BUCKET, bucketOf, existingBucket, OnBucket, type S3, type S3Operation } from './operation.ts';
import { checkTags, OF_BUCKET, type Tagged } from './tag-rules.ts';
import { pairsWithin } from './tagging.ts';
import { parseXmlBody, type XmlElement } from './xml-body.ts';

const BODY: XmlShape = {
  CreateBucketConfiguration: {
    LocationConstraint: 'text',
    Location: 'not here',
    Bucket: 'not here',
    Tags: { Tag: { Key: 'text', Value: 'text' } },
  },
};

export const createBucket: S3Operation = (s3) =>
  defineOperation({
    name: 'CreateBucket',
    http: {
      method: 'PUT',
      path: BUCKET,
      headers: [...DIGESTS, ...ACL_HEADERS, 'x-amz-object-ownership', 'x-amz-bucket-object-lock-enabled'],
      body: BODY,
    },
    input: OnBucket,
    errors: [
      'BadDigest',
      'BucketAlreadyOwnedByYou',
      'IllegalLocationConstraintException',
      'InvalidBucketAclWithObjectOwnership',
      'InvalidBucketName',
      'InvalidDigest',
      'InvalidLocationConstraint',
      'InvalidTag',
      'MalformedXML',
    ],
    resource: ({ Bucket }) => bucketArn(Bucket),
    run: async ({ input: { Bucket }, request: { headers, body } }) => {
      verifyChecksums(headers, body);
      if (!isBucketName(Bucket))
        throw new ServiceError('InvalidBucketName', 'The specified bucket is not valid.', 400, {
          BucketName: Bucket,
        });
      refuseLists(headers);
      refuseOtherKinds(headers);
      const configuration = body.length > 0 ? parseXmlBody(body, BODY) : undefined;
      refuseOtherPlaces(s3, configuration);
      const tags = checkTags(configuration?.all('Tags').flatMap(pairsWithin) ?? [], OF_NEW_BUCKET);
      // The oldest region alone takes it twice, and not with tags.
      const isThere = s3.store.bucket(Bucket) !== undefined;
      if (isThere && (s3.region !== 'us-east-1' || Object.keys(tags).length > 0))
        throw new ServiceError(
          'BucketAlreadyOwnedByYou',
          'Your previous request to create the named bucket succeeded and you already own it.',
          409,
          { BucketName: Bucket },
        );
      if (!isThere) s3.store.putBucket(Bucket, { ...DEFAULT_SETTINGS, tags });
      return { status: 200, headers: { location: `/${Bucket}`, 'x-amz-bucket-arn': bucketArn(Bucket) } };
    },
  });

function refuseOtherKinds(headers: Readonly<Record<string, string>>): void {
  if (headers['x-amz-bucket-object-lock-enabled']?.toLowerCase() === 'true')
    throw new ServiceError('NotImplemented', 'The local s3 service does not support object lock', 501);
  const wanted = headers['x-amz-object-ownership'] ?? 'BucketOwnerEnforced';
  const ownership = OWNERSHIPS.find((one) => one === wanted);
  if (!ownership)
    throw new ServiceError('InvalidArgument', `Invalid x-amz-object-ownership header: ${wanted}`, 400, {
      ArgumentName: 'x-amz-object-ownership',
    });
  refuseOtherOwnership(ownership);
}

const OF_NEW_BUCKET: Tagged = {
  ...OF_BUCKET,
  reserved:
    'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try again.',
  namesReserved: false,
};

function refuseOtherPlaces(s3: S3, configuration: XmlElement | undefined): void {
  const place = configuration?.text('LocationConstraint') || undefined;
  // That region has no name here: there, nothing is to be said.
  if (place !== undefined && !/^(EU|(?!us-east-1$)[a-z]{2,3}(-[a-z]+)+-[0-9])$/.test(place))
    throw new ServiceError(
      'InvalidLocationConstraint',
      'The specified location-constraint is not valid',
      400,
      {
        LocationConstraint: place,
      },
    );
  if ((place ?? 'us-east-1') === s3.region) return;
  throw new ServiceError(
    'IllegalLocationConstraintException',
    `The ${place ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

function notEmpty({ settings }: Bucket): string {
  const message = 'The bucket you tried to delete is not empty';
  return settings.versioning === 'Off' ? message : `${message}. You must delete all versions in the bucket.`;
}

export const deleteBucket: S3Operation = (s3) =>
  defineOperation({
    name: 'DeleteBucket',
    http: { method: 'DELETE', path: BUCKET },
    input: OnBucket,
    errors: ['BucketNotEmpty'],
    resource: existingBucket(s3),
    run: async (call) => {
      const bucket = bucketOf(call, s3);
      if (bucket.keys.size > 0)
        throw new ServiceError('BucketNotEmpty', notEmpty(bucket), 409, { BucketName: bucket.name });
      s3.store.removeBucket(bucket);
      s3.policies.delete(bucket.name);
      return { status: 204 };
    },
  });
