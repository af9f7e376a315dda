// What the rider agrees to, word for word; and what there is for those who do not.

import { useEffect, useState } from 'preact/hooks';
import { ApiProblem } from '../../shared/api.ts';
import { writeTime } from '../../shared/language.ts';
import { Markdown } from '../../shared/markdown.tsx';
import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { loadConsentText } from '../consent-text.ts';
import { sentenceFor, usePage } from '../page.ts';
import { hashOf } from '../routes.ts';

/** Everything that the text names; one switch each would be the place of the law that wants it. */
const PURPOSES = ['check-face', 'find-duplicates'];

export function ConsentScreen() {
  const { api, me, texts, language, refresh } = usePage();
  const [text, setText] = useState<string>();
  const [problem, setProblem] = useState<ApiProblem>();
  const [isBusy, setBusy] = useState(false);
  const version = me!.consent.version;
  useEffect(() => {
    setText(undefined);
    loadConsentText(version, language).then(setText, () => setProblem(new ApiProblem(0, 'offline')));
  }, [version, language]);

  async function agree() {
    setBusy(true);
    try {
      await api.put('/v1/me/consent', { body: { version, language, purposes: PURPOSES } });
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
      {me!.consent.state === 'outdated' && <p class="note">{texts.consent.newVersion}</p>}
      {me!.consent.state === 'given' && me!.consent.givenAt && (
        <p class="note good">{texts.consent.given(writeTime(language, me!.consent.givenAt))}</p>
      )}
      <article class="card">
        {text === undefined ? <p class="busy">{texts.starting}</p> : <Markdown text={text} />}
      </article>
      {problem && (
        <p class="note bad" role="alert">
          {sentenceFor(texts, problem)}
        </p>
      )}
      <div class="acts">
        {me!.consent.state !== 'given' && (
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
  const { texts, settings } = usePage();
  const { supportEmail } = settings;
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
