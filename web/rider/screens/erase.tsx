// Everything that the system knows of the rider goes, and the rider sees how far it is.

import { useEffect, useState } from 'preact/hooks';
import { announce } from '../../shared/announcer.tsx';
import { ApiProblem } from '../../shared/api.ts';
import { download } from '../../shared/download.ts';
import { writeTime } from '../../shared/language.ts';
import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { sentenceFor } from '../../shared/sentence.ts';
import { usePage } from '../page.ts';
import type { Erasure } from '../rider-api.ts';
import { hashOf } from '../routes.ts';

const PACE_MS = 2000;

export function EraseScreen() {
  const { api, texts } = usePage();
  const [erasure, setErasure] = useState<Erasure>();
  const [problem, setProblem] = useState<ApiProblem>();
  const [isAsked, setAsked] = useState(false);

  // It may have been asked for before, here or elsewhere.
  useEffect(() => {
    api.get<Erasure>('/v1/me/erasure').then(
      ({ body }) => setAsked((asked) => asked || (body !== undefined && body.state !== 'none')),
      () => undefined,
    );
  }, [api]);

  useEffect(() => {
    if (!isAsked) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isGone = false;
    const ask = async () => {
      let pace: number | undefined = PACE_MS;
      try {
        const { body, retryAfter } = await api.get<Erasure>('/v1/me/erasure');
        if (isGone) return;
        if (body) setErasure(body);
        if (body?.state === 'done') announce(texts.erase.done);
        pace = body?.state === 'done' ? undefined : (retryAfter ?? 2) * 1000;
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        setProblem(error);
      }
      if (!isGone && pace !== undefined) timer = setTimeout(() => void ask(), pace);
    };
    void ask();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [isAsked, api]);

  async function erase() {
    try {
      await api.put('/v1/me/erasure');
      setAsked(true);
      setProblem(undefined);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setProblem(error);
    }
  }

  return (
    <>
      <ScreenHeading>{texts.erase.heading}</ScreenHeading>
      {problem && (
        <p class="note bad" role="alert">
          {sentenceFor(texts, problem)}
        </p>
      )}
      {!isAsked ? (
        <>
          <p>{texts.erase.text}</p>
          <div class="acts">
            <button type="button" class="first" onClick={() => void erase()}>
              {texts.erase.confirm}
            </button>
            <a class="button" href={hashOf({ screen: 'my-data' })}>
              {texts.back}
            </a>
          </div>
        </>
      ) : (
        <Progress erasure={erasure} />
      )}
    </>
  );
}

function Progress({ erasure }: { erasure: Erasure | undefined }) {
  const { texts, language } = usePage();
  if (erasure?.state !== 'done') {
    return (
      <>
        <p class="busy">{erasure?.state === 'delayed' ? texts.erase.failed : texts.erase.running}</p>
        <progress aria-label={texts.erase.running} />
      </>
    );
  }
  return (
    <>
      <p class="note good">{texts.erase.done}</p>
      {erasure.receipt !== undefined && (
        <>
          <p>{texts.erase.remains}</p>
          <ul>
            {erasure.receipt.remains.map(({ what, until }) => (
              <li key={what}>{texts.erase.remaining[what](writeTime(language, until, 'day'))}</li>
            ))}
          </ul>
          <button
            type="button"
            onClick={() => download('erasure-receipt.json', JSON.stringify(erasure.receipt, null, 2))}
          >
            {texts.erase.receipt}
          </button>
        </>
      )}
    </>
  );
}
