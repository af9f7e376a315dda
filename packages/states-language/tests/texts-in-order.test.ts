import fc from 'fast-check';
import { textsInOrder } from '../src/texts-in-order.ts';

it.each([
  [[''], '', true],
  [['a'], 'a', true],
  [['a'], 'ab', false],
  [['', ''], 'anything', true],
  [['a', 'a'], 'a', false],
  [['ab', 'ba'], 'aba', false],
  [['', 'aab', ''], 'aaab', true],
  [['', 'ab', 'ab'], 'ab', false],
  [['', 'ab', 'ab'], 'abab', true],
  [['', 'a', 'b', ''], 'ba', false],
])('%j in %j: %s', (texts, text, expected) => {
  expect(textsInOrder(texts)(text)).toBe(expected);
});

it('agrees with a regular expression on all texts', () => {
  const word = (most: number) =>
    fc.array(fc.constantFrom('a', 'b'), { maxLength: most }).map((letters) => letters.join(''));

  fc.assert(
    fc.property(fc.array(word(4), { minLength: 1, maxLength: 5 }), word(14), (texts, text) => {
      expect(textsInOrder(texts)(text)).toBe(new RegExp(`^${texts.join('.*')}$`).test(text));
    }),
    { numRuns: 2000 },
  );
});
