// One photo, from the moment it is sent to its answer. The page asks, at the pace that the API sets; a reload goes on here.

import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../../shared/announcer.tsx';
import type { ApiProblem } from '../../shared/api.ts';
import { browserClock } from '../../shared/browser-clock.ts';
import { writeTime } from '../../shared/language.ts';
import { ProblemNote } from '../../shared/problem-note.tsx';
import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { sentenceFor } from '../../shared/sentence.ts';
import { useTrying } from '../../shared/use-trying.ts';
import { usePage, useRider } from '../page.ts';
import type { PhotoState } from '../rider-api.ts';
import { hashOf } from '../routes.ts';
import type { Texts } from '../texts.en.ts';
import { watchPhoto } from '../watch-photo.ts';

const LONG_MS = 15_000;

export function PhotoScreen({ photoId }: { photoId: string }) {
  const { api, texts, refresh } = usePage();
  // Advice is in the language that the API knows of.
  const { me, latest } = useRider();
  const { language: told } = me.preferences;
  // What is known of it is shown while more is asked for.
  const [photo, setPhoto] = useState<PhotoState | undefined>(() =>
    latest?.photoId === photoId ? latest : undefined,
  );
  const [problem, setProblem] = useState<ApiProblem>();
  const [waiting, setWaiting] = useState<'usual' | 'long' | 'stopped'>('usual');
  const [round, setRound] = useState(0);

  useEffect(() => {
    const timer = setTimeout(() => setWaiting((now) => (now === 'usual' ? 'long' : now)), LONG_MS);
    const watching = {
      onState(state: PhotoState) {
        setPhoto(state);
        setProblem(undefined);
        announce(headingOf(texts, state));
        if (isAnswered(state)) void refresh();
      },
      onProblem: setProblem,
      onStopped: () => setWaiting('stopped'),
    };
    const watcher = watchPhoto(api, photoId, browserClock, watching);
    return () => {
      clearTimeout(timer);
      watcher.stop();
    };
  }, [api, photoId, round, told]);

  if (problem?.type === 'not-found') {
    return (
      <>
        <ScreenHeading>{texts.title}</ScreenHeading>
        <p class="note bad">{sentenceFor(texts, problem)}</p>
      </>
    );
  }
  return (
    <>
      {problem && (
        <p class="note">{problem.type === 'offline' ? texts.offline : sentenceFor(texts, problem)}</p>
      )}
      {photo && photo.status !== 'processing' && photo.status !== 'awaiting-upload' ? (
        <Answer photo={photo} onAppealed={() => setRound(round + 1)} />
      ) : (
        <>
          <ScreenHeading>{texts.looking.heading}</ScreenHeading>
          <p class={waiting === 'stopped' ? '' : 'busy'}>
            {waiting === 'usual'
              ? texts.looking.text
              : waiting === 'long'
                ? texts.looking.longer
                : texts.looking.stopped}
          </p>
        </>
      )}
    </>
  );
}

function Answer({ photo, onAppealed }: { photo: PhotoState; onAppealed(): void }) {
  const { texts, language } = usePage();
  const heading = <ScreenHeading key={photo.status}>{headingOf(texts, photo)}</ScreenHeading>;
  const again = (label: string) => (
    <div class="acts">
      <a class="button first" href={hashOf({ screen: 'how' })}>
        {label}
      </a>
    </div>
  );
  if (photo.status === 'in-review') {
    return (
      <>
        {heading}
        <p>{photo.reviewDueAt && texts.review.text(writeTime(language, photo.reviewDueAt))}</p>
      </>
    );
  }
  if (photo.status === 'approved' || photo.status === 'replaced') {
    return (
      <>
        {heading}
        <p class="note good">{texts.approved.text}</p>
        {again(texts.approved.another)}
      </>
    );
  }
  if (photo.status === 'rejected') {
    return (
      <>
        {heading}
        <Rejection photo={photo} onAppealed={onAppealed} />
      </>
    );
  }
  if (photo.status === 'failed' || photo.status === 'erased') {
    return (
      <>
        {heading}
        <p class="note bad">{texts.failed.text}</p>
        {again(texts.again)}
      </>
    );
  }
  return (
    <>
      {heading}
      <p>{photo.status === 'expired' ? texts.expired.text : texts.retake.text}</p>
      <ul class="note">
        {photo.advice.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {again(texts.retake.another)}
    </>
  );
}

function Rejection({ photo, onAppealed }: { photo: PhotoState; onAppealed(): void }) {
  const { api, texts } = usePage();
  const [isAsking, setAsking] = useState(false);
  const [words, setWords] = useState('');
  const { problem, trying } = useTrying();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), [isAsking]);

  async function appeal(event: Event) {
    event.preventDefault();
    if (!words.trim()) return;
    await trying(async () => {
      await api.put(`/v1/photos/${photo.photoId}/appeal`, { body: { text: words.trim() } });
      onAppealed();
    });
  }

  if (photo.appeal) return <p class="note good">{texts.rejected.appealed}</p>;
  return (
    <>
      <p>{texts.rejected.text}</p>
      {photo.appealUntil && !isAsking && (
        <div class="acts">
          <button type="button" class="first" onClick={() => setAsking(true)}>
            {texts.rejected.appeal}
          </button>
        </div>
      )}
      {isAsking && (
        <form onSubmit={(event) => void appeal(event)}>
          <label for="why" class="above">
            {texts.rejected.why}
          </label>
          <textarea
            id="why"
            ref={field}
            required
            rows={4}
            maxLength={500}
            value={words}
            onInput={({ currentTarget }) => setWords(currentTarget.value)}
          />
          <div class="acts">
            <button type="submit" class="first">
              {texts.rejected.send}
            </button>
          </div>
        </form>
      )}
      <ProblemNote texts={texts} problem={problem} />
    </>
  );
}

function headingOf(texts: Texts, { status }: PhotoState): string {
  if (status === 'in-review') return texts.review.heading;
  if (status === 'approved' || status === 'replaced') return texts.approved.heading;
  if (status === 'retake') return texts.retake.heading;
  if (status === 'rejected') return texts.rejected.heading;
  if (status === 'expired') return texts.expired.heading;
  return status === 'failed' || status === 'erased' ? texts.failed.heading : texts.looking.heading;
}

const isAnswered = ({ status }: PhotoState) =>
  !['processing', 'awaiting-upload', 'in-review'].includes(status);
