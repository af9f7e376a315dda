// What a rider reads, in every language there is. English is the model: what it has, each of the others must have.

import { DE } from './rider-texts.de.ts';
import { EN, type RiderTexts } from './rider-texts.en.ts';

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

export const RIDER_TEXTS: Readonly<Record<Language, RiderTexts>> = { en: EN, de: DE };
