// The collection of pictures of every screen, docs/screens.

import { writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import sharp from 'sharp';

/** What a repository can carry many of. */
const MOST_BYTES = 20 * 1024;
/** For text, which has few colours and hard edges. */
const COLOURS = 256;
/** For pictures of people; `width` of what is larger than that. */
const LOSSY = [
  { quality: 82 },
  { quality: 70 },
  { quality: 60 },
  { quality: 70, width: 880 },
  { quality: 55, width: 880 },
  { quality: 55, width: 720 },
  { quality: 40, width: 720 },
];

/** Draws what the page shows now, as well as the bytes allow. Throws Error where they do not. */
export async function drawScreen(page: Page, file: string): Promise<void> {
  const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  for (const encode of ENCODINGS) {
    const bytes = await encode(picture);
    if (bytes.length > MOST_BYTES) continue;
    await writeFile(file, bytes);
    return;
  }
  throw new Error(`${file} would be larger than ${MOST_BYTES} bytes`);
}

/** The best first. */
const ENCODINGS: ((picture: Buffer) => Promise<Buffer>)[] = [
  async (picture) => {
    const few = await sharp(picture).png({ palette: true, colours: COLOURS, dither: 0 }).toBuffer();
    return sharp(few).webp({ lossless: true, effort: 6 }).toBuffer();
  },
  ...LOSSY.map(
    ({ quality, width }) =>
      (picture: Buffer) =>
        sharp(picture)
          .resize({ ...(width && { width }), withoutEnlargement: true })
          .webp({ quality, effort: 6, smartSubsample: true })
          .toBuffer(),
  ),
];
