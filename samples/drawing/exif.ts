// Photos as phones store them: pixels in the sensor's order, the turn and the place in EXIF.

import sharp, { type Sharp } from 'sharp';
import { JPEG } from './photograph.ts';

export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

// What undoes the turn that a viewer will apply: EXIF 2.32, tag 274. Mirroring comes after the turn.
const STORED: Readonly<Record<Orientation, { turn: number; mirror: boolean }>> = {
  1: { turn: 0, mirror: false },
  2: { turn: 0, mirror: true },
  3: { turn: 180, mirror: false },
  4: { turn: 180, mirror: true },
  5: { turn: 90, mirror: true },
  6: { turn: 270, mirror: false },
  7: { turn: 270, mirror: true },
  8: { turn: 90, mirror: false },
};

/** An upright picture stored so that only a reader of EXIF sees it upright; with a GPS place in it. */
export async function withOrientation(upright: Sharp, orientation: Orientation): Promise<Buffer> {
  const { turn, mirror } = STORED[orientation];
  const turned = await upright.clone().rotate(turn).png().toBuffer();
  return sharp(turned)
    .flop(mirror)
    .withExif({
      IFD0: { Make: 'Wild Rydes', Model: 'Drawn by code' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '47/1 22/1 0/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '8/1 33/1 0/1',
      },
    })
    .withMetadata({ orientation })
    .jpeg(JPEG)
    .toBuffer();
}
