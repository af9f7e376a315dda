// What waits, those with the least time left first; and the way to the next one.

import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import { announce } from '../../shared/announcer.tsx';
import type { Ask } from '../../shared/api.ts';
import { ProblemNote } from '../../shared/problem-note.tsx';
import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { useTrying } from '../../shared/use-trying.ts';
import { useWatched } from '../../shared/use-watched.ts';
import { CONTENT_CODES, useDesk } from '../desk.ts';
import type { Queue, QueueItem } from '../review-api.ts';
import { takeNext } from '../take-next.ts';
import { writeTimeLeft } from '../time-left.ts';

export function QueueScreen() {
  const { api, texts, language, settings } = useDesk();
  const [reason, setReason] = useState('');
  const [onlySecond, setOnlySecond] = useState(false);
  const { problem: acting, trying } = useTrying();
  // Titles come in the language of the page.
  const load = useCallback(
    (ask: Ask) => {
      const wish = { ...(reason && { reason }), ...(onlySecond && { needs: 'second' }) };
      const query = new URLSearchParams(wish).toString();
      return api.get<Queue>(query ? `/v1/reviews?${query}` : '/v1/reviews', ask);
    },
    [api, language, reason, onlySecond],
  );
  const { value: queue, problem, again } = useWatched(load);
  const reasons = useReasons(queue);

  const next = () =>
    trying(async () => {
      const photoId = await takeNext(api, {
        ...(reason && { reason }),
        ...(settings.withoutContent && { without: [...CONTENT_CODES] }),
      });
      if (photoId !== undefined) {
        location.hash = `#ticket/${encodeURIComponent(photoId)}`;
        return;
      }
      announce(texts.queue.none);
      again();
    });

  return (
    <>
      <ScreenHeading>{texts.queue.heading}</ScreenHeading>
      <ProblemNote texts={texts} problem={acting ?? problem} />
      {queue && (
        <p>{queue.waiting === 0 ? texts.queue.empty : texts.queue.waiting(queue.waiting, queue.urgent)}</p>
      )}
      <div class="acts">
        <button
          type="button"
          class="first"
          disabled={!queue || queue.waiting === 0}
          onClick={() => void next()}
        >
          {texts.queue.next}
        </button>
        <label>
          {texts.queue.reason}
          <select value={reason} onChange={({ currentTarget }) => setReason(currentTarget.value)}>
            <option value="">{texts.queue.anyReason}</option>
            {reasons.map(({ code, title }) => (
              <option key={code} value={code}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label>
          <input
            type="checkbox"
            checked={onlySecond}
            onChange={({ currentTarget }) => setOnlySecond(currentTarget.checked)}
          />
          {texts.queue.onlySecond}
        </label>
      </div>
      {queue && queue.reviews.length > 0 && <QueueTable reviews={queue.reviews} />}
    </>
  );
}

function QueueTable({ reviews }: { reviews: QueueItem[] }) {
  const { texts, language } = useDesk();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that is wider than the screen is scrolled by keys.
    <section class="wide" tabIndex={0} aria-label={texts.queue.heading}>
      <table>
        <thead>
          <tr>
            <th scope="col">{texts.queue.left}</th>
            <th scope="col">{texts.queue.because}</th>
            <th scope="col">{texts.queue.seats}</th>
            <th scope="col">{texts.queue.acts}</th>
          </tr>
        </thead>
        <tbody>
          {reviews.map((item) => (
            <tr key={item.photoId}>
              <td>
                {writeTimeLeft(language, item.dueAt, Date.now())}
                {item.isUrgent && <span class="badge bad">{texts.queue.urgent}</span>}
              </td>
              <td>
                {item.reasons.map(({ title }) => title).join(', ')}
                {item.needsSecond && <span class="badge">{texts.queue.second}</span>}
                {item.kind === 'appeal' && <span class="badge">{texts.queue.appeal}</span>}
              </td>
              <td>{item.seats}</td>
              <td>
                <a href={`#ticket/${encodeURIComponent(item.photoId)}`}>{texts.queue.open}</a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Every reason that has been seen since the page was opened: a filter must not lose what it filters by. */
function useReasons(queue: Queue | undefined) {
  const { language } = useDesk();
  const seen = useRef(new Map<string, string>());
  useMemo(() => seen.current.clear(), [language]);
  for (const { reasons } of queue?.reviews ?? [])
    for (const { code, title } of reasons) seen.current.set(code, title);
  return [...seen.current].map(([code, title]) => ({ code, title }));
}
