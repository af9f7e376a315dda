// The language that the page speaks with its words, one at a time; the rider's choice is remembered in this browser.

import { chooseLanguage, type Language } from '../shared/language.ts';
import type { Texts } from './texts.en.ts';

export interface Speech {
  language: Language;
  texts: Texts;
}

const REMEMBERED = 'language';

/** As the rider chose before, or as the browser is set. */
export function firstSpeech(): Promise<Speech> {
  return wordsIn(chooseLanguage([localStorage.getItem(REMEMBERED) ?? '', ...navigator.languages]));
}

/** As the rider chooses now. */
export function speakIn(language: Language): Promise<Speech> {
  localStorage.setItem(REMEMBERED, language);
  return wordsIn(language);
}

async function wordsIn(language: Language): Promise<Speech> {
  const texts = language === 'de' ? (await import('./texts.de.ts')).DE : (await import('./texts.en.ts')).EN;
  return { language, texts };
}
