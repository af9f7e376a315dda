// Ids of versions. Each carries a mark of the key that it was made for, so that one that was removed is told from one that never was:
// S3 removes the first once more without a word, and calls the second invalid.
import { hash, randomBytes } from 'node:crypto';

const RANDOM_BYTES = 18;
const MARK_BYTES = 6;

/** A new id, of 32 characters that paths and headers can hold. */
export function newVersionId(bucketName: string, key: string): string {
  const random = randomBytes(RANDOM_BYTES);
  return written(Buffer.concat([random, markOf(random, bucketName, key)]));
}

/** Whether an id was made for this key, be its version there or not. */
export function isVersionIdOf(bucketName: string, key: string, versionId: string): boolean {
  const bytes = Buffer.from(versionId.replaceAll('.', '+').replaceAll('_', '/'), 'base64');
  if (bytes.length !== RANDOM_BYTES + MARK_BYTES || written(bytes) !== versionId) return false;
  return bytes.subarray(RANDOM_BYTES).equals(markOf(bytes.subarray(0, RANDOM_BYTES), bucketName, key));
}

function markOf(random: Buffer, bucketName: string, key: string): Buffer {
  return hash('sha1', Buffer.concat([random, Buffer.from(`${bucketName}/${key}`)]), 'buffer').subarray(
    0,
    MARK_BYTES,
  );
}

function written(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('+', '.').replaceAll('/', '_');
}
