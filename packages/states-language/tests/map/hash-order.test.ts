// Known hash codes: '' 0, '0' 48, '{}' 3938, 'True' 2615726, 'Aa' and 'BB' 2112.
import fc from 'fast-check';
import { inHashOrder } from '../../src/map/hash-order.ts';

test.each([
  [
    ['0', 'True', '{}'],
    ['0', '{}', 'True'],
  ],
  [
    ['H1', ''],
    ['', 'H1'],
  ],
  [
    ['Col1', 'Col2', 'Col3'],
    ['Col1', 'Col2', 'Col3'],
  ],
  [
    ['b', 'a'],
    ['a', 'b'],
  ],
  [
    ['BB', 'Aa'],
    ['BB', 'Aa'],
  ],
])('%j come as %j', (keys, expected) => {
  expect(inHashOrder(keys)).toEqual(expected);
});

test('more than twelve keys are spread over more buckets', () => {
  // 'q' has the code 113, 'a' 97: the same of sixteen buckets, but not of thirty-two.
  const others = 'bcdefghijklmnop'.split('');
  expect(inHashOrder(['q', 'a'])).toEqual(['q', 'a']);
  expect(inHashOrder(['q', 'a', ...others])).toEqual(['a', ...others, 'q']);
});

test('no key is lost or made', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), (keys) => {
      expect(inHashOrder(keys).sort()).toEqual([...keys].sort());
    }),
  );
});
