// What one reviewer sees of a ticket: what they may do, and of others' votes nothing before they have voted themselves.

import { freeSeats, standingOf } from './quorum.ts';
import { isOpen, type Ticket, type Vote } from './review.ts';
import { type ActContext, isFinal, isHeld, notYours } from './review-acts.ts';

/** The page holds no rules: it offers what is listed. */
export const REVIEW_ACTS = [
  'claim',
  'keep',
  'give-back',
  'skip',
  'vote',
  'undo',
  'hand-over',
  'note',
] as const;
export type ReviewAct = (typeof REVIEW_ACTS)[number];

export function actsOf(ticket: Ticket, context: ActContext): ReviewAct[] {
  const { reviewer, now, rules } = context;
  if (reviewer.isRider) return [];
  const own = ticket.votes[reviewer.sub];
  if (own) return [...(!ticket.decision && !isFinal(own, now, rules) ? (['undo'] as const) : []), 'note'];
  if (!isOpen(ticket, now)) return [];
  if (notYours(ticket, context)) return ['note'];
  if (!isHeld(ticket, context)) {
    const canClaim = freeSeats(ticket, now, rules) > 0;
    return [...(canClaim ? (['claim'] as const) : []), 'skip', 'note'];
  }
  const canKeep = !ticket.claims[reviewer.sub]!.kept;
  return ['claim', ...(canKeep ? (['keep'] as const) : []), 'give-back', 'skip', 'vote', 'hand-over', 'note'];
}

/** The votes that the reviewer may see: after their own, after the decision, or where they are asked to decide between them. */
export function visibleVotes(ticket: Ticket, context: ActContext): Vote[] {
  const votes = Object.values(ticket.votes);
  const { reviewer, rules } = context;
  const decidesAsLead = reviewer.isLead && standingOf(ticket, votes, rules).state === 'split';
  const sees = ticket.votes[reviewer.sub] !== undefined || ticket.decision !== undefined || decidesAsLead;
  if (reviewer.isRider || !sees) return [];
  return votes.sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** Whether somebody has voted and one more is asked: which way, it does not tell. */
export const needsSecond = ({ votes, decision }: Ticket): boolean =>
  decision === undefined && Object.keys(votes).length > 0;

/** Three quarters of the time are over. */
export function isUrgent({ openedAt, dueAt }: Ticket, now: Date): boolean {
  const opened = Date.parse(openedAt);
  return now.getTime() >= opened + 0.75 * (Date.parse(dueAt) - opened);
}

/** How far a ticket is, for who has answered it or may see its votes: others know no more than that somebody has answered. */
export const TICKET_COURSES = ['counting', 'others-asked', 'lead-asked', 'decided', 'over'] as const;
export type TicketCourse = (typeof TICKET_COURSES)[number];

/** null for who has yet to answer. */
export function courseOf(ticket: Ticket, { reviewer, now, rules }: ActContext): TicketCourse | null {
  if (ticket.decision !== undefined) return 'decided';
  const own = ticket.votes[reviewer.sub];
  if (own === undefined) return isOpen(ticket, now) ? null : 'over';
  const { state } = standingOf(ticket, Object.values(ticket.votes), rules);
  if (state === 'agreed') return 'counting';
  if (!isOpen(ticket, now)) return 'over';
  return state === 'split' ? 'lead-asked' : 'others-asked';
}
