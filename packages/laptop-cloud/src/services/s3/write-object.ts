// What operations that write objects have in common: the object as a request makes it, its writing, and what is answered.
import type { Bucket, ObjectDraft, ObjectVersion } from './bucket.ts';
import { type Measured, measure } from './checksums.ts';
import { writeGuard } from './conditions.ts';
import { type Content, sizeOf } from './content.ts';
import { checksumHeaders, describeObject, encryptionHeaders, writtenVersionHeader } from './description.ts';
import { withKey } from './encryption-key.ts';
import type { ObjectCall, S3 } from './operation.ts';

/** An object as its headers (or form fields) and bytes make it, checksums verified; at once where the bytes are in memory. */
export function draftObject(
  headers: Readonly<Record<string, string>>,
  content: Content,
  bucket: Bucket,
  readMetadata?: (value: string) => string,
): ObjectDraft | Promise<ObjectDraft> {
  const description = describeObject(headers, bucket, readMetadata);
  const draft = (measured: Measured) => ({ ...description, size: sizeOf(content), ...measured });
  // Of a whole object S3 tells the expected MD5 in hex, of all else in base64.
  const measured = measure(headers, content, undefined, 'hex');
  return measured instanceof Promise ? measured.then(draft) : draft(measured);
}

/** Keeps an object under the key that a call names, where the conditions of its headers hold. Throws KMS.NotFoundException, 412, 404 and 501. */
export function writeObject(
  { input: { Key }, request: { headers } }: ObjectCall,
  s3: S3,
  bucket: Bucket,
  draft: ObjectDraft,
  content: Content,
): Promise<ObjectVersion> {
  draft.encryption = withKey(s3, draft.encryption);
  return s3.store.write(bucket, Key, draft, content, writeGuard(headers, Key));
}

/** What every write answers with. */
export function writtenHeaders(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  return {
    etag: `"${version.etag}"`,
    ...writtenVersionHeader(bucket, version),
    ...encryptionHeaders(version.encryption),
    ...checksumHeaders(version),
  };
}
