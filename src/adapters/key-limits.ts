// What an upload's key may be for all that is made of it later. Looked at before anything is done for the photo: what fails
// here would fail at the last step, too.

import { workingCopyKey } from '../domain/derived-keys.ts';
import type { Upload } from '../domain/photo.ts';
import { UnexpectedKeyError } from '../shared/errors.ts';
import { toExternalImageId } from './external-image-id.ts';

/** Bytes of UTF-8 (Amazon S3, "Naming objects"). The longest key we derive is that of the working copy. */
const MAX_KEY_BYTES = 1024;

/** Throws UnexpectedKeyError, without the key, when rider id or photo id are too long for a face or a copy under them. */
export function checkKeyLimits(upload: Pick<Upload, 'key' | 'riderId' | 'photoId'>): void {
  toExternalImageId(upload.riderId);
  const surplus = Buffer.byteLength(workingCopyKey(upload)) - MAX_KEY_BYTES;
  if (surplus <= 0) return;
  const bytes = Buffer.byteLength(upload.key);
  throw new UnexpectedKeyError(
    `The upload's key takes ${bytes} bytes, but at most ${bytes - surplus} leave room for the keys of its copies`,
  );
}
