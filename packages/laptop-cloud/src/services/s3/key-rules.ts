// What a key may be.
import { ServiceError } from '../service.ts';

const MAX_KEY_BYTES = 1024;
/** No unit of a text takes more. */
const MAX_BYTES_EACH = 3;

/** Throws KeyTooLongError, and BadRequest for one that as a path leads out of its bucket, which S3 takes nowhere. */
export function checkKey(key: string): void {
  if (key.length > MAX_KEY_BYTES / MAX_BYTES_EACH && Buffer.byteLength(key) > MAX_KEY_BYTES)
    throw new ServiceError('KeyTooLongError', 'Your key is too long');
  if (key.includes('..') && leadsOut(key))
    throw new ServiceError('BadRequest', `The key ${key} leads out of its bucket`);
}

/** From left to right, there are never more steps up than down. */
function leadsOut(key: string): boolean {
  let depth = 0;
  for (const step of key.split('/')) {
    if (step === '..') depth -= 1;
    else if (step !== '' && step !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}
