import fc from 'fast-check';
import { compileWildcard } from '../../../src/services/patterns/wildcard.ts';

const piece = fc.constantFrom('a', 'b', 'ab', '.', '(', '\\*', '\\\\', '*');
const pattern = fc
  .array(piece, { maxLength: 8 })
  .map((pieces) => pieces.join(''))
  .filter((text) => !/(?<!\\)(\\\\)*\*\*/.test(text));
const text = fc
  .array(fc.constantFrom('a', 'b', '.', '(', '*', '\\'), { maxLength: 12 })
  .map((all) => all.join(''));

// The same rule as a regular expression, piece by piece.
function asRegularExpression(wildcard: string): RegExp {
  const source = wildcard.replace(/\\\*|\\\\|[*.(]/g, (found) =>
    found === '*' ? '.*' : found.replace(/^[.(]$/, '\\$&'),
  );
  return new RegExp(`^${source}$`, 's');
}

it('agrees with a regular expression on every pattern and text', () => {
  fc.assert(
    fc.property(pattern, text, (wildcard, sample) => {
      expect(compileWildcard(wildcard)(sample)).toBe(asRegularExpression(wildcard).test(sample));
    }),
    { numRuns: 2000 },
  );
});

it('does not use one character for two pieces', () => {
  expect(compileWildcard('ab*ba')('aba')).toBe(false);
  expect(compileWildcard('ab*ba')('abba')).toBe(true);
});
