// The frame of the rider page: who is signed in, which screen, and what stands around it.

import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { Announcer } from '../shared/announcer.tsx';
import { type Api, ApiProblem } from '../shared/api.ts';
import type { Language } from '../shared/language.ts';
import type { Session } from '../shared/session.ts';
import type { Settings } from '../shared/settings.ts';
import { type Page, PageContext } from './page.ts';
import { consentStateOf, type Rider, readRider } from './rider-api.ts';
import { hashOf, readRoute } from './routes.ts';
import { CameraScreen } from './screens/camera.tsx';
import { ConsentScreen, OtherWayScreen } from './screens/consent.tsx';
import { EraseScreen } from './screens/erase.tsx';
import { HowScreen } from './screens/how.tsx';
import { MyDataScreen } from './screens/my-data.tsx';
import { PhotoScreen } from './screens/photo.tsx';
import { SendScreen } from './screens/send.tsx';
import { WelcomeScreen } from './screens/welcome.tsx';
import { type Speech, speakIn } from './speech.ts';

type SignedIn = 'unknown' | 'no' | 'yes' | 'refused';

interface Given {
  settings: Settings;
  session: Session;
  api: Api;
  /** The language to begin with. */
  firstSpeech: Speech;
}

export function App({ settings, session, api, firstSpeech }: Given) {
  const [{ language, texts }, setSpeech] = useState(firstSpeech);
  const [signedIn, setSignedIn] = useState<SignedIn>('unknown');
  const [rider, setRider] = useState<Rider>();
  const [picture, setPicture] = useState<Blob>();
  const [problem, setProblem] = useState<ApiProblem>();
  const route = useRoute();
  const isOnline = useOnline();

  const refresh = useCallback(async () => {
    try {
      setRider(await readRider(api));
      setProblem(undefined);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (error.type === 'signed-out') setSignedIn('no');
      setProblem(error);
    }
  }, [api]);

  useEffect(() => {
    session.restore().then(
      (isIn) => setSignedIn(isIn ? 'yes' : 'no'),
      () => setSignedIn('refused'),
    );
  }, [session]);
  useEffect(() => {
    if (signedIn === 'yes') void refresh();
  }, [signedIn, refresh]);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = texts.title;
  }, [language, texts]);

  const page = useMemo<Page>(
    () => ({
      api,
      session,
      settings,
      texts,
      language,
      setLanguage(chosen) {
        void speakIn(chosen).then(setSpeech);
        // Messages follow the page; without a connection they follow the next time.
        const { preferences } = rider?.me ?? {};
        if (preferences) {
          const body = { ...preferences, language: chosen };
          api.put('/v1/me/preferences', { body }).then(refresh, () => undefined);
        }
      },
      rider,
      refresh,
    }),
    [api, session, settings, texts, language, rider, refresh],
  );

  return (
    <PageContext.Provider value={page}>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        {texts.skip}
      </button>
      <Bar isIn={signedIn === 'yes'} />
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
    if (!rider)
      return problem ? <Trouble problem={problem} onAgain={refresh} /> : <p class="busy">{texts.starting}</p>;
    if (route.screen === 'erase') return <EraseScreen />;
    if (picture) {
      return (
        <SendScreen
          picture={picture}
          onDone={() => setPicture(undefined)}
          onAgain={() => setPicture(undefined)}
        />
      );
    }
    if (route.screen === 'photo') return <PhotoScreen key={route.photoId} photoId={route.photoId} />;
    if (route.screen === 'my-data') return <MyDataScreen />;
    if (route.screen === 'other-way') return <OtherWayScreen />;
    if (route.screen === 'consent') return <ConsentScreen />;
    if (route.screen === 'camera' || route.screen === 'how') {
      if (consentStateOf(rider.me) !== 'given') return <ConsentScreen />;
      return route.screen === 'camera' ? (
        <CameraScreen onPicture={setPicture} />
      ) : (
        <HowScreen onPicture={setPicture} />
      );
    }
    const { latest } = rider;
    return latest && latest.status !== 'awaiting-upload' ? (
      <PhotoScreen key={latest.photoId} photoId={latest.photoId} />
    ) : (
      <WelcomeScreen />
    );
  }
}

function Bar({ isIn }: { isIn: boolean }) {
  return (
    <PageContext.Consumer>
      {(page) => {
        if (!page) return null;
        const { texts, language, setLanguage, session } = page;
        return (
          <header class="bar">
            <strong>{texts.title}</strong>
            <nav aria-label={texts.title}>
              {isIn && <a href={hashOf({ screen: 'home' })}>{texts.home}</a>}
              {isIn && <a href={hashOf({ screen: 'my-data' })}>{texts.myData}</a>}
              <label>
                <span class="for-readers">{texts.language}</span>
                <select
                  value={language}
                  onChange={({ currentTarget }) => setLanguage(currentTarget.value as Language)}
                >
                  <option value="en" lang="en">
                    English
                  </option>
                  <option value="de" lang="de">
                    Deutsch
                  </option>
                </select>
              </label>
              {isIn && (
                <button type="button" class="link" onClick={() => void session.signOut()}>
                  {texts.signOut}
                </button>
              )}
            </nav>
          </header>
        );
      }}
    </PageContext.Consumer>
  );
}

function Trouble({ problem, onAgain }: { problem: ApiProblem; onAgain(): void }) {
  return (
    <PageContext.Consumer>
      {(page) =>
        page && (
          <div class="note bad" role="alert">
            <p>{problem.type === 'offline' ? page.texts.offline : page.texts.problems.other}</p>
            <button type="button" onClick={onAgain}>
              {page.texts.again}
            </button>
          </div>
        )
      }
    </PageContext.Consumer>
  );
}

function useRoute() {
  const [route, setRoute] = useState(() => readRoute(location.hash));
  useEffect(() => {
    const follow = () => setRoute(readRoute(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
}

function useOnline(): boolean {
  const [isOnline, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const follow = () => setOnline(navigator.onLine);
    addEventListener('online', follow);
    addEventListener('offline', follow);
    return () => {
      removeEventListener('online', follow);
      removeEventListener('offline', follow);
    };
  }, []);
  return isOnline;
}
