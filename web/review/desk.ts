// What every screen of the desk has at hand.

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Api } from '../shared/api.ts';
import type { Language } from '../shared/language.ts';
import type { DeskSettings } from './desk-settings.ts';
import type { Texts } from './texts.en.ts';

export interface Desk {
  api: Api;
  texts: Texts;
  language: Language;
  settings: DeskSettings;
  change(settings: DeskSettings): void;
}

export const DeskContext = createContext<Desk | undefined>(undefined);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('a screen stands outside of the desk');
  return desk;
}

/** Photos doubted for these are what `withoutContent` is about. */
export const CONTENT_CODES = ['CONTENT'] as const;
