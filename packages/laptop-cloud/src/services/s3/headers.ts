// The headers that S3 operations read, by what they are about; what none of an operation's lists has is refused by its name.
import { CHECKSUM_ALGORITHMS, checksumHeader } from './checksums.ts';

/** Of every request: how it is signed and sent, and who is meant to own the bucket. */
export const USUAL_HEADERS: readonly string[] = [
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-user-agent',
  'x-amz-te',
  'x-amz-trailer',
  'x-amz-decoded-content-length',
  'x-amz-expected-bucket-owner',
  'x-amz-request-payer',
];

/** What a body is to be, by its sender. */
export const DIGESTS: readonly string[] = [
  'content-md5',
  'x-amz-sdk-checksum-algorithm',
  ...CHECKSUM_ALGORITHMS.map(checksumHeader),
];

export const READ_CONDITIONS: readonly string[] = [
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
];

export const WRITE_CONDITIONS: readonly string[] = ['if-match', 'if-none-match'];

/** Who is to be let in beside the owner. */
export const ACL_HEADERS: readonly string[] = [
  'x-amz-acl',
  ...['full-control', 'read', 'read-acp', 'write', 'write-acp'].map((right) => `x-amz-grant-${right}`),
];

/** What is kept beside the bytes of an object. */
export const DESCRIPTION: readonly string[] = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
  'x-amz-meta-*',
  ...ACL_HEADERS,
  'x-amz-storage-class',
  'x-amz-tagging',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-bucket-key-enabled',
];

/** What is copied, and on which conditions. */
export const COPY_SOURCE: readonly string[] = [
  'x-amz-copy-source',
  ...READ_CONDITIONS.map((name) => `x-amz-copy-source-${name}`),
  'x-amz-source-expected-bucket-owner',
];

/** Whether a list has a header; one that ends in `*` has all that begin so. */
export function isListed(name: string, list: readonly string[]): boolean {
  return list.includes(name) || list.some((one) => one.endsWith('*') && name.startsWith(one.slice(0, -1)));
}
