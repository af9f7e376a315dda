// What the steps do with sharp, run alone: the time that decoding and encoding takes with nothing around it.

import { cutThumbnails, toWorkingCopy } from '../../src/adapters/image.ts';
import { readImage } from '../../src/adapters/image-reading.ts';
import { parseConfiguration } from '../../src/domain/configuration.ts';
import type { BoundingBox } from '../../src/domain/photo.ts';
import { planThumbnails } from '../../src/domain/thumbnails.ts';
import { median } from '../mark.ts';

/** Milliseconds. */
export interface PictureWork {
  inspectMs: number;
  thumbnailsMs: number;
}

const TRIES = 3;

/** The same calls as InspectPhoto and CreateThumbnails make, with the same settings, on the same bytes. Medians of three. */
export async function measurePictureWork(photo: Uint8Array, face: BoundingBox): Promise<PictureWork> {
  const { image, thumbnails } = parseConfiguration(undefined);
  const inspect: number[] = [];
  const cut: number[] = [];
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const startedAt = performance.now();
    const copy = await toWorkingCopy(await readImage(photo), { maxPixels: image.maxPixels });
    inspect.push(performance.now() - startedAt);
    const cutAt = performance.now();
    const plans = planThumbnails(face, copy, thumbnails.sizes);
    await cutThumbnails(copy.bytes, plans, thumbnails.formats, (each) => each);
    cut.push(performance.now() - cutAt);
  }
  return { inspectMs: median(inspect), thumbnailsMs: median(cut) };
}
