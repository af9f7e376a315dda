// Which square of an approved photo becomes its thumbnails.

import type { BoundingBox } from './photo.ts';

export interface ThumbnailPlan {
  /** The size that was asked for, pixels. */
  size: number;
  /** The side of the picture to write, pixels: `size`, or less where the source has no more. */
  side: number;
  /** The square to cut out, whole pixels inside the image. */
  crop: { left: number; top: number; width: number; height: number };
}

/** Room for hair and chin: the square's side in heights of the face. */
const FACE_HEIGHTS = 2;

/** One plan a size: the same square around the face for all, moved and shrunk to stay inside the image, never enlarged. */
export function planThumbnails(
  face: BoundingBox,
  image: { width: number; height: number },
  sizes: number[],
): ThumbnailPlan[] {
  const crop = squareAround(face, image);
  return sizes.map((size) => ({ size, side: Math.min(size, crop.width), crop }));
}

function squareAround(face: BoundingBox, image: { width: number; height: number }): ThumbnailPlan['crop'] {
  const wanted = Math.round(FACE_HEIGHTS * Math.max(face.height * image.height, face.width * image.width));
  const side = clamp(wanted, 1, Math.min(image.width, image.height));
  const start = (centre: number, length: number) => clamp(Math.round(centre - side / 2), 0, length - side);
  return {
    left: start((face.left + face.width / 2) * image.width, image.width),
    top: start((face.top + face.height / 2) * image.height, image.height),
    width: side,
    height: side,
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
