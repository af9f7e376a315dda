// What the review desk sends and is sent. Times are ISO 8601. Never a rider's id, never the token that the workflow waits with.

import * as z from 'zod/mini';
import { FINDING_CODES } from '../../domain/finding.ts';
import { REVIEW_DECISIONS, REVIEW_KINDS } from '../../domain/review.ts';
import { REVIEW_ACTS, TICKET_COURSES } from '../../domain/ticket.ts';

const Code = z.enum(FINDING_CODES);
const Decision = z.enum(REVIEW_DECISIONS);
const words = z.string().check(z.trim(), z.minLength(1), z.maxLength(500));

export const ReviewParams = z.object({ photoId: z.string().check(z.minLength(1), z.maxLength(200)) });
/** Notes are filed under their ids. Two names no member of a map can have that is written with AWS's SDK. */
export const NoteParams = z.extend(ReviewParams, {
  noteId: z.string().check(z.regex(/^(?!(?:__proto__|constructor)$)[\w-]{1,64}$/)),
});

export const QueueQuery = z.object({
  reason: z.exactOptional(Code),
  needs: z.exactOptional(z.enum(['second'])),
});

/** What one sees before taking a photo. */
const QueueItem = z.object({
  photoId: z.string(),
  kind: z.enum(REVIEW_KINDS),
  /** What the rules could not decide; titles for the page. */
  reasons: z.array(z.object({ code: Code, title: z.string() })),
  openedAt: z.string(),
  dueAt: z.string(),
  /** Three quarters of the time are over. */
  isUrgent: z.boolean(),
  /** How many people may take it now. */
  seats: z.int(),
  /** Somebody has answered, and another is asked. */
  needsSecond: z.boolean(),
  acts: z.array(z.enum(REVIEW_ACTS)),
});

export const Queue = z.object({
  /** Those with the least time left. */
  reviews: z.array(QueueItem),
  /** Of all that wait, whatever was asked for. */
  waiting: z.int(),
  urgent: z.int(),
});

const Picture = z.nullable(z.object({ url: z.string(), until: z.string() }));
const VoteSeen = z.object({
  name: z.string(),
  decision: Decision,
  reason: z.exactOptional(z.string()),
  at: z.string(),
});

export const Ticket = z.extend(QueueItem, {
  /** To be sent as If-Match with a claim or a vote. */
  version: z.string(),
  claim: z.nullable(z.object({ until: z.string(), isKept: z.boolean() })),
  /** Only for who holds a claim; null also when the picture is kept no more. */
  picture: Picture,
  /** Ratios of the picture's width and height. */
  faceBox: z.nullable(z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() })),
  /** To be shown blurred and grey until its viewer wants to see it. */
  isSensitive: z.boolean(),
  /** Pictures to hold beside it: of riders it resembles, or the rider's own of before. */
  candidates: z.array(z.object({ because: Code, picture: Picture })),
  findings: z.array(
    z.object({
      code: Code,
      title: z.string(),
      status: z.string(),
      measured: z.exactOptional(z.union([z.number(), z.string()])),
      threshold: z.exactOptional(z.union([z.number(), z.string()])),
    }),
  ),
  /** The rider's words, of an appeal. */
  appeal: z.nullable(z.string()),
  notes: z.array(z.object({ noteId: z.string(), name: z.string(), at: z.string(), text: z.string() })),
  vote: z.nullable(z.extend(VoteSeen, { undoUntil: z.string() })),
  /** How far it is, for who has answered it, and of what is over: counting, what was answered is enough and will be counted. */
  course: z.nullable(z.enum(TICKET_COURSES)),
  /** Empty for who has yet to vote. */
  votes: z.array(VoteSeen),
  decision: z.nullable(
    z.object({ decision: Decision, at: z.string(), by: z.array(z.string()), isLate: z.boolean() }),
  ),
});

export const ClaimNext = z.strictObject({
  reason: z.exactOptional(Code),
  /** Reasons that the reviewer would rather not be given. */
  without: z.exactOptional(z.array(Code)),
});
export const Claim = z.strictObject({
  /** For half an hour, once. */
  keep: z.exactOptional(z.boolean()),
});

/** Of a fixed list: what reviewers skip is counted, and a query is no place for words about people. */
export const SKIP_REASONS = ['know-the-rider', 'not-sure', 'too-hard-to-look-at', 'cannot-see-it'] as const;
export const GiveBackQuery = z.object({ skip: z.exactOptional(z.enum(SKIP_REASONS)) });

export const VoteBody = z
  .strictObject({
    decision: Decision,
    reason: z.exactOptional(words),
    /** What the reviewer had done to see it. */
    seen: z.exactOptional(z.array(z.enum(['blur-lifted', 'zoomed', 'numbers', 'candidates']))),
  })
  .check(
    z.refine(({ decision, reason }) => decision === 'approve' || reason !== undefined, { path: ['reason'] }),
  );

export const NoteBody = z.strictObject({ text: words });
export const HandoverBody = z.union([
  z.strictObject({ to: z.literal('leads') }),
  z.strictObject({ to: z.literal('colleague'), name: z.string().check(z.minLength(1), z.maxLength(128)) }),
]);

export const Mine = z.object({
  /** Of the last 30 days, the newest first. */
  votes: z.array(
    z.object({
      photoId: z.string(),
      at: z.string(),
      decision: Decision,
      reason: z.exactOptional(z.string()),
      /** undone: taken back. waiting: for more votes, or for the time to undo. */
      state: z.enum(['waiting', 'decided', 'undone', 'over']),
      undoUntil: z.nullable(z.string()),
      outcome: z.nullable(Decision),
    }),
  ),
  skips: z.int(),
  /** Photos doubted for their content that were taken within the last hour, and how many may be. */
  content: z.object({ seen: z.int(), most: z.int() }),
});

const counts = { approve: z.int(), retake: z.int(), reject: z.int() };
export const Thresholds = z.object({
  checks: z.array(
    z.object({
      code: Code,
      title: z.string(),
      n: z.int(),
      approved: z.int(),
      /** From the question to the decision; null where nothing was noted. */
      medianMinutes: z.nullable(z.number()),
      /** Photos that two or more answered, and those where the first two were of one mind. */
      compared: z.object({ n: z.int(), agreed: z.int() }),
      skips: z.int(),
      approvedShare: z.nullable(z.object({ share: z.number(), low: z.number(), high: z.number() })),
      histogram: z.array(z.object({ from: z.number(), to: z.number(), ...counts })),
      /** null: no advice on so few. */
      bestBound: z.nullable(
        z.object({ approve: z.enum(['at-least', 'below']), bound: z.number(), agreedShare: z.number() }),
      ),
    }),
  ),
  leastForAdvice: z.int(),
});
