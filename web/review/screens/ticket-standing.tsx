// Where a photo stands: until when an answer is waited for, what is asked for, and until when it is whose.

import { useDesk } from '../desk.ts';
import type { Ticket } from '../review-api.ts';
import { writeTimeLeft } from '../time-left.ts';

export function TicketStanding({ ticket }: { ticket: Ticket }) {
  const { texts, language } = useDesk();
  return (
    <p class="soft">
      {ticket.course === 'decided' || ticket.course === 'over'
        ? texts.ticket.over
        : `${texts.queue.left}: ${writeTimeLeft(language, ticket.dueAt, Date.now())}`}
      {ticket.kind === 'appeal' && <span class="badge">{texts.queue.appeal}</span>}
      {ticket.needsSecond && !ticket.vote && <span class="badge">{texts.queue.second}</span>}
    </p>
  );
}

export function ClaimStanding({ claim, vote }: Pick<Ticket, 'claim' | 'vote'>) {
  const { texts, language } = useDesk();
  if (!claim || vote) return null;
  return (
    <p class="soft">{claim.isKept ? texts.ticket.kept : texts.ticket.held(clock(language, claim.until))}</p>
  );
}

const clock = (language: string, time: string) =>
  new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' }).format(new Date(time));
