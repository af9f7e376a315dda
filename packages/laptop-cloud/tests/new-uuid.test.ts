import { newUuid } from '../src/new-uuid.ts';

const VERSION_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it('gives random UUIDs of version 4, each another', () => {
  const uuids = Array.from({ length: 1000 }, newUuid);

  expect(uuids.filter((uuid) => !VERSION_4.test(uuid))).toEqual([]);
  expect(new Set(uuids).size).toBe(1000);
});

it('draws every bit that is not the version or the variant', () => {
  const bits = new Set<string>();
  for (let count = 0; count < 1000; count += 1)
    for (const [place, digit] of [...newUuid()].entries()) bits.add(`${place} ${digit}`);

  const open = 30 * 16;
  const fixed = { hyphens: 4, version: 1, variant: 4 };
  expect(bits.size).toBe(open + fixed.hyphens + fixed.version + fixed.variant);
});
