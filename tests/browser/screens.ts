// The collection of pictures of every screen, docs/screens.

import { writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import sharp from 'sharp';

/** What a repository can carry many of. */
const MOST_BYTES = 20 * 1024;
const QUALITIES = [82, 70, 58, 45, 32];

/** Draws what the page shows now, as well as the bytes allow. Throws Error where they do not. */
export async function drawScreen(page: Page, file: string): Promise<void> {
  const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  for (const quality of QUALITIES) {
    const bytes = await sharp(picture).webp({ quality, effort: 6, smartSubsample: true }).toBuffer();
    if (bytes.length > MOST_BYTES) continue;
    await writeFile(file, bytes);
    return;
  }
  throw new Error(`${file} would be larger than ${MOST_BYTES} bytes`);
}
