// What the rider agrees to, word for word; and what there is for those who do not.

import { useEffect, useState } from 'preact/hooks';
import { ApiProblem } from '../../shared/api.ts';
import { writeTime } from '../../shared/language.ts';
import { Markdown } from '../../shared/markdown.tsx';
import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { sentenceFor } from '../../shared/sentence.ts';
import { loadConsentText } from '../consent-text.ts';
import { usePage, useRider } from '../page.ts';
import { consentStateOf } from '../rider-api.ts';
import { hashOf } from '../routes.ts';

export function ConsentScreen() {
  const { api, texts, language, refresh } = usePage();
  const { me } = useRider();
  const [text, setText] = useState<string>();
  const [problem, setProblem] = useState<ApiProblem>();
  const [isBusy, setBusy] = useState(false);
  const { version, purposes, given, retentionDays } = me.consent;
  const state = consentStateOf(me);
  useEffect(() => {
    setText(undefined);
    loadConsentText(version, language).then(setText, () => setProblem(new ApiProblem(0, 'offline')));
  }, [version, language]);

  async function agree() {
    setBusy(true);
    try {
      await api.put('/v1/me/consent', { body: { version, language, purposes } });
      await refresh();
      location.hash = hashOf({ screen: 'how' });
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <ScreenHeading>{texts.consent.heading}</ScreenHeading>
      {state === 'outdated' && <p class="note">{texts.consent.newVersion}</p>}
      {state === 'given' && given && (
        <p class="note good">{texts.consent.given(writeTime(language, given.at))}</p>
      )}
      <article class="card">
        {text === undefined ? <p class="busy">{texts.starting}</p> : <Markdown text={text} />}
      </article>
      <p class="soft">{texts.consent.kept(retentionDays.file, retentionDays.refusedPhoto)}</p>
      {problem && (
        <p class="note bad" role="alert">
          {sentenceFor(texts, problem)}
        </p>
      )}
      <div class="acts">
        {state !== 'given' && (
          <>
            <button
              type="button"
              class="first"
              disabled={isBusy || text === undefined}
              onClick={() => void agree()}
            >
              {texts.consent.agree}
            </button>
            <a class="button" href={hashOf({ screen: 'other-way' })}>
              {texts.consent.notNow}
            </a>
          </>
        )}
      </div>
    </>
  );
}

export function OtherWayScreen() {
  const { texts } = usePage();
  const { supportEmail } = useRider().me;
  return (
    <>
      <ScreenHeading>{texts.otherWay.heading}</ScreenHeading>
      {supportEmail ? (
        <p>
          {texts.otherWay.text} <a href={`mailto:${supportEmail}`}>{supportEmail}</a>
        </p>
      ) : (
        <p>{texts.otherWay.noAddress}</p>
      )}
      <div class="acts">
        <a class="button" href={hashOf({ screen: 'consent' })}>
          {texts.otherWay.reconsider}
        </a>
      </div>
    </>
  );
}
