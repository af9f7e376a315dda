// What every screen of the rider page has at hand.

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Api } from '../shared/api.ts';
import type { Language } from '../shared/language.ts';
import type { Rider } from './rider-api.ts';
import type { Texts } from './texts.en.ts';

export interface Page {
  api: Api;
  /** Leaves the page. */
  signIn(): void;
  texts: Texts;
  language: Language;
  setLanguage(language: Language): void;
  /** Undefined until somebody is signed in and known. */
  rider: Rider | undefined;
  /** Asks again who the rider is to us: after consent, a photo, an erasure. */
  refresh(): Promise<void>;
}

export const PageContext = createContext<Page | undefined>(undefined);

/** The rider that is signed in; for screens that nobody else sees. */
export function useRider(): Rider {
  const { rider } = usePage();
  if (!rider) throw new Error('a screen of a rider is shown to nobody');
  return rider;
}

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('a screen stands outside of the page');
  return page;
}
