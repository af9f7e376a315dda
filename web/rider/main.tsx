// The rider page: where a selfie is taken or chosen, sent, and answered.

import { render } from 'preact';
import { createApi } from '../shared/api.ts';
import { createSession } from '../shared/session.ts';
import { loadSettings, signInOf } from '../shared/settings.ts';
import { App } from './app.tsx';
import { firstSpeech } from './speech.ts';
import './rider.css';

const root = document.getElementById('page')!;

async function start(): Promise<void> {
  const [settings, speech] = await Promise.all([loadSettings(), firstSpeech()]);
  const session = createSession(signInOf(settings, 'rider'), {
    location,
    history,
    sessionStorage,
    fetch: (input, init) => fetch(input, init),
    now: () => Date.now(),
  });
  root.textContent = '';
  render(
    <App settings={settings} session={session} api={createApi(session.token)} firstSpeech={speech} />,
    root,
  );
}

// Signing in and sending need the browser's cryptography, which it keeps from pages that came over an insecure connection.
if (isSecureContext) start().catch(() => fail('failed'));
else fail('insecure');

function fail(why: 'failed' | 'insecure'): void {
  root.textContent = root.dataset[why] ?? '';
}
