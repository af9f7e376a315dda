// How every page begins: settings, words, session, and then what it draws; or one sentence when that cannot be.

import { type Api, createApi } from './api.ts';
import { createSession, type Session } from './session.ts';
import { loadSettings, type Settings, signInOf } from './settings.ts';
import { firstSpeech, type Speech, type WordsOf } from './speech.ts';

export interface Started<Texts> {
  settings: Settings;
  session: Session;
  api: Api;
  speech: Speech<Texts>;
}

/** `draw` is given the element that the page is drawn into; its data attributes hold the sentences for a page that cannot begin. */
export function startPage<Texts>(
  page: 'rider' | 'review',
  words: WordsOf<Texts>,
  draw: (root: HTMLElement, started: Started<Texts>) => void,
): void {
  const root = document.getElementById('page')!;
  const fail = (why: 'failed' | 'insecure') => {
    root.textContent = root.dataset[why] ?? '';
  };
  // Signing in and sending need the browser's cryptography, which it keeps from pages that came over an insecure connection.
  if (!isSecureContext) {
    fail('insecure');
    return;
  }
  Promise.all([loadSettings(), firstSpeech(words)])
    .then(([settings, speech]) => {
      const session = createSession(signInOf(settings, page), {
        location,
        history,
        sessionStorage,
        fetch: (input, init) => fetch(input, init),
        now: () => Date.now(),
      });
      const api = createApi(session.token, undefined, () => document.documentElement.lang);
      root.textContent = '';
      draw(root, { settings, session, api, speech });
    })
    .catch(() => fail('failed'));
}
