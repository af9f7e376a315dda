import fc from 'fast-check';
import { decodedWords, encodedUnlessPlain } from '../../../src/services/s3/encoded-words.ts';

it('gives back whatever was encoded, in words of 75 characters at most', () => {
  const text = fc
    .string({ unit: 'grapheme', maxLength: 200 })
    .filter((one) => one.isWellFormed() && !one.includes('=?'));
  fc.assert(
    fc.property(text, (value) => {
      const encoded = encodedUnlessPlain(value);

      expect(decodedWords(encoded)).toBe(value);
      if (encoded === value) return;
      for (const word of encoded.split(' ')) expect(word.length).toBeLessThanOrEqual(75);
    }),
  );
});

it.each([
  ['plain text', 'plain text'],
  ['=?UTF-8?Q?a_b?=', 'a b'],
  ['see =?UTF-8?Q?=C3=A9?= there', 'see é there'],
  ['=?UTF-8?Q?a?= =?UTF-8?B?Yg==?=', 'ab'],
  ['=?ISO-8859-1?Q?=E9?=', '=?ISO-8859-1?Q?=E9?='],
  ['x=?UTF-8?Q?a?=', 'x=?UTF-8?Q?a?='],
])('reads %s as %s', (written, meant) => {
  expect(decodedWords(written)).toBe(meant);
});
