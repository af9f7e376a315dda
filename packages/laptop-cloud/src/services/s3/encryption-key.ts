// The key that an object is encrypted with: one that is there when the object is written, and AWS's own where none is named. What a
// bucket is told of its default key is not checked, as on AWS, until then.
// Source: S3 API Reference, PutBucketEncryption: "Amazon S3 doesn't validate the KMS key ID".
import { hash } from 'node:crypto';
import { type Account, keyArn } from '../../arns.ts';
import { ServiceError } from '../service.ts';
import type { Encryption } from './bucket.ts';
import type { S3 } from './operation.ts';

type Keys = Pick<S3, 'keyRefusal'> & Account;

/** The encryption with its key as answers name it, by ARN. Throws KMS.NotFoundException. */
export function withKey(keys: Keys, encryption: Encryption): Encryption {
  if (encryption.algorithm === 'AES256') return encryption;
  const own = ownKeyArn(keys);
  const { kmsKeyId = own } = encryption;
  const refusal = kmsKeyId === own ? undefined : keys.keyRefusal(kmsKeyId);
  if (refusal !== undefined) throw new ServiceError('KMS.NotFoundException', refusal);
  return { ...encryption, kmsKeyId: KEY_ID.test(kmsKeyId) ? keyArn(keys, kmsKeyId) : kmsKeyId };
}

const KEY_ID = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Of the key that AWS makes for S3 in every account: always the same one. */
function ownKeyArn(account: Account): string {
  const digits = hash('sha1', `aws/s3 ${account.accountId} ${account.region}`);
  return keyArn(account, digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5'));
}
