// How many have to agree: by what the photo is doubted for, and for every rejection.

import type { Configuration } from './configuration.ts';
import type { FindingCode } from './finding.ts';
import type { ReviewDecision, Ticket, Vote } from './review.ts';

type ReviewRules = Configuration['review'];

/** split: as many as may vote have voted, and do not agree: a lead decides. */
export type Standing =
  | { state: 'open'; missing: number }
  | { state: 'agreed'; decision: ReviewDecision; votes: Vote[] }
  | { state: 'split' };

/** Votes that a photo needs which is doubted for these reasons. */
export function neededVotes(reasons: readonly FindingCode[], { quorum }: ReviewRules): number {
  return reasons.some((code) => (quorum.codes as readonly FindingCode[]).includes(code))
    ? quorum.agreeing
    : quorum.others;
}

/**
 * Where a ticket stands with these votes. One vote to reject asks for a second person, whatever the photo is doubted for. What is
 * agreed does not hang on the order of the votes.
 */
export function standingOf(
  { neededVotes: needed }: Pick<Ticket, 'neededVotes'>,
  votes: readonly Vote[],
  { quorum }: ReviewRules,
): Standing {
  const lead = votes.find(({ asLead }) => asLead);
  if (lead) return { state: 'agreed', decision: lead.decision, votes: [lead] };
  const rejects = votes.some(({ decision }) => decision === 'reject');
  const required = rejects ? Math.max(needed, quorum.agreeing) : needed;
  const largest = mostAgreeing(votes);
  if (largest[0] && largest.length >= required)
    return { state: 'agreed', decision: largest[0].decision, votes: largest };
  const left = Math.max(quorum.most, required) - votes.length;
  if (left <= 0) return { state: 'split' };
  return { state: 'open', missing: Math.min(required - largest.length, left) };
}

/** The largest group of one mind; of two as large the one that began first. */
function mostAgreeing(votes: readonly Vote[]): Vote[] {
  const inOrder = [...votes].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const groups = new Map<ReviewDecision, Vote[]>();
  for (const vote of inOrder) groups.set(vote.decision, [...(groups.get(vote.decision) ?? []), vote]);
  return [...groups.values()].reduce((best, group) => (group.length > best.length ? group : best), []);
}

/** Seats that nobody has taken: votes that are missing, less the claims of those who have yet to vote. */
export function freeSeats(ticket: Ticket, now: Date, rules: ReviewRules): number {
  const standing = standingOf(ticket, Object.values(ticket.votes), rules);
  // The one who decides what the others could not agree on.
  const seats = standing.state === 'split' ? 1 : standing.state === 'open' ? standing.missing : 0;
  return Math.max(0, seats - claimants(ticket, now).length);
}

/** Reviewers who hold a claim and have not voted. */
export function claimants({ claims, votes }: Ticket, now: Date): string[] {
  const at = now.toISOString();
  return Object.keys(claims).filter((sub) => claims[sub]!.until > at && !votes[sub]);
}
