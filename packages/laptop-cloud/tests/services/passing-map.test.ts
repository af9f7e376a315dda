import fc from 'fast-check';
import { PassingMap } from '../../src/services/passing-map.ts';

const Step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('set' as const), key: fc.nat(90) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('delete' as const), key: fc.nat(90) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const), key: fc.nat(90) }) },
);

it('holds what a Map holds, in the same order, however much has come and gone', () => {
  fc.assert(
    fc.property(fc.array(Step, { maxLength: 600, size: 'max' }), (steps) => {
      const [map, plain] = [new PassingMap<number, number>(), new Map<number, number>()];
      for (const [at, { do: what, key }] of steps.entries()) {
        if (what === 'set') {
          map.set(key, at);
          plain.set(key, at);
        } else if (what === 'delete') expect(map.delete(key)).toBe(plain.delete(key));
        else {
          map.clear();
          plain.clear();
        }
        expect([map.size, map.get(key)]).toEqual([plain.size, plain.get(key)]);
      }
      expect([...map]).toEqual([...plain]);
      expect([...map.values()]).toEqual([...plain.values()]);
    }),
  );
});

it('goes through all that was there, though each is taken out and others come meanwhile', () => {
  const map = new PassingMap<number, number>();
  for (let key = 0; key < 100; key += 1) map.set(key, key);
  const seen: number[] = [];
  for (const [key] of map) {
    seen.push(key);
    map.delete(key);
    if (key < 100) map.set(key + 1000, key);
  }
  expect(seen.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, key) => key));
});
