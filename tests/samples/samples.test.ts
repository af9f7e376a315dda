// The samples, seen by the real models: each must be what its name says and nothing else that a rule would mind.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { toModerationLabels } from '../../packages/local-rekognition/src/moderation.ts';
import { similarityPercent } from '../../packages/local-rekognition/src/similarity.ts';
import type { FaceAnalysis } from '../../packages/local-rekognition/src/vision/protocol.ts';
import { SAMPLES } from '../../samples/drawing/sample-files.ts';
import { cases, longRun } from '../support/long-run.ts';
import { rememberedVision } from '../support/remembered-vision.ts';

const FOLDER = join(__dirname, '..', '..', 'samples');
const read = (name: string) => readFileSync(join(FOLDER, name));
const vision = rememberedVision();
afterAll(() => vision.close());

async function lookAt(image: Buffer): Promise<FaceAnalysis[]> {
  return (await vision.ask({ task: 'faces', image, describe: 1 })).faces;
}

/** What the rules would mind, in the words of their codes; the bounds are the rules' defaults. */
function reasons(face: FaceAnalysis | undefined): string[] {
  if (!face) return ['NO_FACE'];
  const { pose, quality, box } = face;
  const sure = ({ value, confidence }: { value: boolean; confidence: number }, wanted: boolean) =>
    value === wanted && confidence >= 90;
  const middle = face.age && (face.age.low + face.age.high) / 2;
  const found: Record<string, boolean> = {
    NO_FACE: face.confidence < 90,
    FACE_SIZE: box.height < 0.2 || face.heightPx < 100,
    FACE_CUT_OFF: box.left < 0 || box.top < 0 || box.left + box.width > 1 || box.top + box.height > 1,
    POSE: Math.abs(pose.yaw) > 30 || pose.pitch < -25 || pose.pitch > 30 || Math.abs(pose.roll) > 30,
    SUNGLASSES: sure(face.sunglasses, true),
    FACE_COVERED: sure(face.faceOccluded, true),
    EYES_CLOSED: sure(face.eyesOpen, false),
    TOO_DARK: quality.brightness < 40,
    TOO_BRIGHT: quality.brightness > 95,
    BLURRED: quality.sharpness < 40,
    AGE: middle !== undefined && middle <= 20,
  };
  return Object.keys(found).filter((code) => found[code]);
}

const PERSONS = ['ada', 'bao', 'carla', 'dev', 'emil'];
const EXIF = [1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => `ada-exif-${orientation}.jpg`);
/** Turned by a quarter, and mirrored as well. */
const OFTEN = ['ada-exif-5.jpg'];
const OF_ADA = cases(
  ['ada-2.jpg', 'cmyk.jpg', ...OFTEN],
  ['sixteen-bit.png', ...EXIF.filter((name) => !OFTEN.includes(name))],
);

describe('good portraits', () => {
  it.each([...PERSONS.map((name) => `${name}.jpg`), ...OF_ADA])(
    '%s shows one face that no rule minds',
    async (name) => {
      const faces = await lookAt(read(name));

      expect(faces).toHaveLength(1);
      expect(reasons(faces[0])).toEqual([]);
    },
  );

  it('the five riders are five persons', async () => {
    const faces = await Promise.all(PERSONS.map(async (name) => (await lookAt(read(`${name}.jpg`)))[0]));
    const pairs = faces.flatMap((a, at) => faces.slice(at + 1).map((b) => [a, b] as const));

    for (const [a, b] of pairs) {
      expect(similarityPercent(a?.descriptor ?? [], b?.descriptor ?? [])).toBeLessThan(80);
    }
  });

  it.each([...OF_ADA, 'ada-sunglasses.jpg', 'ada-eyes-closed.jpg', 'ada-dark.jpg'])(
    '%s is ada',
    async (name) => {
      const [ada] = await lookAt(read('ada.jpg'));
      const [other] = await lookAt(read(name));

      expect(similarityPercent(ada?.descriptor ?? [], other?.descriptor ?? [])).toBeGreaterThanOrEqual(99);
    },
  );

  longRun.it('stay what they are when they are scaled and encoded again', async () => {
    const again = await sharp(read('ada.jpg')).resize(600).jpeg({ quality: 75 }).toBuffer();
    const closed = await sharp(read('ada-eyes-closed.jpg')).resize(600).jpeg({ quality: 75 }).toBuffer();

    expect(reasons((await lookAt(again))[0])).toEqual([]);
    expect(reasons((await lookAt(closed))[0])).toEqual(['EYES_CLOSED']);
  });
});

describe('turned portraits', () => {
  it.each(
    cases<[string, number]>(
      [
        ['bao.jpg', 180],
        ['carla.jpg', 90],
      ],
      [
        ['ada.jpg', 180],
        ['dev.jpg', 270],
        ...['ada', 'bao', 'emil'].flatMap((name) =>
          [90, 270].map((by): [string, number] => [`${name}.jpg`, by]),
        ),
        ...[180, 270].map((by): [string, number] => ['carla.jpg', by]),
        ...[90, 180].map((by): [string, number] => ['dev.jpg', by]),
        ['emil.jpg', 180],
      ],
    ),
  )('%s turned by %d degrees is no portrait', async (name, degrees) => {
    const turned = await sharp(read(name)).rotate(degrees).jpeg({ quality: 95 }).toBuffer();

    const [face] = await lookAt(turned);

    expect(reasons(face).filter((code) => code === 'POSE' || code === 'NO_FACE')).toHaveLength(1);
  });

  it.each(cases(['bao.jpg'], ['ada.jpg']))('%s upside down is still that person', async (name) => {
    const turned = await sharp(read(name)).rotate(180).jpeg({ quality: 95 }).toBuffer();

    const [upright] = await lookAt(read(name));
    const [face] = await lookAt(turned);

    expect(Math.abs(face?.pose.roll ?? 0)).toBeGreaterThan(160);
    expect(similarityPercent(upright?.descriptor ?? [], face?.descriptor ?? [])).toBeGreaterThanOrEqual(90);
  });
});

describe('bad shots', () => {
  it.each([
    ['ada-sunglasses.jpg', 'SUNGLASSES'],
    ['ada-dark.jpg', 'TOO_DARK'],
    ['ada-blurred.jpg', 'BLURRED'],
    ['ada-turned.jpg', 'POSE'],
    ['ada-eyes-closed.jpg', 'EYES_CLOSED'],
  ])('%s has one fault: %s', async (name, code) => {
    const faces = await lookAt(read(name));

    expect(faces).toHaveLength(1);
    expect(reasons(faces[0])).toEqual([code]);
  });

  it('ada-turned.jpg is turned beyond what a reviewer is asked about', async () => {
    const [face] = await lookAt(read('ada-turned.jpg'));

    expect(Math.abs(face?.pose.yaw ?? 0)).toBeGreaterThan(45);
  });

  it('ada-mouth-open.jpg has nothing but a mouth that is surely open, and the five riders have theirs closed', async () => {
    const [shouting] = await lookAt(read('ada-mouth-open.jpg'));
    const riders = await Promise.all(PERSONS.map(async (name) => (await lookAt(read(`${name}.jpg`)))[0]));

    expect(reasons(shouting)).toEqual([]);
    expect(shouting?.mouthOpen).toMatchObject({ value: true });
    expect(shouting?.mouthOpen.confidence).toBeGreaterThanOrEqual(90);
    expect(riders.map((face) => face?.mouthOpen.value)).toEqual(PERSONS.map(() => false));
  });

  it('two-people.jpg shows two faces of about one size', async () => {
    const faces = await lookAt(read('two-people.jpg'));
    const [larger, smaller] = faces.map(({ box }) => box.width * box.height);

    expect(faces).toHaveLength(2);
    expect(smaller).toBeGreaterThan((larger ?? 0) / 2);
  });

  it('no-face.jpg shows nobody', async () => {
    expect(await lookAt(read('no-face.jpg'))).toEqual([]);
  });
});

const PICTURES = Object.keys(SAMPLES).filter((name) =>
  /^(ada|bao|carla|dev|emil|two|no|cmyk)[^.]*\.jpg$/.test(name),
);
const isShownOften = (name: string) => ['ada.jpg', 'two-people.jpg', 'no-face.jpg'].includes(name);
it.each(
  cases(
    PICTURES.filter(isShownOften),
    PICTURES.filter((name) => !isShownOften(name)),
  ),
)('%s holds nothing that content rules mind', async (name) => {
  const classes = await vision.ask({ task: 'moderation', image: read(name) });

  expect(toModerationLabels(classes, 60)).toEqual([]);
});

describe('the folder', () => {
  it('holds exactly what is drawn, and the README names all of it', () => {
    const files = readdirSync(FOLDER, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.(ts|md)$/.test(entry.name))
      .map(({ name }) => name);
    const readme = read('README.md').toString().replace('to `ada-exif-8.jpg`', EXIF.join(' '));

    expect(files.sort()).toEqual(Object.keys(SAMPLES).sort());
    expect(Object.keys(SAMPLES).filter((name) => !readme.includes(name))).toEqual([]);
  });

  it.each(cases(['ada-exif-6.jpg'], ['two-people.jpg']))('%s is what the code draws', async (name) => {
    const pixels = (file: Buffer) =>
      sharp(file).autoOrient().resize(64, 64, { fit: 'fill' }).raw().toBuffer();

    const [drawn, kept] = await Promise.all(
      [(await SAMPLES[name]?.()) ?? Buffer.alloc(0), read(name)].map(pixels),
    );

    const differences = [...(drawn ?? [])].map((value, at) => Math.abs(value - (kept?.[at] ?? 0)));
    expect(Math.max(...differences)).toBeLessThanOrEqual(3);
  });

  it('keeps a place and an orientation in the EXIF ones', async () => {
    const facts = await Promise.all(EXIF.map(async (name) => sharp(read(name)).metadata()));

    expect(facts.map(({ orientation }) => orientation)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    for (const { exif } of facts)
      expect(exif?.includes(Buffer.from([0x88, 0x25])) || exif?.includes(Buffer.from([0x25, 0x88]))).toBe(
        true,
      );
  });
});
