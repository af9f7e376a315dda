// CountVotes: counts what has been voted on a photo once votes can no longer be undone, and decides. The decision is written first and
// answered then: whatever breaks between the two, the message comes again and answers once more, which harms nobody.
// In: an SQS event of { riderId, photoId }  Out: { batchItemFailures }, the messages that stay in the queue
// Throws: InvalidInputError, ConfigurationError

import { createHash } from 'node:crypto';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { outcomeRows } from '../adapters/review-outcomes.ts';
import { type ReviewedPhotoInFull, readReview, saveReview, taskTokenOf } from '../adapters/review-rows.ts';
import { answerTask, startJourney } from '../adapters/step-functions.ts';
import { countLater } from '../adapters/votes-queue.ts';
import { BY_APPEAL, BY_NOBODY } from '../domain/appeal.ts';
import { standingOf } from '../domain/quorum.ts';
import { secondsAfter, type Ticket, type TicketDecision, type Vote } from '../domain/review.ts';
import { isFinal } from '../domain/review-acts.ts';
import { rounded } from '../domain/rounded.ts';
import { configuration } from '../shared/config.ts';
import { DependencyThrottledError, InvalidInputError } from '../shared/errors.ts';
import { countBy, countUnder, observe } from '../shared/telemetry.ts';

const text = z.string().check(z.minLength(1));
export const Event = z.object({ Records: z.array(z.object({ messageId: text, body: z.string() })) });
export const Message = z.object({
  riderId: text,
  photoId: text,
  /** It comes from the clock of an appeal, not from a vote. */
  isClock: z.exactOptional(z.boolean()),
});
type Message = z.output<typeof Message>;

export interface Answer {
  batchItemFailures: { itemIdentifier: string }[];
}

const MOST_TRIES = 6;

export const handler = (event: unknown, context: Context): Promise<Answer> => {
  const result = z.safeParse(Event, event);
  if (!result.success) throw new InvalidInputError('The event is none of a queue');
  const { Records } = result.data;
  const batchItemFailures: Answer['batchItemFailures'] = [];
  const count = async ({ messageId, body }: (typeof Records)[number]) => {
    try {
      await observe({ kind: 'step', name: 'CountVotes', correlationId: messageId, context }, () =>
        countOne(body),
      );
    } catch {
      // Logged and counted by then. The others are counted all the same.
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  };
  return Records.reduce((before, record) => before.then(() => count(record)), Promise.resolve()).then(() => ({
    batchItemFailures,
  }));
};

async function countOne(body: string): Promise<void> {
  const message = messageOf(body);
  const { riderId, photoId } = message;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const photo = await readReview(riderId, photoId);
    // Erased, or answered by the workflow itself.
    if (!photo) return;
    const { decision } = photo.ticket;
    if (decision) return deliver(photo, decision);
    if (photo.status !== 'in-review') return;
    const decided = decide(photo, new Date());
    if (!decided && isUnanswered(photo, new Date())) {
      if (await expire(photo)) return;
      continue;
    }
    if (!decided) return again(photo, message);
    if (await save(photo, decided))
      return deliver({ ...photo, ticket: { ...photo.ticket, decision: decided.decision } }, decided.decision);
  }
  throw new DependencyThrottledError('CountVotes: the row changed at every try');
}

function messageOf(body: string): Message {
  try {
    return Message.parse(JSON.parse(body));
  } catch (cause) {
    throw new InvalidInputError('The message names no photo', { cause });
  }
}

interface Decided {
  decision: TicketDecision;
  at: Date;
}

/** What the votes come to that can no longer be undone; undefined while they come to nothing. */
function decide({ ticket }: ReviewedPhotoInFull, now: Date): Decided | undefined {
  const { review: rules } = configuration();
  const final = Object.values(ticket.votes).filter((vote) => isFinal(vote, now, rules));
  const standing = standingOf(ticket, final, rules);
  if (standing.state !== 'agreed') return undefined;
  const reasons = standing.votes.flatMap(({ reason }) => reason ?? []);
  return {
    at: now,
    decision: {
      decision: standing.decision,
      at: now.toISOString(),
      by: standing.votes.map(({ name }) => name),
      ...(reasons.length > 0 && { reason: reasons.join(' / ') }),
    },
  };
}

async function save(photo: ReviewedPhotoInFull, { decision, at }: Decided): Promise<boolean> {
  const { ticket, findings } = photo;
  const doubted = findings.filter(({ code, status }) => ticket.reasons.includes(code) && status !== 'passed');
  const isSaved = await saveReview(
    photo,
    // What is decided holds no claims that could stand in anybody's way.
    { ...ticket, claims: {}, decision },
    { act: 'decide', at: decision.at, decision: decision.decision },
    {
      set: { openStatus: 'decided', answeredBy: Object.keys(ticket.votes) },
      write: outcomeRows(photo, doubted, outcomeOf(ticket, decision, at), at),
    },
  );
  if (!isSaved) return false;
  for (const { code, status } of doubted)
    countUnder('ReviewOutcome', { code, band: status, decision: decision.decision });
  const votes = Object.values(ticket.votes);
  if (votes.length > 1) countBy('VotesCompared', 'agreed', String(isOneMind(votes)));
  return true;
}

/** What is kept of it beside what was measured: how long it took, and whether the first two saw the same. */
function outcomeOf({ votes, openedAt }: Ticket, { decision }: TicketDecision, at: Date) {
  const [first, second] = Object.values(votes).sort((a, b) => (a.at < b.at ? -1 : 1));
  return {
    decision,
    minutes: rounded((at.getTime() - Date.parse(openedAt)) / 60_000),
    ...(first && second && { agreed: isOneMind([first, second]) }),
  };
}

const isOneMind = (votes: Vote[]): boolean => new Set(votes.map(({ decision }) => decision)).size === 1;

/** An appeal has no execution that ends the waiting for it: its clock (appeal-clock.asl.json) has sent the message. */
const isUnanswered = ({ ticket }: ReviewedPhotoInFull, now: Date): boolean =>
  ticket.kind === 'appeal' && ticket.dueAt <= now.toISOString() && pendingVotes(ticket, now).length === 0;

/** Those that can still be undone. */
const pendingVotes = ({ votes }: Ticket, now: Date): Vote[] =>
  Object.values(votes).filter((vote) => !isFinal(vote, now, configuration().review));

/** The workflow ends it as it ends every review that nobody answers: the rider is asked for another photo, operators are told. */
async function expire(photo: ReviewedPhotoInFull): Promise<boolean> {
  const at = new Date().toISOString();
  const ended = { ...photo.ticket, claims: {} };
  const isSaved =
    // Before, by this very message.
    photo.isClosed ||
    (await saveReview(photo, ended, { act: 'expire', at }, { set: { openStatus: 'decided' } }));
  if (isSaved) await startAgain(photo, at, { decision: 'expire', decidedBy: BY_NOBODY });
  return isSaved;
}

/**
 * Somebody's time to undo is not over, or a clock rang before the appeal was due: by then once more. Every vote has its own message;
 * this is for clocks that differ, and for an appeal that was written at the second try.
 */
async function again({ ticket }: ReviewedPhotoInFull, message: Message): Promise<void> {
  const now = new Date();
  const { undoSeconds } = configuration().review;
  const ends = pendingVotes(ticket, now).map(({ at }) => secondsAfter(new Date(at), undoSeconds));
  if (ends.length === 0 && message.isClock && ticket.kind === 'appeal') ends.push(ticket.dueAt);
  const [first] = ends.sort();
  if (first === undefined) return;
  const seconds = Math.ceil((Date.parse(first) - now.getTime()) / 1000) + 1;
  await countLater(message, Math.min(900, seconds));
}

async function deliver(photo: ReviewedPhotoInFull, decision: TicketDecision): Promise<void> {
  if (photo.ticket.kind === 'appeal') return answerAppeal(photo, decision);
  const { riderId, photoId } = photo;
  const taskToken = await taskTokenOf(riderId, photoId);
  // No word that a reviewer wrote: it would stay in the execution's history when the rider is forgotten. The row has it.
  const output = { decision: decision.decision, reviewer: decision.by.join(', ') };
  if (taskToken !== undefined && (await answerTask(taskToken, output))) return;
  await noteLateness(riderId, photoId);
}

async function answerAppeal(photo: ReviewedPhotoInFull, { decision, by, at }: TicketDecision): Promise<void> {
  await startAgain(photo, at, { decision, decidedBy: `${BY_APPEAL}${by.join(', ')}` });
}

/** The workflow goes through the photo once more, and ends as was decided: thumbnails, face, messages are its own. */
async function startAgain(
  { riderId, photoId, upload, past }: ReviewedPhotoInFull,
  at: string,
  appeal: { decision: TicketDecision['decision'] | 'expire'; decidedBy: string },
): Promise<void> {
  const name = createHash('sha256')
    .update(JSON.stringify(['appeal', upload.bucket, upload.key, upload.versionId]))
    .digest('hex')
    .slice(0, 40);
  const keptSeconds = configuration().retention.refusedDays * 86_400;
  await startJourney(name, {
    upload: { ...upload, riderId, photoId },
    expiresAt: String(Math.floor(Date.parse(at) / 1000) + keptSeconds),
    past,
    appeal,
  });
}

/** Around the end of the time nobody can say yet whether the workflow has the answer: its own clock began a moment before the desk's. */
const UNSURE_MS = 5 * 60_000;
const ASKED_AGAIN_SECONDS = 60;

/**
 * Nobody waited for the answer. Either it was given before, by another message, or the workflow ended without it: then the row says so,
 * and the reviewers are told. While the workflow is about to end, it is looked at once more a minute later.
 */
async function noteLateness(riderId: string, photoId: string): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const photo = await readReview(riderId, photoId);
    const decision = photo?.ticket.decision;
    if (!photo || !decision || decision.late) return;
    const now = new Date().toISOString();
    const overdueMs = Date.parse(now) - Date.parse(photo.ticket.dueAt);
    if (photo.status === 'in-review') {
      if (overdueMs < -UNSURE_MS) return;
      if (overdueMs < UNSURE_MS) return countLater({ riderId, photoId }, ASKED_AGAIN_SECONDS);
    }
    if (photo.decidedBy === decision.by.join(', ')) return;
    const ticket = { ...photo.ticket, decision: { ...decision, late: true } };
    if (await saveReview(photo, ticket, { act: 'late', at: now })) {
      countBy('VotesLate', 'decision', decision.decision);
      return;
    }
  }
}
