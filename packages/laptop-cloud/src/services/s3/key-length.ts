// How long a key may be.
import { ServiceError } from '../service.ts';

const MAX_KEY_BYTES = 1024;

/** Throws KeyTooLongError. */
export function checkKeyLength(key: string): void {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES)
    throw new ServiceError('KeyTooLongError', 'Your key is too long');
}
