// The key that an object is encrypted with has to be there when the object is written. What a bucket is told of its default key is not
// checked, as on AWS, until then.
// Source: S3 API Reference, PutBucketEncryption: "Amazon S3 doesn't validate the KMS key ID".
import { ServiceError } from '../service.ts';
import type { Encryption } from './bucket.ts';
import type { S3 } from './operation.ts';

/** Throws KMS.NotFoundException. */
export function refuseMissingKey({ keyRefusal }: Pick<S3, 'keyRefusal'>, { kmsKeyId }: Encryption): void {
  const refusal = kmsKeyId === undefined ? undefined : keyRefusal(kmsKeyId);
  if (refusal !== undefined) throw new ServiceError('KMS.NotFoundException', refusal);
}
