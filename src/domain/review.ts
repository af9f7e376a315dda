// The words of a review: a ticket is a photo that people decide, with the votes, claims and skips of the reviewers. One row of the
// table holds it; every act of a reviewer is a change of that row.

import * as z from 'zod/mini';
import { FINDING_CODES } from './finding.ts';

export const REVIEW_DECISIONS = ['approve', 'retake', 'reject'] as const;
export type ReviewDecision = (typeof REVIEW_DECISIONS)[number];

/** check: the rules could not decide. appeal: a rider asked to look again at a rejected photo. */
export const REVIEW_KINDS = ['check', 'appeal'] as const;

const time = z.string();
/** The reviewer's name is what colleagues read; the reviewer is known by the subject that the record is filed under. */
const named = { name: z.string() };

const ClaimSchema = z.object({ ...named, until: time, kept: z.exactOptional(z.boolean()) });
const VoteSchema = z.object({
  ...named,
  decision: z.enum(REVIEW_DECISIONS),
  reason: z.exactOptional(z.string()),
  at: time,
  /** Given by a lead because the others could not agree: it decides alone. */
  asLead: z.exactOptional(z.boolean()),
});
export type Vote = z.output<typeof VoteSchema>;
const SkipSchema = z.object({ reason: z.string(), at: time });
const NoteSchema = z.object({ ...named, by: z.string(), at: time, text: z.string() });
export type Note = z.output<typeof NoteSchema>;

/** Reserved for the leads until it is decided, or for one colleague, by name, until a time. */
const HandoverSchema = z.union([
  z.object({ to: z.literal('leads'), from: z.string() }),
  z.object({ to: z.literal('colleague'), name: z.string(), until: time, from: z.string() }),
]);
export type Handover = z.output<typeof HandoverSchema>;

const DecisionSchema = z.object({
  decision: z.enum(REVIEW_DECISIONS),
  at: time,
  /** Names of those who agreed. */
  by: z.array(z.string()),
  reason: z.exactOptional(z.string()),
  /** The workflow had ended before the decision reached it. */
  late: z.exactOptional(z.boolean()),
});
export type TicketDecision = z.output<typeof DecisionSchema>;

const bySubject = <Value extends z.core.SomeType>(value: Value) =>
  z._default(z.record(z.string(), value), () => ({}));

/** A ticket as its row has it. Times are ISO 8601; records are filed under the reviewer's subject. */
export const TicketSchema = z.object({
  kind: z._default(z.enum(REVIEW_KINDS), 'check' as const),
  reasons: z.array(z.enum(FINDING_CODES)),
  openedAt: time,
  dueAt: time,
  neededVotes: z._default(z.int(), 1),
  /** Changes with what the reviewers are asked, never with their acts: it would tell of votes that are not to be seen yet. */
  version: z._default(z.int(), 0),
  claims: bySubject(ClaimSchema),
  votes: bySubject(VoteSchema),
  skips: bySubject(SkipSchema),
  notes: bySubject(NoteSchema),
  handover: z.exactOptional(HandoverSchema),
  /** Subjects who answered the check that the appeal is against. */
  answeredBefore: z._default(z.array(z.string()), () => []),
  decision: z.exactOptional(DecisionSchema),
});
export type Ticket = z.output<typeof TicketSchema>;

/** Who acts, and what is known of them that no ticket holds. */
export interface Reviewer {
  sub: string;
  name: string;
  isLead: boolean;
  /** It is the reviewer's own photo. */
  isRider: boolean;
}

export const isOpen = (ticket: Ticket, now: Date): boolean =>
  ticket.decision === undefined && ticket.dueAt > now.toISOString();

export const secondsAfter = (now: Date, seconds: number): string =>
  new Date(now.getTime() + seconds * 1000).toISOString();
