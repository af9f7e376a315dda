// What is asked of a bucket's configuration, and answered from its settings alone.
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError, type ServiceResponse } from '../service.ts';
import type { BucketSettings } from './bucket.ts';
import { BUCKET, bucketOf, existingBucket, OnBucket, type S3 } from './operation.ts';

export interface Question {
  name: string;
  query: string;
  action?: string;
  /** What is answered where there is nothing to tell. */
  missing?: readonly [code: string, message: string];
  answer(settings: BucketSettings): ServiceResponse | undefined;
}

/** The operation that asks it. */
export function asks(s3: S3, { name, query, action, missing, answer }: Question): Operation {
  return defineOperation({
    name,
    http: { method: 'GET', path: BUCKET, query },
    input: OnBucket,
    ...(action === undefined ? {} : { actions: [action] }),
    errors: missing ? [missing[0]] : [],
    resource: existingBucket(s3),
    run: async (call) => {
      const told = answer(bucketOf(call, s3).settings);
      if (told) return told;
      const [code, message] = missing as readonly [string, string];
      throw new ServiceError(code, message, 404, { BucketName: call.input.Bucket });
    },
  });
}
