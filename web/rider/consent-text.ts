// The text that a rider agrees to, by version and language: the very file whose hash the API keeps with the consent.

import type { Language } from '../shared/language.ts';

/** Rejects when there is no such text, or it cannot be fetched. */
export async function loadConsentText(version: string, language: Language): Promise<string> {
  const { default: text } = (await import(`./consent/${version}.${language}.md`)) as { default: string };
  return text;
}
