// How every page begins: words, and then what it draws; or one sentence when that cannot be. Settings and signing in come after.

import { type Api, createApi } from './api.ts';
import { type PageSession, sessionWhenNeeded } from './session-when-needed.ts';
import { loadSettings, signInOf } from './settings.ts';
import { firstSpeech, type Speech, type WordsOf } from './speech.ts';

export interface Started<Texts> {
  session: PageSession;
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
  const place = {
    location,
    history,
    sessionStorage,
    fetch: (...given: Parameters<typeof fetch>) => fetch(...given),
    now: () => Date.now(),
  };
  const session = sessionWhenNeeded(place, async () => {
    const [{ createSession }, settings] = await Promise.all([import('./session.ts'), loadSettings()]);
    return createSession(signInOf(settings, page), place);
  });
  if (session.hasTraces) session.prepare();
  firstSpeech(words)
    .then((speech) => {
      const api = createApi(session.token, undefined, () => document.documentElement.lang);
      root.textContent = '';
      draw(root, { session, api, speech });
      whenQuiet(session.prepare);
    })
    .catch(() => fail('failed'));
}

/** Safari has no word for it. */
function whenQuiet(call: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(call, { timeout: 2000 });
  else setTimeout(call, 500);
}
