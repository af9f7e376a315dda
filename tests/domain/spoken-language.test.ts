import * as fc from 'fast-check';
import { LANGUAGES } from '../../src/domain/rider-texts.ts';
import { spokenLanguage } from '../../src/domain/spoken-language.ts';

it.each([
  [undefined, 'en'],
  ['', 'en'],
  ['de', 'de'],
  ['de-AT, en;q=0.7', 'de'],
  ['en;q=0.3, DE-de;q=0.8', 'de'],
  ['fr, de;q=0.5', 'de'],
  ['de;q=0, en', 'en'],
  ['de;q=0', 'en'],
  ['de;level=1;q=0.1, fr', 'de'],
  ['fr', 'en'],
  ['de;q=many', 'en'],
])('who says %j reads %s', (accept, language) => {
  expect(spokenLanguage(accept)).toBe(language);
});

it('whatever a header holds, there is a language', () => {
  fc.assert(
    fc.property(fc.string(), (accept) => {
      expect(LANGUAGES).toContain(spokenLanguage(accept));
    }),
  );
});
