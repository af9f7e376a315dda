import fc from 'fast-check';
import { ANY_CHARACTER, ANY_TEXT, compileGlob } from '../src/glob.ts';

it.each([
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['?', '', false],
  ['a*', 'a', true],
  ['a*a', 'a', false],
  ['ab*ba', 'aba', false],
  ['a**b', 'axxb', true],
  ['*.txt', 'a.txt.txt', true],
  ['*ab?', 'ababc', true],
  ['a?c', 'a/c', true],
  ['*', 'a\nb', true],
  ['a.c', 'abc', false],
  ['[a]', 'a', false],
  ['A*', 'ab', false],
  ['?', '📷', true],
  ['??', '📷', false],
])('%j takes %j: %s', (pattern, text, expected) => {
  expect(compileGlob(pattern)(text)).toBe(expected);
});

it('ignores case where asked to', () => {
  expect(compileGlob('s3:GET*', { ignoreCase: true })('S3:getObject')).toBe(true);
  expect(compileGlob('s3:get', { ignoreCase: true })('S3:GET')).toBe(true);
  expect(compileGlob('s3:get')('S3:GET')).toBe(false);
});

it('takes the stars and question marks of literal parts as they are', () => {
  const matches = compileGlob(['a*', ANY_TEXT, '?', ANY_CHARACTER]);

  expect(matches('a*bc?d')).toBe(true);
  expect(matches('aabc?d')).toBe(false);
  expect(matches('a*bcxd')).toBe(false);
});

it('agrees with a regular expression on every pattern and text', () => {
  const pieces = (...from: string[]) =>
    fc.array(fc.constantFrom(...from), { maxLength: 10 }).map((all) => all.join(''));
  const asRegularExpression = (pattern: string) =>
    new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');

  fc.assert(
    fc.property(pieces('a', 'b', '.', '*', '?'), pieces('a', 'b', '.', '\n'), (pattern, text) => {
      expect(compileGlob(pattern)(text)).toBe(asRegularExpression(pattern).test(text));
    }),
    { numRuns: 2000 },
  );
});

it('ends on a pattern of many stars and a text that almost fits', () => {
  const matches = compileGlob(`${'*a'.repeat(20)}b`);

  expect(matches('a'.repeat(200))).toBe(false);
  expect(matches(`${'a'.repeat(200)}b`)).toBe(true);
});
