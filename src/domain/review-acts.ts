// What a reviewer may do with a ticket, as pure changes of it. Whether the ticket is still what was looked at, the write decides.

import type { Configuration } from './configuration.ts';
import { freeSeats, standingOf } from './quorum.ts';
import { isOpen, type ReviewDecision, type Reviewer, secondsAfter, type Ticket } from './review.ts';
import type { ReviewRefusal } from './review-refusal.ts';

export interface ActContext {
  reviewer: Reviewer;
  now: Date;
  rules: Configuration['review'];
}

/** The changed ticket; the very same object where there is nothing to change. */
export type Acted = { ticket: Ticket } | { refused: ReviewRefusal };

const refused = (reason: ReviewRefusal): Acted => ({ refused: reason });

/** Takes a seat for five minutes, or holds it for five more. A ticket that was skipped before may be taken on purpose. */
export function claim(ticket: Ticket, context: ActContext): Acted {
  const { reviewer, now, rules } = context;
  const reason = notYours(ticket, context) ?? (ticket.votes[reviewer.sub] ? 'voted-already' : undefined);
  if (reason) return refused(reason);
  const held = ticket.claims[reviewer.sub];
  const until = secondsAfter(now, rules.claimSeconds);
  if (!isHeld(ticket, context) && freeSeats(ticket, now, rules) < 1) return refused('no-seat');
  const { [reviewer.sub]: _skipped, ...skips } = ticket.skips;
  const kept = held?.kept ? { kept: true } : {};
  const longer = held && held.until > until ? held.until : until;
  return { ticket: { ...withClaim(ticket, reviewer, { until: longer, ...kept }), skips } };
}

/** Holds the seat for half an hour, once. */
export function keep(ticket: Ticket, context: ActContext): Acted {
  const { reviewer, now, rules } = context;
  const reason = notYours(ticket, context);
  if (reason) return refused(reason);
  if (!isHeld(ticket, context)) return refused('claim-lost');
  if (ticket.claims[reviewer.sub]!.kept) return refused('kept-already');
  const until = secondsAfter(now, rules.keepSeconds);
  return { ticket: withClaim(ticket, reviewer, { until, kept: true }) };
}

/** Gives the seat back. Nothing to give back is no fault. */
export function giveBack(ticket: Ticket, context: ActContext): Acted {
  return { ticket: isHeld(ticket, context) ? released(ticket, context) : ticket };
}

/** Gives the seat back and is not offered the photo again. */
export function skip(ticket: Ticket, reason: string, context: ActContext): Acted {
  const { reviewer, now } = context;
  if (!isOpen(ticket, now)) return refused(closedBecause(ticket));
  if (ticket.votes[reviewer.sub]) return refused('voted-already');
  if (ticket.skips[reviewer.sub]) return { ticket };
  const skips = { ...ticket.skips, [reviewer.sub]: { reason, at: now.toISOString() } };
  return { ticket: { ...released(ticket, context), skips } };
}

/**
 * Answers. A claim that has run out is good enough as long as nobody else has taken the seat. The same answer again changes
 * nothing; another one has to be preceded by `undo`.
 */
export function vote(
  ticket: Ticket,
  { decision, reason }: { decision: ReviewDecision; reason?: string },
  context: ActContext,
): Acted {
  const { reviewer, now, rules } = context;
  const given = ticket.votes[reviewer.sub];
  if (given)
    return given.decision === decision && given.reason === reason ? { ticket } : refused('voted-already');
  const problem = notYours(ticket, context);
  if (problem) return refused(problem);
  const claimed = ticket.claims[reviewer.sub];
  if (!claimed || (!isHeld(ticket, context) && freeSeats(ticket, now, rules) < 1))
    return refused('claim-lost');
  const asLead = standingOf(ticket, Object.values(ticket.votes), rules).state === 'split';
  const cast = {
    name: reviewer.name,
    decision,
    ...(reason !== undefined && { reason }),
    at: now.toISOString(),
    ...(asLead && { asLead }),
  };
  return { ticket: { ...released(ticket, context), votes: { ...ticket.votes, [reviewer.sub]: cast } } };
}

/**
 * Takes the own vote back within its time, and the seat again. Without a vote there is nothing to undo. Once the review is over there is
 * nothing to sit at either: the vote is taken back all the same, for a wrong answer is worse than none.
 */
export function undo(ticket: Ticket, context: ActContext): Acted {
  const { reviewer, now, rules } = context;
  const { [reviewer.sub]: given, ...votes } = ticket.votes;
  if (ticket.decision !== undefined) return refused('review-decided');
  if (!given) return { ticket };
  if (isFinal(given, now, rules)) return refused('too-late-to-undo');
  if (!isOpen(ticket, now)) return { ticket: { ...ticket, votes } };
  const kept = ticket.claims[reviewer.sub]?.kept ? { kept: true } : {};
  const until = secondsAfter(now, rules.claimSeconds);
  return { ticket: { ...withClaim(ticket, reviewer, { until, ...kept }), votes } };
}

/** Gives the seat to the leads, or to one colleague for as long as a claim can be kept. */
export function handOver(
  ticket: Ticket,
  to: { to: 'leads' } | { to: 'colleague'; name: string },
  context: ActContext,
): Acted {
  const { reviewer, now, rules } = context;
  const reason = notYours(ticket, context);
  if (reason) return refused(reason);
  if (!isHeld(ticket, context)) return refused('claim-lost');
  const from = reviewer.name;
  const handover =
    to.to === 'leads' ? { ...to, from } : { ...to, from, until: secondsAfter(now, rules.keepSeconds) };
  return { ticket: { ...released(ticket, context), handover } };
}

/** Whether the time to undo a vote is over. */
export const isFinal = (
  { at }: { at: string },
  now: Date,
  { undoSeconds }: Configuration['review'],
): boolean => Date.parse(at) + undoSeconds * 1000 <= now.getTime();

/** Why the reviewer may not work on the ticket at all; undefined when they may. */
export function notYours(ticket: Ticket, { reviewer, now, rules }: ActContext): ReviewRefusal | undefined {
  if (!isOpen(ticket, now)) return closedBecause(ticket);
  if (reviewer.isRider) return 'own-photo';
  if (ticket.answeredBefore.includes(reviewer.sub)) return 'answered-before';
  const isSplit = standingOf(ticket, Object.values(ticket.votes), rules).state === 'split';
  if (isSplit && ticket.votes[reviewer.sub]) return 'voted-already';
  if (isSplit || ticket.handover?.to === 'leads') return reviewer.isLead ? undefined : 'for-leads';
  const { handover } = ticket;
  const isReserved = handover?.to === 'colleague' && handover.until > now.toISOString();
  return isReserved && handover.name !== reviewer.name ? 'for-colleague' : undefined;
}

export const isHeld = ({ claims }: Ticket, { reviewer, now }: ActContext): boolean =>
  (claims[reviewer.sub]?.until ?? '') > now.toISOString();

const closedBecause = (ticket: Ticket): ReviewRefusal =>
  ticket.decision ? 'review-decided' : 'review-expired';

function withClaim(
  ticket: Ticket,
  { sub, name }: Reviewer,
  claimed: { until: string; kept?: boolean },
): Ticket {
  return { ...ticket, claims: { ...ticket.claims, [sub]: { name, ...claimed } as Ticket['claims'][string] } };
}

// The record stays, so that a seat is not kept twice.
function released(ticket: Ticket, { reviewer, now }: ActContext): Ticket {
  const held = ticket.claims[reviewer.sub];
  if (!held) return ticket;
  return { ...ticket, claims: { ...ticket.claims, [reviewer.sub]: { ...held, until: now.toISOString() } } };
}
