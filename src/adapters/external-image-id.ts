// Rekognition keeps an id of ours beside each face, of at most 255 letters, digits and `_ . - :`. Rider ids may hold more.

import { UnexpectedKeyError } from '../shared/errors.ts';

const MAX_LENGTH = 255;

/** The rider id in Rekognition's alphabet, each other byte of its UTF-8 as `:` and two digits. Throws UnexpectedKeyError when too long. */
export function toExternalImageId(riderId: string): string {
  const id = encoded(riderId);
  if (!isPossible(id)) {
    throw new UnexpectedKeyError(
      `The rider id must take 1 to ${MAX_LENGTH} characters as Rekognition's ExternalImageId, not ${id.length}: letters, digits and _ . - take one, every other byte of its UTF-8 three`,
    );
  }
  return id;
}

/** The same; undefined for a rider whom no face can have been indexed for. */
export function externalImageIdOf(riderId: string): string | undefined {
  const id = encoded(riderId);
  return isPossible(id) ? id : undefined;
}

/** The rider id again. Ids that others gave (a block list filled by hand) stay as they are. */
export function fromExternalImageId(id: string): string {
  if (!OURS.test(id)) return id;
  const bytes = id.replace(ESCAPED, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)),
  );
}

const PLAIN = /[A-Za-z0-9_.-]/;
const ESCAPED = /:([0-9A-F]{2})/g;
const OURS = /^([A-Za-z0-9_.-]|:[0-9A-F]{2})*$/;

const isPossible = (id: string): boolean => id.length > 0 && id.length <= MAX_LENGTH;

function encoded(riderId: string): string {
  return Array.from(new TextEncoder().encode(riderId), encodeByte).join('');
}

function encodeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return PLAIN.test(character) ? character : `:${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
