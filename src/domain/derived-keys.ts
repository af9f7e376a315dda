// Where everything lies that is made of one upload: `derived/<riderId>/<photoId>/`, so that it can be withdrawn as a whole.

import type { Upload } from './photo.ts';

type PhotoId = Pick<Upload, 'riderId' | 'photoId'>;

export function derivedPrefix({ riderId, photoId }: PhotoId): string {
  return `derived/${riderId}/${photoId}/`;
}

export function workingCopyKey(photo: PhotoId): string {
  return `${derivedPrefix(photo)}working.jpg`;
}

export function thumbnailKey(photo: PhotoId, size: number, format: 'webp' | 'jpeg'): string {
  return `${derivedPrefix(photo)}${size}.${format === 'jpeg' ? 'jpg' : 'webp'}`;
}

/** Where everything of a rider lies in the bucket: what was sent, and what was made of it. */
export const riderPrefixes = (riderId: string): string[] => [`incoming/${riderId}/`, `derived/${riderId}/`];
