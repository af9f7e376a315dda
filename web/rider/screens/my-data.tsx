// What the system knows of the rider, as the rider may see, take along, change and end it.

import { useCallback } from 'preact/hooks';
import { announce } from '../../shared/announcer.tsx';
import type { Ask } from '../../shared/api.ts';
import { download } from '../../shared/download.ts';
import { writeTime } from '../../shared/language.ts';
import { ProblemNote } from '../../shared/problem-note.tsx';
import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { useTrying } from '../../shared/use-trying.ts';
import { useWatched } from '../../shared/use-watched.ts';
import { usePage, useRider } from '../page.ts';
import type { PhotoPage } from '../rider-api.ts';
import { hashOf } from '../routes.ts';
import { PreferencesForm } from './preferences.tsx';

export function MyDataScreen() {
  const { api, texts, language, refresh } = usePage();
  const { given } = useRider().me.consent;
  const load = useCallback((ask: Ask) => api.get<PhotoPage>('/v1/photos?limit=50', ask), [api]);
  const { value, problem: unread } = useWatched(load);
  const { problem, trying } = useTrying();
  const photos = value?.photos;

  const withdraw = () =>
    trying(async () => {
      await api.delete('/v1/me/consent');
      await refresh();
      announce(texts.data.withdrawn);
    });
  const take = () =>
    trying(async () => {
      const { body } = await api.get('/v1/me/export');
      download('rider-photos.json', JSON.stringify(body, null, 2));
    });

  return (
    <>
      <ScreenHeading>{texts.data.heading}</ScreenHeading>
      <ProblemNote texts={texts} problem={problem ?? unread} />
      <h2>{texts.data.receipt}</h2>
      {given ? (
        <>
          <p>
            {texts.consent.given(writeTime(language, given.at))}{' '}
            <a href={hashOf({ screen: 'consent' })}>{texts.otherWay.reconsider}</a>
          </p>
          <button type="button" onClick={() => void withdraw()}>
            {texts.data.withdraw}
          </button>
        </>
      ) : (
        <p>{texts.data.none}</p>
      )}
      <PreferencesForm />
      <h2>{texts.history.heading}</h2>
      {photos && photos.length === 0 && <p>{texts.history.none}</p>}
      <ul class="plain">
        {photos?.map(({ photoId, status, updatedAt }) => (
          <li key={photoId}>
            <a href={hashOf({ screen: 'photo', photoId })}>{writeTime(language, updatedAt)}</a>:{' '}
            {texts.history.states[status]}
          </li>
        ))}
      </ul>
      <div class="acts">
        <button type="button" onClick={() => void take()}>
          {texts.data.export}
        </button>
        <a class="button" href={hashOf({ screen: 'erase' })}>
          {texts.data.erase}
        </a>
      </div>
    </>
  );
}
