import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { findFaces, MODEL_SIDE, readWeights, type WeightsEntry } from '../../web/rider/capture/face-model.ts';
import {
  type Hint,
  hintFor,
  STEADY_MS,
  type SteadyHint,
  settle,
  UNSURE,
} from '../../web/rider/capture/hints.ts';
import { measureLight } from '../../web/rider/capture/light.ts';
import { cases } from '../support/long-run.ts';

const MODEL = path.dirname(require.resolve('@vladmandic/face-api/model/tiny_face_detector_model.bin'));
const [{ weights: entries }] = JSON.parse(
  readFileSync(path.join(MODEL, 'tiny_face_detector_model-weights_manifest.json'), 'utf8'),
) as [{ weights: WeightsEntry[] }];
const bytes = readFileSync(path.join(MODEL, 'tiny_face_detector_model.bin'));
const weights = readWeights(entries, bytes);

/** A sample as the preview sees it. */
async function frameOf(sample: string) {
  const file = path.join(__dirname, '../../samples', sample);
  const { data, info } = await sharp(file)
    .autoOrient()
    .resize(MODEL_SIDE, MODEL_SIDE, { fit: 'inside' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const square = new Uint8ClampedArray(MODEL_SIDE * MODEL_SIDE * 4);
  for (let y = 0; y < height; y++) {
    square.set(data.subarray(y * width * 4, (y + 1) * width * 4), y * MODEL_SIDE * 4);
  }
  const light = measureLight(new Uint8ClampedArray(data), width, height);
  return { light, faces: findFaces(weights, square, width, height) };
}

it.each(
  cases<[string, number, Hint | null]>(
    [
      ['ada.jpg', 1, null],
      ['ada-dark.jpg', 1, 'TOO_DARK'],
      ['two-people.jpg', 2, 'SEVERAL_FACES'],
      ['no-face.jpg', 0, 'NO_FACE'],
    ],
    [
      ['bao.jpg', 1, null],
      ['carla.jpg', 1, null],
      ['ada-turned.jpg', 1, null],
      ['ada-sunglasses.jpg', 1, null],
      ['ada-blurred.jpg', 1, 'BLURRED'],
    ],
  ),
)('%s shows %i faces, and the hint is %s', async (sample, count, hint) => {
  const seen = await frameOf(sample);
  expect([seen.faces.length, hintFor(seen)]).toEqual([count, hint]);
});

describe('a face', () => {
  const light = { brightness: 150, sharpness: 500 };
  const face = { score: 0.9, left: 0.3, top: 0.2, width: 0.4, height: 0.5 };

  it.each<[string, object, Hint | null]>([
    ['far away', { height: 0.15, width: 0.12 }, 'FACE_SIZE'],
    ['half outside', { left: -0.2 }, 'FACE_CUT_OFF'],
    ['a little over the edge, as boxes are', { left: -0.02 }, null],
  ])('%s', (_, change, hint) => {
    expect(hintFor({ light, faces: [{ ...face, ...change }] })).toBe(hint);
  });

  it('in the background is no second rider', () => {
    expect(hintFor({ light, faces: [face, { ...face, left: 0.8, width: 0.1, height: 0.12 }] })).toBeNull();
  });

  it('is not asked for while nothing can look for it', () => {
    expect(hintFor({ light, faces: undefined })).toBeNull();
  });
});

it('glaring light is told first', () => {
  expect(hintFor({ light: { brightness: 240, sharpness: 10 }, faces: [] })).toBe('TOO_BRIGHT');
});

describe('a stream of hints', () => {
  const seenOver = (...stream: [Hint | null, number][]) =>
    stream.reduce<SteadyHint>((before, [hint, now]) => settle(before, hint, now), UNSURE);

  it('says nothing before one has lasted', () => {
    expect(seenOver(['NO_FACE', 0], ['NO_FACE', STEADY_MS - 1]).shown).toBeUndefined();
    expect(seenOver(['NO_FACE', 0], ['NO_FACE', STEADY_MS]).shown).toBe('NO_FACE');
  });

  it('keeps what it says through a flicker', () => {
    expect(seenOver(['NO_FACE', 0], ['NO_FACE', 1600], ['BLURRED', 1700], ['NO_FACE', 1800]).shown).toBe(
      'NO_FACE',
    );
  });
});

it('weights that end early are refused by name', () => {
  expect(() => readWeights(entries, bytes.subarray(0, 1000))).toThrow('conv1');
});

it('a picture of another size is refused', () => {
  expect(() => findFaces(weights, new Uint8ClampedArray(400), 10, 10)).toThrow('160 x 160');
  expect(() => measureLight(new Uint8ClampedArray(16), 2, 2)).toThrow('too few pixels');
});
