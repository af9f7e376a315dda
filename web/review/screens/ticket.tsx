// One photo on the desk: seen, judged by keys or buttons, answered, and for ten seconds taken back.

import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../../shared/announcer.tsx';
import { ProblemNote } from '../../shared/problem-note.tsx';
import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { CONTENT_CODES, useDesk } from '../desk.ts';
import { type Decision, pathOf, type Seen, type Ticket } from '../review-api.ts';
import { takeNext } from '../take-next.ts';
import { useClaim } from '../use-claim.ts';
import { useKeys } from '../use-keys.ts';
import { type OpenTicket, useTicket } from '../use-ticket.ts';
import { Afterwards } from './afterwards.tsx';
import { Findings } from './findings.tsx';
import { Notes } from './notes.tsx';
import { usePeek } from './picture.tsx';
import { TicketActs, type TicketForm } from './ticket-acts.tsx';
import { TicketPictures } from './ticket-pictures.tsx';
import { ClaimStanding, TicketStanding } from './ticket-standing.tsx';
import { UndoBar } from './undo-bar.tsx';
import { Votes } from './votes.tsx';

export function TicketScreen({ photoId }: { photoId: string }) {
  const { texts } = useDesk();
  const opened = useTicket(photoId);
  const { ticket, problem } = opened;
  if (ticket) return <TicketDesk {...opened} ticket={ticket} />;
  return (
    <>
      <ScreenHeading>{texts.ticket.picture}</ScreenHeading>
      {problem ? <ProblemNote texts={texts} problem={problem} /> : <p class="busy">{texts.starting}</p>}
    </>
  );
}

function TicketDesk({ ticket, problem, act, trying }: OpenTicket & { ticket: Ticket }) {
  const { api, texts, settings } = useDesk();
  const { photoId } = ticket;
  const may = (name: Ticket['acts'][number]) => ticket.acts.includes(name);
  const [form, setForm] = useState<TicketForm>();
  const [reason, setReason] = useState('');
  const [isLarge, setLarge] = useState(false);
  const [showsNumbers, setShowsNumbers] = useState(false);
  const peek = usePeek(ticket.isSensitive || settings.coversAll);
  const seen = useRef(new Set<Seen>());
  if (peek.wasLifted) seen.current.add('blur-lifted');
  if (isLarge) seen.current.add('zoomed');
  if (showsNumbers) seen.current.add('numbers');
  if (ticket.candidates.length > 0 && ticket.picture) seen.current.add('candidates');

  const holds = ticket.claim !== null;
  const claim = useClaim(photoId, holds, act);

  const vote = async (decision: Decision, why?: string) => {
    const body = { decision, ...(why && { reason: why }), seen: [...seen.current] };
    const isDone = await act(() =>
      api.put<Ticket>(pathOf(photoId, '/vote'), { body, ifMatch: `"${ticket.version}"` }),
    );
    if (!isDone) return;
    claim.end();
    setForm(undefined);
    announce(texts.vote.mine(texts.decided[decision]));
  };
  const undo = async () => {
    if (await act(() => api.delete<Ticket>(pathOf(photoId, '/vote')))) announce(texts.vote.undone);
  };
  const next = () =>
    trying(async () => {
      const wish = settings.withoutContent ? { without: [...CONTENT_CODES] } : {};
      const following = await takeNext(api, wish);
      location.hash = following === undefined ? '#queue' : `#ticket/${encodeURIComponent(following)}`;
    });
  const leave = (sentence: string) => {
    claim.end();
    announce(sentence);
    void next();
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
  const { picture } = ticket;
  return (
    <>
      <ScreenHeading key={photoId}>{texts.ticket.heading(titles)}</ScreenHeading>
      <TicketStanding ticket={ticket} />
      <ProblemNote texts={texts} problem={problem} />
      {ticket.vote && (
        <UndoBar
          vote={ticket.vote}
          canUndo={may('undo')}
          onUndo={() => void undo()}
          onNext={() => void next()}
        />
      )}
      <ClaimStanding claim={ticket.claim} vote={ticket.vote} />
      <div class="table">
        <section aria-label={texts.ticket.picture}>
          {picture ? (
            <TicketPictures
              ticket={{ ...ticket, picture }}
              peek={peek}
              isLarge={isLarge}
              onLarge={setLarge}
            />
          ) : ticket.course ? (
            <Afterwards ticket={ticket} />
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
          <TicketActs
            ticket={ticket}
            form={form}
            onForm={setForm}
            reason={reason}
            onReason={setReason}
            onVote={(decision, why) => void vote(decision, why)}
            act={act}
            onLeave={leave}
          />
          <Findings
            findings={ticket.findings}
            showsNumbers={showsNumbers || ticket.vote !== null}
            onShow={() => setShowsNumbers(true)}
          />
          <Votes votes={ticket.votes} />
          <Notes ticket={ticket} canAdd={may('note')} act={act} />
        </section>
      </div>
    </>
  );
}
