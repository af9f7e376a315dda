import { listReviews as listRows } from '../../adapters/review-rows.ts';
import { DESK_PACE } from '../../domain/polling-pace.ts';
import { isOpen } from '../../domain/review.ts';
import { isUrgent, needsSecond } from '../../domain/ticket.ts';
import { defineRoute } from '../../shared/route.ts';
import { Queue, QueueQuery } from '../schemas/review.ts';
import { deskOf } from './desk.ts';
import { queueItemOf, tagOf } from './ticket-view.ts';

const MOST_LISTED = 100;

export const listReviews = defineRoute({
  route: 'GET /v1/reviews',
  summary: 'What waits for people, by the time that is left',
  audience: 'reviewer',
  query: QueueQuery,
  answers: { 200: Queue },
  run: async ({ query, ...request }) => {
    const desk = await deskOf(request);
    const { now } = desk;
    const waiting = (await listRows()).filter(({ ticket }) => isOpen(ticket, now));
    const reviews = waiting
      .filter(({ ticket }) => query.reason === undefined || ticket.reasons.includes(query.reason))
      .filter(({ ticket }) => query.needs === undefined || needsSecond(ticket))
      .sort((one, other) => (one.ticket.dueAt < other.ticket.dueAt ? -1 : 1))
      .slice(0, MOST_LISTED)
      .map((photo) => queueItemOf(photo, desk.on(photo.riderId)));
    const urgent = waiting.filter(({ ticket }) => isUrgent(ticket, now)).length;
    const body = { reviews, waiting: waiting.length, urgent };
    return { status: 200, body, etag: tagOf(body), retryAfter: DESK_PACE };
  },
});
