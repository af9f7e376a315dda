// What waits, those with the least time left first; and the way to the next one.

import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { announce } from '../../shared/announcer.tsx';
import { ApiProblem } from '../../shared/api.ts';
import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { CONTENT_CODES, useDesk } from '../desk.ts';
import type { Queue, QueueItem } from '../review-api.ts';
import { takeNext } from '../take-next.ts';
import { writeTimeLeft } from '../time-left.ts';
import { useLoad } from '../use-load.ts';
import { ProblemNote } from './problem-note.tsx';

const LOOK_AGAIN_MS = 15_000;

export function QueueScreen() {
  const { api, texts, settings } = useDesk();
  const [reason, setReason] = useState('');
  const [onlySecond, setOnlySecond] = useState(false);
  const [acting, setActing] = useState<ApiProblem>();
  const etag = useRef<string | undefined>(undefined);
  const query = useMemo(() => {
    etag.current = undefined;
    return new URLSearchParams({
      ...(reason && { reason }),
      ...(onlySecond && { needs: 'second' }),
    }).toString();
  }, [reason, onlySecond]);
  const load = useCallback(async () => {
    const known = etag.current;
    const path = query ? `/v1/reviews?${query}` : '/v1/reviews';
    const reply = await api.get<Queue>(path, known === undefined ? {} : { ifNoneMatch: known });
    etag.current = reply.etag;
    return reply.body;
  }, [api, query]);
  const { value: queue, problem, reload } = useLoad<Queue>(load);
  const reasons = useReasons(queue);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) void reload();
    }, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [reload]);

  async function next() {
    try {
      const photoId = await takeNext(api, {
        ...(reason && { reason }),
        ...(settings.withoutContent && { without: [...CONTENT_CODES] }),
      });
      if (photoId === undefined) announce(texts.queue.none);
      else location.hash = `#ticket/${encodeURIComponent(photoId)}`;
      setActing(undefined);
      if (photoId === undefined) await reload();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setActing(error);
    }
  }

  return (
    <>
      <ScreenHeading>{texts.queue.heading}</ScreenHeading>
      <ProblemNote problem={acting ?? problem} />
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
  const seen = useRef(new Map<string, string>());
  for (const { reasons } of queue?.reviews ?? [])
    for (const { code, title } of reasons) seen.current.set(code, title);
  return [...seen.current].map(([code, title]) => ({ code, title }));
}
