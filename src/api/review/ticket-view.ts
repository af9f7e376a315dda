// One photo under review as its reviewer may see it.

import { createHash } from 'node:crypto';
import type * as z from 'zod/mini';
import { type PictureLink, pictureLink } from '../../adapters/picture-link.ts';
import type { ReviewedPhoto, ReviewedPhotoInFull } from '../../adapters/review-rows.ts';
import { readProfile } from '../../adapters/rider-profile.ts';
import { workingCopyKey } from '../../domain/derived-keys.ts';
import { FINDINGS, type FindingCode } from '../../domain/finding.ts';
import { secondsToOutcome } from '../../domain/polling-pace.ts';
import { freeSeats } from '../../domain/quorum.ts';
import { type Ticket as DomainTicket, isOpen, secondsAfter } from '../../domain/review.ts';
import { type ActContext, isHeld } from '../../domain/review-acts.ts';
import type { Language } from '../../domain/rider-texts.ts';
import { actsOf, courseOf, isUrgent, needsSecond, visibleVotes } from '../../domain/ticket.ts';
import type { Queue, Ticket } from '../schemas/review.ts';

/** The entity tag. It tells what is asked, never whether somebody has answered. */
export const ticketVersion = ({ kind, version }: DomainTicket): string => `${kind}-${version}`;

/** Of an answer that is asked for again and again: what has not changed is not sent once more. */
export const tagOf = (body: object): string =>
  createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16);

/** Who looks, and in which language. */
export type DeskContext = ActContext & { language: Language };

export function queueItemOf(
  { photoId, ticket }: ReviewedPhoto,
  context: DeskContext,
): z.input<typeof Queue>['reviews'][number] {
  const { kind, reasons, openedAt, dueAt } = ticket;
  return {
    photoId,
    kind,
    reasons: reasons.map((code) => ({ code, title: FINDINGS[code].title[context.language] })),
    openedAt,
    dueAt,
    isUrgent: isUrgent(ticket, context.now),
    seats: freeSeats(ticket, context.now, context.rules),
    needsSecond: needsSecond(ticket),
    acts: actsOf(ticket, context),
  };
}

export async function viewOf(
  photo: ReviewedPhotoInFull,
  context: DeskContext,
): Promise<z.input<typeof Ticket>> {
  const { ticket, findings } = photo;
  const { reviewer, now, rules } = context;
  const own = ticket.votes[reviewer.sub];
  // Pictures are for those who have to decide, while they do.
  const holds = isHeld(ticket, context) && isOpen(ticket, now);
  const { decision } = ticket;
  return {
    ...queueItemOf(photo, context),
    version: ticketVersion(ticket),
    claim: holds
      ? { until: ticket.claims[reviewer.sub]!.until, isKept: ticket.claims[reviewer.sub]!.kept === true }
      : null,
    picture: holds ? await pictureLink(pictureOf(photo), now) : null,
    faceBox: photo.faceBox,
    isSensitive: ticket.reasons.includes('CONTENT'),
    candidates: holds ? await candidatesFor(photo, now) : [],
    findings: findings.map(({ code, status, measured, threshold }) => ({
      code,
      title: FINDINGS[code].title[context.language],
      status,
      ...(measured !== undefined && { measured }),
      ...(threshold !== undefined && { threshold }),
    })),
    appeal: photo.appealText ?? null,
    notes: Object.entries(ticket.notes)
      .map(([noteId, { name, at, text }]) => ({ noteId, name, at, text }))
      .sort((a, b) => (a.at < b.at ? -1 : 1)),
    vote: own ? { ...own, undoUntil: secondsAfter(new Date(own.at), rules.undoSeconds) } : null,
    course: courseOf(ticket, context),
    votes: visibleVotes(ticket, context),
    decision: decision
      ? { decision: decision.decision, at: decision.at, by: decision.by, isLate: decision.late === true }
      : null,
  };
}

/**
 * The ticket as an answer. While somebody may still answer it, its tag is what the answer is meant for; after that the tag tells of all
 * that is shown, and when more may be learned.
 */
export async function answerOf(photo: ReviewedPhotoInFull, context: DeskContext) {
  const body = await viewOf(photo, context);
  const { vote, course } = body;
  const version = ticketVersion(photo.ticket);
  if (course === null) return { status: 200, body, etag: version } as const;
  // Decided, and the workflow has yet to say that it was in time.
  const isOver = course === 'over' || (course === 'decided' && photo.status !== 'in-review');
  const wait = secondsToOutcome({ isOver, undoUntil: vote?.undoUntil }, context.now);
  return {
    status: 200,
    body,
    etag: `${version}-${tagOf(body)}`,
    ...(wait !== undefined && { retryAfter: wait }),
  } as const;
}

// The copies of a rejected photo are gone: of an appeal the file itself is shown, as the rider sent it.
function pictureOf({ riderId, photoId, upload, ticket }: ReviewedPhotoInFull) {
  return ticket.kind === 'appeal'
    ? upload
    : { bucket: upload.bucket, key: workingCopyKey({ riderId, photoId }) };
}

/** What the picture has to be held beside, by what the photo is doubted for. */
async function candidatesFor(
  { riderId, photoId, upload, ticket, resembles }: ReviewedPhotoInFull,
  now: Date,
): Promise<{ because: FindingCode; picture: PictureLink }[]> {
  const like = (['FACE_TAKEN', 'FACE_BLOCKED'] as const).find((code) => ticket.reasons.includes(code));
  const wanted = [
    ...(ticket.reasons.includes('FACE_CHANGED') ? [{ because: 'FACE_CHANGED' as const, riderId }] : []),
    ...(like ? resembles.map((other) => ({ because: like, riderId: other })) : []),
  ];
  const found = await Promise.all(
    wanted.map(async ({ because, riderId: whose }) => {
      const profile = await readProfile(whose);
      const current = profile?.forgottenAt === undefined ? profile?.currentPhoto : undefined;
      if (current === undefined || (whose === riderId && current === photoId)) return [];
      const key = workingCopyKey({ riderId: whose, photoId: current });
      return [{ because, picture: await pictureLink({ bucket: upload.bucket, key }, now) }];
    }),
  );
  return found.flat();
}
