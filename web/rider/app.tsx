// The frame of the rider page: who is signed in, which screen, and what stands around it.

import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { Announcer } from '../shared/announcer.tsx';
import type { ApiProblem } from '../shared/api.ts';
import { latestOf } from '../shared/latest.ts';
import { PageBar, SkipLink } from '../shared/page-bar.tsx';
import { ScreenHeading } from '../shared/screen-heading.tsx';
import { speakIn } from '../shared/speech.ts';
import type { Started } from '../shared/start-page.ts';
import { useHash } from '../shared/use-hash.ts';
import { useOnline } from '../shared/use-online.ts';
import { useSession } from '../shared/use-session.ts';
import { useTrying } from '../shared/use-trying.ts';
import { type Page, PageContext } from './page.ts';
import { type Rider, readRider } from './rider-api.ts';
import { hashOf, readRoute } from './routes.ts';
import { SignedIn } from './screens/signed-in.tsx';
import { WelcomeScreen } from './screens/welcome.tsx';
import type { Texts } from './texts.en.ts';
import { WORDS } from './words.ts';

export function App({ session, api, speech }: Started<Texts>) {
  const [{ language, texts }, setSpeech] = useState(speech);
  const { signedIn, setSignedIn, signIn } = useSession(session);
  const [rider, setRider] = useState<Rider>();
  const [picture, setPicture] = useState<Blob>();
  const { problem, trying } = useTrying();
  const [begin] = useState(latestOf);
  const route = readRoute(useHash());
  const isOnline = useOnline();

  const refresh = useCallback(async () => {
    const isLatest = begin();
    await trying(async () => {
      const found = await readRider(api);
      // Begun before the rider agreed, and answered after: it would ask for what is given.
      if (isLatest()) setRider(found);
    });
  }, [api, begin, trying]);
  const setLanguage = useCallback<Page['setLanguage']>(
    (chosen) => {
      // Words that cannot be fetched: the page, and its choice of languages, stay as they are.
      speakIn(WORDS, chosen).then(setSpeech, () => setSpeech((kept) => ({ ...kept })));
      // Messages follow the page; without a connection they follow the next time. Who is being forgotten gets none.
      if (!rider || route.screen === 'erase') return;
      const body = { ...rider.me.preferences, language: chosen };
      api.put('/v1/me/preferences', { body, keepalive: true }).then(refresh, () => undefined);
    },
    [api, rider, refresh, route.screen],
  );
  useEffect(() => {
    if (signedIn === 'yes') void refresh();
  }, [signedIn, refresh]);
  useEffect(() => {
    if (problem?.type === 'signed-out') setSignedIn('no');
  }, [problem, setSignedIn]);
  useEffect(() => {
    document.title = texts.title;
  }, [texts]);

  const page = useMemo<Page>(
    () => ({ api, signIn: () => signIn(language), texts, language, setLanguage, rider, refresh }),
    [api, signIn, texts, language, setLanguage, rider, refresh],
  );
  const isIn = signedIn === 'yes';

  return (
    <PageContext.Provider value={page}>
      <SkipLink label={texts.skip} />
      <PageBar
        title={texts.title}
        language={language}
        labels={texts}
        onLanguage={setLanguage}
        onSignOut={isIn ? () => void session.signOut() : undefined}
      >
        <a href={hashOf({ screen: 'home' })}>{texts.home}</a>
        <a href={hashOf({ screen: 'my-data' })}>{texts.myData}</a>
      </PageBar>
      <Announcer />
      <main id="main" tabIndex={-1}>
        {!isOnline && <p class="note">{texts.offline}</p>}
        {content()}
      </main>
    </PageContext.Provider>
  );

  function content() {
    if (signedIn === 'no' || signedIn === 'refused')
      return <WelcomeScreen wasRefused={signedIn === 'refused'} />;
    if (!rider) return problem ? trouble(problem) : <p class="busy">{texts.starting}</p>;
    return <SignedIn route={route} picture={picture} onPicture={setPicture} />;
  }

  function trouble({ type }: ApiProblem) {
    return (
      <>
        <ScreenHeading takesFocus={false}>{texts.title}</ScreenHeading>
        <div class="note bad" role="alert">
          <p>{type === 'offline' ? texts.offline : texts.problems.other}</p>
          <button type="button" onClick={() => void refresh()}>
            {texts.again}
          </button>
        </div>
      </>
    );
  }
}
