// What a reviewer wants to see once a photo is answered: what comes of it, what waits, and what came of the last ones.

import { useCallback } from 'preact/hooks';
import type { Ask } from '../../shared/api.ts';
import { useWatched } from '../../shared/use-watched.ts';
import { useDesk } from '../desk.ts';
import type { Mine, Queue, Ticket } from '../review-api.ts';
import { writeTimeLeft } from '../time-left.ts';
import { MineTable } from './mine.tsx';

const LATELY = 5;

export function Afterwards({ ticket }: { ticket: Ticket }) {
  const { texts } = useDesk();
  const { course, decision, vote } = ticket;
  return (
    <>
      <h2>{texts.after.heading}</h2>
      {decision ? (
        <p class="note good">
          {texts.ticket.decided(texts.decided[decision.decision])} {texts.after.by(decision.by)}
          {decision.isLate && ` ${texts.ticket.late}`}
        </p>
      ) : (
        course && course !== 'decided' && <p class="note">{texts.after.course[course]}</p>
      )}
      <Waiting />
      <Lately about={`${vote?.at} ${course}`} />
    </>
  );
}

function Waiting() {
  const { api, texts, language } = useDesk();
  const load = useCallback((ask: Ask) => api.get<Queue>('/v1/reviews', ask), [api, language]);
  const { value: queue } = useWatched(load);
  const next = queue?.reviews.find(({ acts }) => acts.includes('claim'));
  return (
    <>
      <h2>{texts.queue.heading}</h2>
      {queue && (
        <p>{queue.waiting === 0 ? texts.queue.empty : texts.queue.waiting(queue.waiting, queue.urgent)}</p>
      )}
      {next && (
        <p class="soft">
          {texts.after.next(
            next.reasons.map(({ title }) => title).join(', '),
            writeTimeLeft(language, next.dueAt, Date.now()),
          )}
        </p>
      )}
    </>
  );
}

/** `about`: changes with what the reviewer has done and what came of it; else it is asked for once. */
function Lately({ about }: { about: string }) {
  const { api, texts, language } = useDesk();
  const load = useCallback(
    async (ask: Ask) => {
      const { retryAfter: _, ...reply } = await api.get<Mine>('/v1/reviews/mine', ask);
      return reply;
    },
    [api, language, about],
  );
  const { value: mine } = useWatched(load);
  if (!mine || mine.votes.length === 0) return null;
  return (
    <>
      <h2>{texts.after.lately}</h2>
      <MineTable votes={mine.votes.slice(0, LATELY)} label={texts.after.lately} />
    </>
  );
}
