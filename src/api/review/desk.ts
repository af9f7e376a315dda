// The frame around every act at the desk: who acts, on which photo, and the write that holds only if nobody else was faster.

import { actsOfReviewer } from '../../adapters/review-acts-rows.ts';
import {
  type AuditedAct,
  findReview,
  type ReviewedPhotoInFull,
  type RowWrite,
  saveReview,
} from '../../adapters/review-rows.ts';
import { findRiderId } from '../../adapters/rider-links.ts';
import type { Reviewer, Ticket } from '../../domain/review.ts';
import type { ActContext, Acted } from '../../domain/review-acts.ts';
import { REVIEW_REFUSALS, type ReviewRefusal } from '../../domain/review-refusal.ts';
import type { Language } from '../../domain/rider-texts.ts';
import { belongsTo } from '../../shared/audience.ts';
import { configuration } from '../../shared/config.ts';
import { notFound, Problem } from '../../shared/problem.ts';
import type { RouteRequest } from '../../shared/route.ts';
import { type DeskContext, ticketVersion, viewOf } from './ticket-view.ts';

/** Problems that every act on one photo may answer. */
export const REVIEW_PROBLEMS = {
  403: ['own-photo', 'answered-before', 'for-leads'],
  404: ['not-found'],
  409: ['no-seat', 'for-colleague', 'voted-already', 'claim-lost', 'kept-already', 'busy'],
  410: ['review-decided', 'review-expired'],
  412: ['review-changed'],
  429: ['exposure-limit'],
} as const;

export type Desk = Pick<ActContext, 'now' | 'rules'> & {
  sub: string;
  language: Language;
  /** Who acts, on a photo of this rider. */
  on(riderId: string): DeskContext;
};

type Seated = Pick<RouteRequest, 'caller' | 'now' | 'language'>;

/** The desk as the caller sits at it. */
export async function deskOf({ caller, now, language }: Seated): Promise<Desk> {
  const { sub, name } = caller;
  const ownRiderId = await findRiderId(sub);
  const { review: rules } = configuration();
  const isLead = belongsTo(caller, 'operator');
  const reviewer = (riderId: string): Reviewer => ({ sub, name, isLead, isRider: riderId === ownRiderId });
  return {
    sub,
    now,
    rules,
    language,
    on: (riderId) => ({ reviewer: reviewer(riderId), now, rules, language }),
  };
}

/** The photo of the id. Throws not-found, and own-photo where a reviewer meets their own. */
export async function photoOf(desk: Desk, photoId: string): Promise<ReviewedPhotoInFull> {
  const photo = await findReview(photoId, desk.sub, desk.now);
  if (!photo) throw notFound('review');
  if (desk.on(photo.riderId).reviewer.isRider) throw refusal('own-photo');
  return photo;
}

export interface Act {
  run(ticket: Ticket, context: ActContext): Acted;
  /** What the audit says of it; nothing of what is done all the time, such as renewing. */
  audit?:
    | Omit<AuditedAct, 'at' | 'reviewer' | 'isContent'>
    | ((was: Ticket, context: ActContext) => Omit<AuditedAct, 'at' | 'reviewer' | 'isContent'> | undefined);
  /** Done before the write, with what is about to be written; not for an act that changes nothing. */
  before?(photo: ReviewedPhotoInFull): Promise<void>;
  /** Written with it. */
  besides?(photo: ReviewedPhotoInFull): RowWrite[];
}

const MOST_TRIES = 6;

/**
 * Does one act: reads, changes, writes, and begins again when somebody was faster. An act that changes nothing writes nothing. Gives
 * the photo as it is then. Throws the act's refusal, and review-changed with the fresh ticket for another version than `ifMatch`.
 */
export async function perform(
  desk: Desk,
  find: () => Promise<ReviewedPhotoInFull>,
  act: Act,
  ifMatch?: string,
): Promise<ReviewedPhotoInFull> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const photo = await find();
    const context = desk.on(photo.riderId);
    if (ifMatch !== undefined && ifMatch !== ticketVersion(photo.ticket)) {
      const ticket = await viewOf(photo, context);
      throw new Problem(412, 'review-changed', 'What is asked has changed meanwhile', {
        members: { ticket },
      });
    }
    const acted = act.run(photo.ticket, context);
    if ('refused' in acted) throw refusal(acted.refused, photo);
    const { ticket } = acted;
    if (ticket === photo.ticket) return photo;
    await act.before?.(photo);
    const audit = typeof act.audit === 'function' ? act.audit(photo.ticket, context) : act.audit;
    const audited = audit && {
      ...audit,
      at: desk.now.toISOString(),
      reviewer: desk.sub,
      ...(isSensitive(ticket) && { isContent: true }),
    };
    const write = act.besides?.(photo) ?? [];
    if (await saveReview(photo, ticket, audited, { write }))
      return { ...photo, ticket, revision: (photo.revision ?? 0) + 1 };
  }
  throw new Problem(409, 'busy', 'Too many work on this photo at once: try again');
}

export const isSensitive = ({ reasons }: Ticket): boolean => reasons.includes('CONTENT');

/** Photos doubted for their content that the reviewer has taken within the last hour, each counted once. */
export async function contentSeen({ sub, now }: Desk): Promise<Set<string>> {
  const acts = await actsOfReviewer(sub, new Date(now.getTime() - 3_600_000));
  return new Set(
    acts.filter(({ act, isContent }) => act === 'claim' && isContent).map(({ photoId }) => photoId),
  );
}

/** Throws exposure-limit when this would be one too many. */
export async function checkExposure(desk: Desk, photo: ReviewedPhotoInFull): Promise<void> {
  if (!isSensitive(photo.ticket)) return;
  const seen = await contentSeen(desk);
  if (!seen.has(photo.photoId) && seen.size >= desk.rules.contentPerHour) throw refusal('exposure-limit');
}

/** With what became of the photo, where that is why. */
export function refusal(reason: ReviewRefusal, photo?: ReviewedPhotoInFull): Problem {
  const { status, title } = REVIEW_REFUSALS[reason];
  const outcome = photo?.ticket.decision?.decision ?? photo?.status;
  return new Problem(status, reason, title, status === 410 && outcome ? { members: { outcome } } : {});
}
