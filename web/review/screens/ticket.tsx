// One photo on the desk: seen, judged by keys or buttons, answered, and for ten seconds taken back.

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../../shared/announcer.tsx';
import { ApiProblem } from '../../shared/api.ts';
import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { type Keeper, keepClaim } from '../claim-keeper.ts';
import { CONTENT_CODES, useDesk } from '../desk.ts';
import { actOfKey, isTypingInto, type KeyAct } from '../keys.ts';
import { openTicket, rememberHeld } from '../open-ticket.ts';
import { type Decision, pathOf, type Seen, type Ticket } from '../review-api.ts';
import { browserSurroundings } from '../surroundings.ts';
import { takeNext } from '../take-next.ts';
import { writeTimeLeft } from '../time-left.ts';
import { Findings } from './findings.tsx';
import { HandOver, Notes } from './notes.tsx';
import { PeekButtons, Picture, usePeek } from './picture.tsx';
import { ProblemNote } from './problem-note.tsx';
import { SkipForm } from './skip-form.tsx';
import { UndoBar } from './undo-bar.tsx';
import { VoteForm } from './vote-form.tsx';

export function TicketScreen({ photoId }: { photoId: string }) {
  const { api, texts } = useDesk();
  const [ticket, setTicket] = useState<Ticket>();
  const [problem, setProblem] = useState<ApiProblem>();
  useEffect(() => {
    openTicket(api, photoId, sessionStorage).then(setTicket, (error: unknown) =>
      setProblem(error instanceof ApiProblem ? error : new ApiProblem(0, 'other')),
    );
  }, [api, photoId]);
  if (!ticket) {
    return (
      <>
        <ScreenHeading>{texts.ticket.picture}</ScreenHeading>
        {problem ? <ProblemNote problem={problem} /> : <p class="busy">{texts.starting}</p>}
      </>
    );
  }
  return <TicketDesk ticket={ticket} onTicket={setTicket} />;
}

function TicketDesk({ ticket, onTicket }: { ticket: Ticket; onTicket(ticket: Ticket): void }) {
  const { api, texts, language, settings } = useDesk();
  const { photoId } = ticket;
  const may = (act: Ticket['acts'][number]) => ticket.acts.includes(act);
  const [problem, setProblem] = useState<ApiProblem>();
  const [form, setForm] = useState<'retake' | 'reject' | 'skip' | 'hand-over'>();
  const [reason, setReason] = useState('');
  const [isLarge, setLarge] = useState(false);
  const [showsNumbers, setShowsNumbers] = useState(false);
  const peek = usePeek(ticket.isSensitive || settings.coversAll);
  const seen = useRef(new Set<Seen>());
  const keeper = useRef<Keeper | undefined>(undefined);
  if (peek.wasLifted) seen.current.add('blur-lifted');
  if (isLarge) seen.current.add('zoomed');
  if (showsNumbers) seen.current.add('numbers');
  if (ticket.candidates.length > 0 && ticket.picture) seen.current.add('candidates');

  const holds = ticket.claim !== null;
  useEffect(() => {
    if (!holds) return;
    const mine = keepClaim(api, photoId, browserSurroundings, () =>
      setProblem(new ApiProblem(409, 'claim-lost')),
    );
    keeper.current = mine;
    const forget = rememberHeld(sessionStorage, photoId);
    return () => {
      forget();
      mine.end({ givesBack: true });
    };
  }, [api, photoId, holds]);

  /** Does something to the ticket; what changed meanwhile is shown. */
  const act = useCallback(
    async (run: () => Promise<{ body: Ticket | undefined }>): Promise<boolean> => {
      try {
        const { body } = await run();
        if (body) onTicket(body);
        setProblem(undefined);
        return true;
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        const { ticket: fresh } = error.members as { ticket?: Ticket };
        if (fresh) onTicket(fresh);
        // What may be done has changed, too.
        else if (error.status === 410)
          await api.get<Ticket>(pathOf(photoId)).then(
            ({ body }) => body && onTicket(body),
            () => undefined,
          );
        setProblem(error);
        return false;
      }
    },
    [onTicket, api, photoId],
  );
  const claim = (keep = false) =>
    act(() => api.put<Ticket>(pathOf(photoId, '/claim'), { body: keep ? { keep } : {} }));
  const vote = async (decision: Decision, why?: string) => {
    const body = { decision, ...(why && { reason: why }), seen: [...seen.current] };
    const isDone = await act(() =>
      api.put<Ticket>(pathOf(photoId, '/vote'), { body, ifMatch: `"${ticket.version}"` }),
    );
    if (!isDone) return;
    keeper.current?.end({ givesBack: false });
    setForm(undefined);
    announce(texts.vote.mine(texts.decided[decision]));
  };
  const undo = async () => {
    if (await act(() => api.delete<Ticket>(pathOf(photoId, '/vote')))) announce(texts.vote.undone);
  };
  const leave = (sentence: string) => {
    keeper.current?.end({ givesBack: false });
    announce(sentence);
    void next();
  };
  const next = async () => {
    try {
      const wish = settings.withoutContent ? { without: [...CONTENT_CODES] } : {};
      const following = await takeNext(api, wish);
      location.hash = following === undefined ? '#queue' : `#ticket/${encodeURIComponent(following)}`;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setProblem(error);
    }
  };

  // What had the focus may be gone.
  useLayoutEffect(() => {
    if (document.activeElement === document.body)
      document.querySelector('h1')?.focus({ preventScroll: true });
  });

  useKeys(photoId, {
    approve: () => may('vote') && void vote('approve'),
    retake: () => may('vote') && setForm('retake'),
    reject: () => may('vote') && setForm('reject'),
    skip: () => may('skip') && setForm('skip'),
    undo: () => may('undo') && void undo(),
    zoom: () => setLarge((large) => !large),
    settings: () => {
      location.hash = '#settings';
    },
    peek: peek.hold,
    release: peek.release,
    finding: (place) => {
      const finding = ticket.reasons[place - 1];
      if (finding) setReason(finding.title);
    },
  });

  const titles = ticket.reasons.map(({ title }) => title).join(', ');
  const hasVoted = ticket.vote !== null;
  return (
    <>
      <ScreenHeading key={photoId}>{texts.ticket.heading(titles)}</ScreenHeading>
      <p class="soft">
        {texts.queue.left}: {writeTimeLeft(language, ticket.dueAt, Date.now())}
        {ticket.kind === 'appeal' && <span class="badge">{texts.queue.appeal}</span>}
        {ticket.needsSecond && <span class="badge">{texts.queue.second}</span>}
      </p>
      <ProblemNote problem={problem} />
      {ticket.vote && (
        <UndoBar
          vote={ticket.vote}
          canUndo={may('undo')}
          onUndo={() => void undo()}
          onNext={() => void next()}
        />
      )}
      {ticket.decision && (
        <p class="note good">
          {texts.ticket.decided(texts.decided[ticket.decision.decision])}{' '}
          {ticket.decision.isLate && texts.ticket.late}
        </p>
      )}
      {ticket.claim && !hasVoted && (
        <p class="soft">
          {ticket.claim.isKept ? texts.ticket.kept : texts.ticket.held(clock(language, ticket.claim.until))}
        </p>
      )}
      <div class="table">
        <section aria-label={texts.ticket.picture}>
          {ticket.picture ? (
            <>
              <div class={`pictures${isLarge ? ' large' : ''}`}>
                <Picture
                  url={ticket.picture.url}
                  label={texts.ticket.picture}
                  isCovered={peek.isCovered}
                  isLarge={isLarge}
                  faceBox={ticket.faceBox}
                />
                {ticket.candidates.map(
                  ({ because, picture }) =>
                    picture && (
                      <Picture
                        key={picture.url}
                        url={picture.url}
                        label={texts.ticket.besideBecause(titleOf(ticket, because))}
                        isCovered={peek.isCovered}
                        isLarge={isLarge}
                      />
                    ),
                )}
              </div>
              <div class="acts">
                <PeekButtons peek={peek} />
                <button type="button" aria-pressed={isLarge} onClick={() => setLarge(!isLarge)}>
                  {isLarge ? texts.ticket.smaller : texts.ticket.zoom}
                </button>
              </div>
            </>
          ) : (
            (holds || may('claim')) && (
              <p class="note">{holds ? texts.ticket.noPicture : texts.ticket.claimFirst}</p>
            )
          )}
        </section>
        <section aria-label={texts.vote.heading}>
          {ticket.appeal && (
            <>
              <h2>{texts.ticket.appeal}</h2>
              <blockquote>{ticket.appeal}</blockquote>
            </>
          )}
          {may('vote') && !form && (
            <div class="acts">
              <button type="button" class="first" aria-keyshortcuts="A" onClick={() => void vote('approve')}>
                {texts.decisions.approve}
              </button>
              <button type="button" aria-keyshortcuts="T" onClick={() => setForm('retake')}>
                {texts.decisions.retake}
              </button>
              <button type="button" aria-keyshortcuts="X" onClick={() => setForm('reject')}>
                {texts.decisions.reject}
              </button>
            </div>
          )}
          {(form === 'retake' || form === 'reject') && (
            <VoteForm
              key={form}
              decision={form}
              reason={reason}
              titles={ticket.reasons.map(({ title }) => title)}
              onReason={setReason}
              onSend={(why) => void vote(form, why)}
              onCancel={() => setForm(undefined)}
            />
          )}
          {form === 'skip' && (
            <SkipForm
              onCancel={() => setForm(undefined)}
              onSkip={(why) =>
                void act(() => api.delete<Ticket>(`${pathOf(photoId, '/claim')}?skip=${why}`)).then(
                  (isDone) => isDone && leave(texts.skips.skipped),
                )
              }
            />
          )}
          {form === 'hand-over' && (
            <HandOver
              onCancel={() => setForm(undefined)}
              onHandOver={(body) =>
                void act(() => api.put<Ticket>(pathOf(photoId, '/handover'), { body })).then(
                  (isDone) => isDone && leave(texts.ticket.handedOver),
                )
              }
            />
          )}
          {!form && (
            <div class="acts">
              {may('claim') && !holds && (
                <button type="button" class="first" onClick={() => void claim()}>
                  {texts.ticket.claim}
                </button>
              )}
              {may('keep') && (
                <button type="button" onClick={() => void claim(true)}>
                  {texts.ticket.keep}
                </button>
              )}
              {may('skip') && (
                <button type="button" aria-keyshortcuts="S" onClick={() => setForm('skip')}>
                  {texts.skips.heading}
                </button>
              )}
              {may('hand-over') && (
                <button type="button" onClick={() => setForm('hand-over')}>
                  {texts.ticket.handOver}
                </button>
              )}
              {may('give-back') && (
                <a class="button" href="#queue">
                  {texts.ticket.giveBack}
                </a>
              )}
            </div>
          )}
          <Findings
            findings={ticket.findings}
            showsNumbers={showsNumbers || hasVoted}
            onShow={() => setShowsNumbers(true)}
          />
          {ticket.votes.length > 0 && (
            <>
              <h2>{texts.ticket.votes}</h2>
              <ul>
                {ticket.votes.map(({ name, decision, reason: why, at }) => (
                  <li key={`${name}${at}`}>
                    {name}: {texts.decided[decision]}
                    {why && ` (${why})`}
                  </li>
                ))}
              </ul>
            </>
          )}
          <Notes ticket={ticket} canAdd={may('note')} act={act} />
        </section>
      </div>
    </>
  );
}

const titleOf = ({ findings, reasons }: Ticket, code: string) =>
  [...reasons, ...findings].find((each) => each.code === code)?.title ?? code;

const clock = (language: string, time: string) =>
  new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' }).format(new Date(time));

type Named = Exclude<KeyAct, number>;
type Acts = Record<Named, () => unknown> & { release(): void; finding(place: number): void };

/** Lets keys act on the photo that is shown, as the reviewer has set them. */
function useKeys(photoId: string, acts: Acts): void {
  const { settings } = useDesk();
  const latest = useRef(acts);
  latest.current = acts;
  useEffect(() => {
    const shownAt = performance.now();
    const press = (event: KeyboardEvent) => {
      const { key, repeat, altKey, ctrlKey, metaKey, target } = event;
      const how = { key, repeat, altKey, ctrlKey, metaKey, isTyping: isTypingInto(target) };
      const act = actOfKey(how, settings.keys, performance.now() - shownAt);
      if (act === undefined) return;
      event.preventDefault();
      if (typeof act === 'number') latest.current.finding(act);
      else latest.current[act]();
    };
    const release = ({ key }: KeyboardEvent) => {
      if (key.toLowerCase() === 'b') latest.current.release();
    };
    addEventListener('keydown', press);
    addEventListener('keyup', release);
    return () => {
      removeEventListener('keydown', press);
      removeEventListener('keyup', release);
    };
  }, [photoId, settings.keys]);
}
