// What the key of an uploaded object says: whose photo it is, or that it is none.

import type { Upload } from './photo.ts';

type PhotoIds = Pick<Upload, 'riderId' | 'photoId'>;

/** Why an object under `incoming/` is left alone. `folder`: consoles mark folders with empty objects whose keys end with a slash. */
export type NoUpload = 'folder' | 'unexpected-key';

/** What may stand for a rider in a key: something, without a slash. */
export const isRiderId = (text: string): boolean => /^[^/]+$/.test(text);

/** Reads `incoming/<riderId>/<photoId>`, no more and no fewer parts, none of them empty. EventBridge gives keys as they are. */
export function readUploadKey({ key, size }: Pick<Upload, 'key' | 'size'>): PhotoIds | NoUpload {
  if (key.endsWith('/') && size === 0) return 'folder';
  const [folder, riderId, photoId, ...more] = key.split('/');
  if (folder !== 'incoming' || !riderId || !photoId || more.length > 0) return 'unexpected-key';
  return { riderId, photoId };
}
