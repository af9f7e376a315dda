import fc from 'fast-check';
import { planThumbnails } from '../../src/domain/thumbnails.ts';

const ratio = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyFace = fc.record({
  left: ratio(-0.5, 1.2),
  top: ratio(-0.5, 1.2),
  width: ratio(0, 1.5),
  height: ratio(0, 1.5),
});
const anyImage = fc.record({
  width: fc.integer({ min: 1, max: 5000 }),
  height: fc.integer({ min: 1, max: 5000 }),
});
const anySizes = fc.array(fc.integer({ min: 16, max: 4096 }), { minLength: 1, maxLength: 4 });

it.each([
  [
    'a face in the middle: a square twice as high as the face',
    { left: 0.4, top: 0.4, width: 0.2, height: 0.2 },
    { width: 1000, height: 1000 },
    { left: 300, top: 300, width: 400, height: 400 },
  ],
  [
    'a face in the corner: moved to stay inside',
    { left: 0, top: 0, width: 0.2, height: 0.2 },
    { width: 1000, height: 1000 },
    { left: 0, top: 0, width: 400, height: 400 },
  ],
  [
    'a face at the far edges: moved to stay inside',
    { left: 0.85, top: 0.8, width: 0.15, height: 0.2 },
    { width: 1000, height: 1000 },
    { left: 600, top: 600, width: 400, height: 400 },
  ],
  [
    'a face that is wider than high: a square twice as wide as the face',
    { left: 0.2, top: 0.4, width: 0.4, height: 0.2 },
    { width: 1000, height: 1000 },
    { left: 0, top: 100, width: 800, height: 800 },
  ],
  [
    'a face that fills a tall picture: shrunk to its width',
    { left: 0.1, top: 0.2, width: 0.8, height: 0.6 },
    { width: 600, height: 1000 },
    { left: 0, top: 200, width: 600, height: 600 },
  ],
  [
    'a face that fills a wide picture: shrunk to its height',
    { left: 0.6, top: 0.1, width: 0.3, height: 0.8 },
    { width: 1600, height: 900 },
    { left: 700, top: 0, width: 900, height: 900 },
  ],
])('%s', (_name, face, image, crop) => {
  expect(planThumbnails(face, image, [64]).map((plan) => plan.crop)).toEqual([crop]);
});

it('plans every size from the same square and enlarges none', () => {
  const plans = planThumbnails(
    { left: 0.4, top: 0.4, width: 0.2, height: 0.2 },
    { width: 1000, height: 1000 },
    [64, 400, 401, 1024],
  );
  expect(plans.map(({ size, side }) => [size, side])).toEqual([
    [64, 64],
    [400, 400],
    [401, 400],
    [1024, 400],
  ]);
});

it('cuts a square of whole pixels that always lies inside the image', () => {
  fc.assert(
    fc.property(anyFace, anyImage, anySizes, (face, image, sizes) => {
      for (const { size, side, crop } of planThumbnails(face, image, sizes)) {
        expect(Object.values(crop).every(Number.isInteger)).toBe(true);
        expect(crop.width).toBe(crop.height);
        expect(crop.width).toBeGreaterThanOrEqual(1);
        expect(crop.left).toBeGreaterThanOrEqual(0);
        expect(crop.top).toBeGreaterThanOrEqual(0);
        expect(crop.left + crop.width).toBeLessThanOrEqual(image.width);
        expect(crop.top + crop.height).toBeLessThanOrEqual(image.height);
        expect(side).toBe(Math.min(size, crop.width));
      }
    }),
  );
});

it('contains the middle of every face whose middle lies in the image', () => {
  fc.assert(
    fc.property(anyFace, anyImage, (face, image) => {
      const [x, y] = [face.left + face.width / 2, face.top + face.height / 2];
      fc.pre(x >= 0 && x <= 1 && y >= 0 && y <= 1);
      for (const { crop } of planThumbnails(face, image, [64])) {
        expect(x * image.width).toBeGreaterThanOrEqual(crop.left);
        expect(x * image.width).toBeLessThanOrEqual(crop.left + crop.width);
        expect(y * image.height).toBeGreaterThanOrEqual(crop.top);
        expect(y * image.height).toBeLessThanOrEqual(crop.top + crop.height);
      }
    }),
  );
});
