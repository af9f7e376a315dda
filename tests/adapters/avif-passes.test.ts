import fc from 'fast-check';
import { avifPasses } from '../../src/adapters/avif-passes.ts';
import { chart, chartWithHole } from './chart.ts';
import { isoBox, latin1, u32, withFrames } from './picture-bytes.ts';

const avif = () => chart().avif({ effort: 0 }).toBuffer();

it('goes once over a plain picture, and once more for its transparency', async () => {
  expect(avifPasses(await avif())).toBe(1);
  expect(avifPasses(await (await chartWithHole(3)).avif({ effort: 0 }).toBuffer())).toBe(2);
});

it('counts the frames of an item that are never shown', async () => {
  expect(avifPasses(withFrames(await avif(), 3))).toBe(4);
});

it('counts a tile as often as a grid uses it', () => {
  const full = (type: string, ...content: Buffer[]) => isoBox(type, Buffer.concat([u32(0), ...content]));
  const size = (width: number, height: number) => full('ispe', u32(width), u32(height));
  const id = (value: number) => Buffer.from([0, value]);
  const associations = Buffer.concat([u32(2), id(1), Buffer.from([1, 1]), id(2), Buffer.from([1, 2])]);
  const grid = (uses: number) =>
    full(
      'meta',
      full('pitm', id(1)),
      full('iref', isoBox('dimg', Buffer.concat([id(1), id(uses), ...Array<Buffer>(uses).fill(id(2))]))),
      isoBox(
        'iprp',
        Buffer.concat([
          isoBox('ipco', Buffer.concat([size(400, 400), size(200, 200)])),
          full('ipma', associations),
        ]),
      ),
    );
  expect(avifPasses(grid(4))).toBe(1);
  expect(avifPasses(grid(40))).toBe(10);
});

it('answers for any bytes', async () => {
  const whole = await avif();
  const change = fc.tuple(fc.nat(280), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
      const bytes = Buffer.from(whole);
      for (const [at, value] of changes) bytes[at] = value;
      const passes = avifPasses(bytes);
      expect(passes === undefined || passes >= 1).toBe(true);
    }),
  );
  expect(avifPasses(latin1('no boxes at all'))).toBeUndefined();
});
