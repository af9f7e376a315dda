// The frame of the desk: who is signed in, which screen, and what stands around it.

import { useEffect, useMemo, useState } from 'preact/hooks';
import { Announcer } from '../shared/announcer.tsx';
import { PageBar, SkipLink } from '../shared/page-bar.tsx';
import { ScreenHeading } from '../shared/screen-heading.tsx';
import { speakIn } from '../shared/speech.ts';
import type { Started } from '../shared/start-page.ts';
import { useHash } from '../shared/use-hash.ts';
import { useOnline } from '../shared/use-online.ts';
import { useSession } from '../shared/use-session.ts';
import { type Desk, DeskContext } from './desk.ts';
import { keepSettings, readSettings } from './desk-settings.ts';
import { SignedIn } from './screens/signed-in.tsx';
import type { Texts } from './texts.en.ts';
import { WORDS } from './words.ts';

const TABS = ['queue', 'mine', 'thresholds', 'settings'] as const;

export function App({ session, api, speech }: Started<Texts>) {
  const [{ language, texts }, setSpeech] = useState(speech);
  const [settings, setSettings] = useState(() => readSettings(localStorage));
  const { signedIn, signIn } = useSession(session);
  const [screen = '', photoId] = useHash().replace(/^#/, '').split('/');
  const isOnline = useOnline();
  useEffect(() => {
    document.title = texts.title;
  }, [texts]);

  const desk = useMemo<Desk>(
    () => ({
      api,
      texts,
      language,
      settings,
      change(changed) {
        keepSettings(localStorage, changed);
        setSettings(changed);
      },
    }),
    [api, texts, language, settings],
  );
  const isIn = signedIn === 'yes';

  return (
    <DeskContext.Provider value={desk}>
      <SkipLink label={texts.skip} />
      <PageBar
        title={texts.title}
        language={language}
        labels={texts}
        onLanguage={(chosen) =>
          speakIn(WORDS, chosen).then(setSpeech, () => setSpeech((kept) => ({ ...kept })))
        }
        onSignOut={isIn ? () => void session.signOut() : undefined}
      >
        {TABS.map((tab) => (
          <a key={tab} href={`#${tab}`} aria-current={tab === (screen || 'queue') ? 'page' : undefined}>
            {texts.tabs[tab]}
          </a>
        ))}
      </PageBar>
      <Announcer />
      <main id="main" class="desk" tabIndex={-1}>
        {!isOnline && <p class="note">{texts.offline}</p>}
        {content()}
      </main>
    </DeskContext.Provider>
  );

  function content() {
    if (signedIn === 'unknown') return <p class="busy">{texts.starting}</p>;
    if (!isIn) return <SignIn wasRefused={signedIn === 'refused'} />;
    return <SignedIn screen={screen} photoId={photoId} />;
  }

  function SignIn({ wasRefused }: { wasRefused: boolean }) {
    return (
      <>
        <ScreenHeading takesFocus={false}>{texts.title}</ScreenHeading>
        {wasRefused && (
          <p class="note bad" role="alert">
            {texts.signInFailed}
          </p>
        )}
        <p>{texts.signedOut}</p>
        <button type="button" class="first" onClick={() => signIn(language)}>
          {texts.signIn}
        </button>
      </>
    );
  }
}
