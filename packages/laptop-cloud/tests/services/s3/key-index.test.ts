import fc from 'fast-check';
import { KeyIndex } from '../../../src/services/s3/key-index.ts';
import { compareKeys } from '../../../src/services/s3/key-order.ts';

const place = (offset: number) => ({ offset, bytes: 9 });
const sorted = (keys: Iterable<string>) => [...keys].sort(compareKeys);

it('lists from any key on what was there when the listing began, whatever changed since', () => {
  const key = fc.integer({ min: 0, max: 4000 }).map((number) => `kept/${number}`);
  fc.assert(
    fc.property(
      fc.array(key, { minLength: 2000, maxLength: 4000 }),
      key,
      fc.nat(500),
      (keys, start, taken) => {
        const index = new KeyIndex();
        const model = new Map<string, number>();
        const change = (name: string, number: number): void => {
          const isGone = model.has(name) && number % 3 === 0;
          index.set(name, isGone ? undefined : place(number));
          if (isGone) model.delete(name);
          else model.set(name, number);
        };
        for (const [number, name] of keys.entries()) change(name, number);
        const expected = sorted(model.keys()).filter((name) => compareKeys(name, start) >= 0);

        const listing = index.from(start);
        const first = Array.from({ length: Math.min(taken, expected.length) }, () => listing.next().value);
        for (const [number, name] of keys.slice(0, 1500).entries()) change(name, number + 1);
        const rest = [...listing];

        if (first.length > 0) expect([...first, ...rest]).toEqual(expected);
        expect([...index.from('')]).toEqual(sorted(model.keys()));
        expect(index.size).toBe(model.size);
        expect(index.liveBytes).toBe(model.size * 10);
        expect(sorted(model.keys()).map((name) => index.get(name)?.offset)).toEqual(
          sorted(model.keys()).map((name) => model.get(name)),
        );
        expect(index.get('kept/none')).toBeUndefined();
      },
    ),
    { numRuns: 15 },
  );
});

it('reads no more for a page than what is on it, however many have come since the last page', () => {
  const index = new KeyIndex();
  for (let number = 0; number < 20_000; number += 1) index.set(`kept/${number}`, place(number));
  const sorting = jest.spyOn(Array.prototype, 'sort');
  const comparing = jest.spyOn(String.prototype, 'charCodeAt');

  const first = index.from('kept/1').next().value;
  const calls = comparing.mock.calls.length;
  const sorts = sorting.mock.calls.length;
  comparing.mockRestore();
  sorting.mockRestore();

  expect(first).toBe('kept/1');
  expect(sorts).toBe(0);
  expect(calls).toBeLessThan(1000);
});
