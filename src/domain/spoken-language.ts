// In which of the languages there are somebody wants to read, as browsers say it.

import { LANGUAGES, type Language } from './rider-texts.ts';

/** Of an Accept-Language header, such as `de-AT, en;q=0.7`; English where none of the wanted ones is there. */
export function spokenLanguage(accept = ''): Language {
  const wanted = accept
    .split(',')
    .map((each) => {
      const [tag = '', ...parameters] = each.split(';').map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight);
  for (const { language } of wanted) {
    const spoken = LANGUAGES.find((each) => each === language);
    if (spoken) return spoken;
  }
  return 'en';
}
