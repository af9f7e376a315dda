// The words of the hints: those of the verdict, in the rider's language. Fetched with the camera.

import type { Language } from '../shared/language.ts';
import type { Hint } from './capture/hints.ts';

type Told = Readonly<Record<Hint, { advice: string }>>;

export async function loadAdvice(language: Language): Promise<Readonly<Record<Hint, string>>> {
  const told: Told =
    language === 'de'
      ? (await import('../../src/domain/rider-texts.de.ts')).DE.told
      : (await import('../../src/domain/rider-texts.en.ts')).EN.told;
  const lines = Object.entries(told).map(([code, { advice }]) => [code, advice] as const);
  return Object.fromEntries(lines) as Record<Hint, string>;
}
