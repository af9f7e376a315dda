// A rider who exists for one smoke test, and the photo of that rider.

import { randomBytes } from 'node:crypto';

/**
 * No rider of an application may have an id that begins so. Whoever looks up the rider finds nobody to tell; whoever tells
 * everybody keeps it away with a filter: `{"riderId": [{"anything-but": {"prefix": "smoke-"}}]}`.
 */
export const SMOKE_PREFIX = 'smoke-';

export function smokeRiderId(): string {
  return `${SMOKE_PREFIX}${new Date().toISOString().slice(0, 10)}-${randomBytes(6).toString('hex')}`;
}

/** The same picture in a file of its own, so that no two tests send the same bytes: a JPEG gets a comment. */
export function ownFile(picture: Buffer, comment: string): Buffer {
  const isJpeg = picture[0] === 0xff && picture[1] === 0xd8;
  if (!isJpeg) return picture;
  const text = Buffer.from(comment, 'utf8');
  const head = Buffer.alloc(4);
  head.writeUInt16BE(0xfffe, 0);
  head.writeUInt16BE(text.length + 2, 2);
  return Buffer.concat([picture.subarray(0, 2), head, text, picture.subarray(2)]);
}
