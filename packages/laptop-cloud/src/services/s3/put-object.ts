// PutObject.
import { defineOperation } from '../operation.ts';
import { contentOf } from './content.ts';
import { expirationHeader } from './expiry.ts';
import { DESCRIPTION, DIGESTS, WRITE_CONDITIONS } from './headers.ts';
import { bucketOf, existingBucketObject, OBJECT, OnObject, type S3Operation } from './operation.ts';
import { draftObject, writeObject, writtenHeaders } from './write-object.ts';

export const putObject: S3Operation = (s3) =>
  defineOperation({
    name: 'PutObject',
    http: {
      method: 'PUT',
      path: OBJECT,
      // What is summed up the checksum itself says: S3 passes by what is said beside it.
      headers: [...DIGESTS, ...DESCRIPTION, ...WRITE_CONDITIONS, 'x-amz-checksum-algorithm'],
      hasOwnBody: true,
    },
    input: OnObject,
    actions: ['s3:PutObject', 's3:PutObjectTagging'],
    errors: [
      'BadDigest',
      'BadRequest',
      'InvalidArgument',
      'InvalidDigest',
      'InvalidEncryptionAlgorithmError',
      'InvalidRequest',
      'InvalidStorageClass',
      'InvalidTag',
      'KMS.NotFoundException',
      'MetadataTooLarge',
      'NoSuchKey',
      'PreconditionFailed',
    ],
    resource: (input, { headers }) => {
      const object = existingBucketObject(s3)(input);
      return headers['x-amz-tagging'] ? [object, { ...object, action: 's3:PutObjectTagging' }] : object;
    },
    run: async (call) => {
      const { headers } = call.request;
      const content = contentOf(call.request);
      const bucket = bucketOf(call, s3);
      const drafted = draftObject(headers, content, bucket);
      const draft = drafted instanceof Promise ? await drafted : drafted;
      const version = await writeObject(call, s3, bucket, draft, content);
      if (!call.request.principal.isOnlooker)
        await s3.events.created(bucket, call.input.Key, version, 'PutObject', call.request);
      return {
        status: 200,
        headers: { ...writtenHeaders(bucket, version), ...expirationHeader(bucket, call.input.Key, version) },
      };
    },
  });
