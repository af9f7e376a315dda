// One photo as the desk shows it: opened, changed by what its reviewer does, and followed to its outcome once it is answered.

import { useCallback, useEffect, useState } from 'preact/hooks';
import { announce } from '../shared/announcer.tsx';
import { type ApiProblem, type Ask, problemOf, type Reply } from '../shared/api.ts';
import { browserClock } from '../shared/browser-clock.ts';
import { latestOf } from '../shared/latest.ts';
import { useTrying } from '../shared/use-trying.ts';
import { watch } from '../shared/watch.ts';
import { useDesk } from './desk.ts';
import { openTicket } from './open-ticket.ts';
import { pathOf, type Ticket } from './review-api.ts';

export interface OpenTicket {
  ticket: Ticket | undefined;
  problem: ApiProblem | undefined;
  /** Whether it went well. What was asked of the photo changes it, and so does what others did meanwhile. */
  act(run: () => Promise<Reply<Ticket>>): Promise<boolean>;
  /** For what leads away from the photo. */
  trying(run: () => Promise<unknown>): Promise<boolean>;
}

/** Problems after which the photo is not as it was shown. */
const CHANGED = new Set([403, 409, 410]);

export function useTicket(photoId: string): OpenTicket {
  const { api, texts, language } = useDesk();
  const [ticket, setTicket] = useState<Ticket>();
  const { problem, setProblem, trying } = useTrying();
  const [begin] = useState(latestOf);
  /** Whatever was asked for before is older than this. */
  const show = useCallback(
    (fresh: Ticket | undefined) => {
      begin();
      if (fresh) setTicket(fresh);
    },
    [begin],
  );

  // Titles come in the language of the page.
  useEffect(() => {
    const isLatest = begin();
    void trying(async () => {
      const opened = await openTicket(api, photoId, sessionStorage);
      if (isLatest()) show(opened);
    });
  }, [api, photoId, language, begin, show, trying]);

  const answeredAt = ticket?.vote?.at;
  useEffect(() => {
    if (answeredAt === undefined) return;
    let isTold = false;
    const load = async (ask: Ask) => {
      const isLatest = begin();
      const reply = await api.get<Ticket>(pathOf(photoId), ask);
      return isLatest() ? reply : { ...reply, body: undefined };
    };
    const watcher = watch(load, browserClock, {
      onState(state) {
        setTicket(state);
        setProblem(undefined);
        if (state.decision && !isTold) announce(texts.ticket.decided(texts.decided[state.decision.decision]));
        isTold = state.decision !== null;
      },
      onProblem: setProblem,
    });
    return () => watcher.stop();
  }, [api, photoId, answeredAt, begin, setProblem, texts]);

  // Erased meanwhile: nothing of it stays on the screen.
  useEffect(() => {
    if (problem?.type === 'not-found') setTicket(undefined);
  }, [problem]);

  const act = useCallback(
    (run: () => Promise<Reply<Ticket>>) =>
      trying(async () => {
        try {
          show((await run()).body);
        } catch (error) {
          const { status, members } = problemOf(error);
          const { ticket: fresh } = members as { ticket?: Ticket };
          if (fresh) show(fresh);
          else if (CHANGED.has(status))
            await api.get<Ticket>(pathOf(photoId)).then(
              ({ body }) => show(body),
              () => undefined,
            );
          throw error;
        }
      }),
    [api, photoId, show, trying],
  );
  return { ticket, problem, act, trying };
}
