import type { WordsOf } from '../shared/speech.ts';
import type { Texts } from './texts.en.ts';

export const WORDS: WordsOf<Texts> = {
  en: async () => (await import('./texts.en.ts')).EN,
  de: async () => (await import('./texts.de.ts')).DE,
};
