// Every sample by its file name, and how it is made.

import sharp, { type Sharp } from 'sharp';
import { bomb, heic, truncated } from './broken.ts';
import { type Orientation, withOrientation } from './exif.ts';
import { drawGroup } from './group.ts';
import { PERSONS } from './persons.ts';
import { type Camera, JPEG, photograph } from './photograph.ts';
import { drawPortrait, type Frame, type Shot } from './portrait.ts';
import { createRandom } from './random.ts';
import { drawScene } from './scene.ts';

const { ada, bao, carla, dev, emil } = PERSONS;
const LANDSCAPE: Frame = { width: 1200, height: 900 };
const SMALL: Frame = { width: 480, height: 600 };
const TINY: Frame = { width: 320, height: 400 };

const portraitOf = (person: (typeof PERSONS)[keyof typeof PERSONS], shot?: Shot, camera?: Partial<Camera>) =>
  photograph(drawPortrait(person, shot), { seed: person.seed, ...camera });
const jpeg = async (picture: Promise<Sharp>) => (await picture).jpeg(JPEG).toBuffer();
// Another shot of ada: a little closer, turned and tilted, in other light.
const OTHER_SHOT: Shot = { pose: { yaw: -11, pitch: 3, roll: 4 }, centre: [0.52, 0.44], size: 0.245 };

/** Draws one file each; the same bytes every time. */
export const SAMPLES: Readonly<Record<string, () => Promise<Buffer>>> = {
  'ada.jpg': () => jpeg(portraitOf(ada)),
  'bao.jpg': () => jpeg(portraitOf(bao)),
  'carla.jpg': () => jpeg(portraitOf(carla)),
  'dev.jpg': () => jpeg(portraitOf(dev)),
  'emil.jpg': () => jpeg(portraitOf(emil)),
  'ada-2.jpg': () => jpeg(portraitOf(ada, OTHER_SHOT, { seed: 101, light: 0.94 })),
  'ada-sunglasses.jpg': () => jpeg(portraitOf(ada, { sunglasses: true }, { seed: 102 })),
  'ada-dark.jpg': () => jpeg(portraitOf(ada, {}, { seed: 103, light: 0.2 })),
  'ada-blurred.jpg': () => jpeg(portraitOf(ada, {}, { seed: 104, blur: 11 })),
  'ada-turned.jpg': () => jpeg(portraitOf(ada, { pose: { yaw: 62 } }, { seed: 105 })),
  'ada-eyes-closed.jpg': () => jpeg(portraitOf(ada, { eyesClosed: true }, { seed: 106 })),
  'ada-mouth-open.jpg': async () =>
    (await photograph(drawPortrait(ada, { mouthOpen: true }, TINY), { seed: 113 }))
      .jpeg({ ...JPEG, quality: 75 })
      .toBuffer(),
  'two-people.jpg': () => jpeg(photograph(drawGroup(LANDSCAPE, [bao, carla]), { seed: 107 })),
  'no-face.jpg': () => jpeg(photograph(drawScene(LANDSCAPE, 108), { seed: 108 })),
  'truncated.jpg': async () => truncated(await jpeg(portraitOf(ada)), 0.4),
  'empty.jpg': async () => Buffer.alloc(0),
  'renamed-text.jpg': async () => Buffer.from('This is a text file that calls itself a photo.\n'.repeat(300)),
  'drawing.svg': async () => Buffer.from(drawPortrait(ada)),
  'animated.gif': animated,
  'photo.heic': async () => heic(createRandom(109)),
  'bomb.png': async () => bomb(30_000),
  'cmyk.jpg': async () =>
    (await portraitOf(ada, {}, { seed: 110 })).toColourspace('cmyk').jpeg(JPEG).toBuffer(),
  'sixteen-bit.png': sixteenBit,
  ...Object.fromEntries(
    ([1, 2, 3, 4, 5, 6, 7, 8] as const).map((orientation) => [
      `ada-exif-${orientation}.jpg`,
      () => oriented(orientation),
    ]),
  ),
};

async function animated(): Promise<Buffer> {
  const frames = await Promise.all(
    [false, true].map(async (eyesClosed) => {
      const picture = await photograph(drawPortrait(ada, { eyesClosed }, SMALL), { seed: ada.seed });
      return picture.png().toBuffer();
    }),
  );
  return sharp(frames, { join: { animated: true } })
    .gif({ delay: [900, 200], colours: 64 })
    .toBuffer();
}

async function sixteenBit(): Promise<Buffer> {
  const picture = await photograph(drawPortrait(ada, {}, { width: 640, height: 800 }), { seed: 111 });
  return picture.toColourspace('rgb16').png({ compressionLevel: 9 }).toBuffer();
}

async function oriented(orientation: Orientation): Promise<Buffer> {
  return withOrientation(await photograph(drawPortrait(ada, {}, SMALL), { seed: 112 }), orientation);
}
