// From a drawing to what a phone's camera would have made of it: light, focus, grain, JPEG.

import sharp, { type Sharp } from 'sharp';
import { createRandom } from './random.ts';

export interface Camera {
  /** Seed of the grain. */
  seed: number;
  /** How much of the light arrives, 1 is all. */
  light?: number;
  /** Gaussian blur in pixels. */
  blur?: number;
}

/** Standard deviation of the grain, of 255. */
const GRAIN = 2.2;

/** The drawing as pixels with grain; the same for the same drawing and camera. */
export async function photograph(svg: string, { seed, light = 1, blur = 0 }: Camera): Promise<Sharp> {
  const lens = sharp(Buffer.from(svg)).flatten({ background: '#ffffff' });
  if (blur > 0) lens.blur(blur);
  const { data, info } = await lens.raw().toBuffer({ resolveWithObject: true });
  const random = createRandom(seed);
  for (let at = 0; at < data.length; at += 3) {
    // Three uniform numbers make a good enough bell.
    const grain = (random() + random() + random() - 1.5) * 2 * GRAIN;
    for (let channel = 0; channel < 3; channel++) {
      const tint = (random() - 0.5) * GRAIN;
      const value = (data[at + channel] ?? 0) * light + grain + tint;
      data[at + channel] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } });
}

export const JPEG = { quality: 88, chromaSubsampling: '4:4:4' } as const;
