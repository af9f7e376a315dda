// Everything that the system knows of the rider goes, and the rider sees how far it is.

import { useEffect, useState } from 'preact/hooks';
import { announce } from '../../shared/announcer.tsx';
import type { Ask, Reply } from '../../shared/api.ts';
import { browserClock } from '../../shared/browser-clock.ts';
import { download } from '../../shared/download.ts';
import { writeTime } from '../../shared/language.ts';
import { ProblemNote } from '../../shared/problem-note.tsx';
import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { useTrying } from '../../shared/use-trying.ts';
import { watch } from '../../shared/watch.ts';
import { usePage } from '../page.ts';
import type { Erasure } from '../rider-api.ts';
import { hashOf } from '../routes.ts';

/** Where the API names no pace and it is not done. */
const PACE_SECONDS = 2;

export function EraseScreen() {
  const { api, texts } = usePage();
  const [erasure, setErasure] = useState<Erasure>();
  const { problem, setProblem, trying } = useTrying();
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
    const load = async (ask: Ask): Promise<Reply<Erasure>> => {
      const reply = await api.get<Erasure>('/v1/me/erasure', ask);
      if (reply.body?.state !== 'done') return { retryAfter: PACE_SECONDS, ...reply };
      const { retryAfter: _, ...last } = reply;
      return last;
    };
    const watcher = watch(load, browserClock, {
      onState(state) {
        setErasure(state);
        setProblem(undefined);
        if (state.state === 'done') announce(texts.erase.done);
      },
      onProblem: setProblem,
    });
    return () => watcher.stop();
  }, [isAsked, api, setProblem]);

  const erase = () =>
    trying(async () => {
      await api.put('/v1/me/erasure');
      setAsked(true);
    });

  return (
    <>
      <ScreenHeading>{texts.erase.heading}</ScreenHeading>
      <ProblemNote texts={texts} problem={problem} />
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
