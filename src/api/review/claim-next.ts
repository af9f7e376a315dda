import { listReviews, readReview } from '../../adapters/review-rows.ts';
import { claimants } from '../../domain/quorum.ts';
import { isOpen } from '../../domain/review.ts';
import { actsOf } from '../../domain/ticket.ts';
import { notFound, Problem } from '../../shared/problem.ts';
import { defineRoute } from '../../shared/route.ts';
import { ClaimNext, Ticket } from '../schemas/review.ts';
import { claimAct } from './claim-review.ts';
import { contentSeen, deskOf, isSensitive, perform } from './desk.ts';
import { answerOf } from './ticket-view.ts';

export const claimNext = defineRoute({
  route: 'PUT /v1/reviews/next/claim',
  summary: 'Take the photo with the least time left that I may decide; the one I hold, if I hold one',
  audience: 'reviewer',
  body: ClaimNext,
  answers: { 200: Ticket, 204: null },
  problems: { 429: ['exposure-limit'] },
  run: async ({ body, ...request }) => {
    const desk = await deskOf(request);
    const { now } = desk;
    const mayTake = (await listReviews())
      .filter(({ ticket }) => isOpen(ticket, now) && ticket.skips[desk.sub] === undefined)
      .filter(({ ticket }) => body.reason === undefined || ticket.reasons.includes(body.reason))
      .filter(({ ticket }) => !ticket.reasons.some((code) => body.without?.includes(code)))
      .filter(({ ticket, riderId }) => actsOf(ticket, desk.on(riderId)).includes('claim'))
      .sort(
        (one, other) =>
          rank(one.ticket) - rank(other.ticket) || (one.ticket.dueAt < other.ticket.dueAt ? -1 : 1),
      );
    function rank(ticket: (typeof mayTake)[number]['ticket']): number {
      return claimants(ticket, now).includes(desk.sub) ? 0 : 1;
    }
    const seen = mayTake.some(({ ticket }) => isSensitive(ticket)) ? await contentSeen(desk) : new Set();
    const isTooMuch = (photo: (typeof mayTake)[number]) =>
      isSensitive(photo.ticket) && !seen.has(photo.photoId) && seen.size >= desk.rules.contentPerHour;
    for (const candidate of mayTake.filter((photo) => !isTooMuch(photo))) {
      try {
        const find = async () => {
          const photo = await readReview(candidate.riderId, candidate.photoId);
          if (!photo) throw notFound('review');
          return photo;
        };
        const photo = await perform(desk, find, claimAct({}));
        const context = desk.on(photo.riderId);
        return answerOf(photo, context);
      } catch (error) {
        // Somebody was faster, or the index was late: the next one.
        if (!(error instanceof Problem)) throw error;
      }
    }
    if (mayTake.length > 0 && mayTake.every(isTooMuch))
      throw new Problem(429, 'exposure-limit', 'Enough of these pictures for now: take a break');
    return { status: 204 };
  },
});
