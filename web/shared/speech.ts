// The language that a page speaks with its words, one at a time; the person's choice is remembered in this browser.

import { chooseLanguage, type Language } from './language.ts';

export interface Speech<Texts> {
  language: Language;
  texts: Texts;
}

/** How a page fetches its words. */
export type WordsOf<Texts> = Readonly<Record<Language, () => Promise<Texts>>>;

const REMEMBERED = 'language';

/** As the person chose before, or as the browser is set. */
export function firstSpeech<Texts>(words: WordsOf<Texts>): Promise<Speech<Texts>> {
  return wordsIn(words, chooseLanguage([localStorage.getItem(REMEMBERED) ?? '', ...navigator.languages]));
}

/** As the person chooses now; remembered once the words are there. */
export async function speakIn<Texts>(words: WordsOf<Texts>, language: Language): Promise<Speech<Texts>> {
  const speech = await wordsIn(words, language);
  localStorage.setItem(REMEMBERED, language);
  return speech;
}

async function wordsIn<Texts>(words: WordsOf<Texts>, language: Language): Promise<Speech<Texts>> {
  const texts = await words[language]();
  // For readers, and for what the API is asked from now on.
  document.documentElement.lang = language;
  return { language, texts };
}
