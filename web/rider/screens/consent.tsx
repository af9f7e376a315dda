// What the rider agrees to, word for word; and what there is for those who do not.

import { useEffect, useState } from 'preact/hooks';
import { ApiProblem } from '../../shared/api.ts';
import { writeTime } from '../../shared/language.ts';
import { Markdown } from '../../shared/markdown.tsx';
import { ProblemNote } from '../../shared/problem-note.tsx';
import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { useTrying } from '../../shared/use-trying.ts';
import { loadConsentText } from '../consent-text.ts';
import { usePage, useRider } from '../page.ts';
import { consentStateOf } from '../rider-api.ts';
import { hashOf } from '../routes.ts';

export function ConsentScreen() {
  const { api, texts, language, refresh } = usePage();
  const { me } = useRider();
  const [text, setText] = useState<string>();
  const { problem, setProblem, trying } = useTrying();
  const [isBusy, setBusy] = useState(false);
  const { version, purposes, given, retentionDays } = me.consent;
  const state = consentStateOf(me);
  useEffect(() => {
    setText(undefined);
    let isWanted = true;
    loadConsentText(version, language).then(
      (loaded) => isWanted && setText(loaded),
      () => isWanted && setProblem(new ApiProblem(0, 'offline')),
    );
    return () => {
      isWanted = false;
    };
  }, [version, language, setProblem]);

  async function agree() {
    setBusy(true);
    await trying(async () => {
      await api.put('/v1/me/consent', { body: { version, language, purposes } });
      await refresh();
      location.hash = hashOf({ screen: 'how' });
    });
    setBusy(false);
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
      <ProblemNote texts={texts} problem={problem} />
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
