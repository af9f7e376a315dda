// The collection of pictures of every screen, docs/screens.

import { writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import sharp from 'sharp';

/** What a repository can carry many of. */
const MOST_BYTES = 20 * 1024;
/** For pictures of people. */
const QUALITIES = [82, 70, 60, 50, 40, 32];
/** For text, which has few colours and hard edges. */
const COLOURS = [64, 32, 16];
const MOST_COLOURS = 256;

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
  fewColours(MOST_COLOURS),
  ...QUALITIES.map(
    (quality) => (picture: Buffer) =>
      sharp(picture).webp({ quality, effort: 6, smartSubsample: true }).toBuffer(),
  ),
  ...COLOURS.map(fewColours),
];

function fewColours(colours: number) {
  return async (picture: Buffer): Promise<Buffer> => {
    const few = await sharp(picture).png({ palette: true, colours, dither: 0, effort: 10 }).toBuffer();
    return sharp(few).webp({ lossless: true, effort: 6 }).toBuffer();
  };
}
