// Everything that may be done with a photo, as the server lists it; one form at a time.

import type { Reply } from '../../shared/api.ts';
import { useDesk } from '../desk.ts';
import { type Decision, pathOf, type Ticket } from '../review-api.ts';
import { HandOver } from './notes.tsx';
import { SkipForm } from './skip-form.tsx';
import { VoteForm } from './vote-form.tsx';

export type TicketForm = 'retake' | 'reject' | 'skip' | 'hand-over' | undefined;

interface Given {
  ticket: Ticket;
  form: TicketForm;
  onForm(form: TicketForm): void;
  reason: string;
  onReason(reason: string): void;
  onVote(decision: Decision, why?: string): void;
  act(run: () => Promise<Reply<Ticket>>): Promise<boolean>;
  /** It is done with the photo, and says so. */
  onLeave(sentence: string): void;
}

export function TicketActs({ ticket, form, onForm, reason, onReason, onVote, act, onLeave }: Given) {
  const { api, texts } = useDesk();
  const { photoId } = ticket;
  const close = () => onForm(undefined);
  const leaving = async (run: () => Promise<Reply<Ticket>>, sentence: string) => {
    if (await act(run)) onLeave(sentence);
  };
  if (form === 'retake' || form === 'reject') {
    return (
      <VoteForm
        key={form}
        decision={form}
        reason={reason}
        titles={ticket.reasons.map(({ title }) => title)}
        onReason={onReason}
        onSend={(why) => onVote(form, why)}
        onCancel={close}
      />
    );
  }
  if (form === 'skip') {
    const path = `${pathOf(photoId, '/claim')}?skip=`;
    return (
      <SkipForm
        onCancel={close}
        onSkip={(why) => void leaving(() => api.delete<Ticket>(path + why), texts.skips.skipped)}
      />
    );
  }
  if (form === 'hand-over') {
    const path = pathOf(photoId, '/handover');
    return (
      <HandOver
        onCancel={close}
        onHandOver={(body) => void leaving(() => api.put<Ticket>(path, { body }), texts.ticket.handedOver)}
      />
    );
  }
  return <TicketButtons ticket={ticket} onForm={onForm} onVote={onVote} act={act} />;
}

function TicketButtons({ ticket, onForm, onVote, act }: Pick<Given, 'ticket' | 'onForm' | 'onVote' | 'act'>) {
  const { api, texts } = useDesk();
  const may = (name: Ticket['acts'][number]) => ticket.acts.includes(name);
  const claim = (body: { keep?: true }) =>
    void act(() => api.put<Ticket>(pathOf(ticket.photoId, '/claim'), { body }));
  return (
    <>
      {may('vote') && (
        <div class="acts">
          <button type="button" class="first" aria-keyshortcuts="A" onClick={() => onVote('approve')}>
            {texts.decisions.approve}
          </button>
          <button type="button" aria-keyshortcuts="T" onClick={() => onForm('retake')}>
            {texts.decisions.retake}
          </button>
          <button type="button" aria-keyshortcuts="X" onClick={() => onForm('reject')}>
            {texts.decisions.reject}
          </button>
        </div>
      )}
      <div class="acts">
        {may('claim') && !ticket.claim && (
          <button type="button" class="first" onClick={() => claim({})}>
            {texts.ticket.claim}
          </button>
        )}
        {may('keep') && (
          <button type="button" onClick={() => claim({ keep: true })}>
            {texts.ticket.keep}
          </button>
        )}
        {may('skip') && (
          <button type="button" aria-keyshortcuts="S" onClick={() => onForm('skip')}>
            {texts.skips.heading}
          </button>
        )}
        {may('hand-over') && (
          <button type="button" onClick={() => onForm('hand-over')}>
            {texts.ticket.handOver}
          </button>
        )}
        {may('give-back') && (
          <a class="button" href="#queue">
            {texts.ticket.giveBack}
          </a>
        )}
      </div>
    </>
  );
}
