import { skipRows } from '../../adapters/review-outcomes.ts';
import { giveBack, skip } from '../../domain/review-acts.ts';
import { defineRoute } from '../../shared/route.ts';
import { GiveBackQuery, ReviewParams } from '../schemas/review.ts';
import { deskOf, perform, photoOf, REVIEW_PROBLEMS } from './desk.ts';

export const giveBackReview = defineRoute({
  route: 'DELETE /v1/reviews/{photoId}/claim',
  summary: 'Give a photo back, or skip it and not be offered it again',
  audience: 'reviewer',
  params: ReviewParams,
  query: GiveBackQuery,
  answers: { 204: null },
  problems: REVIEW_PROBLEMS,
  run: async ({ params, query, ...request }) => {
    const desk = await deskOf(request);
    const reason = query.skip;
    await perform(desk, () => photoOf(desk, params.photoId), {
      run: (ticket, context) =>
        reason === undefined ? giveBack(ticket, context) : skip(ticket, reason, context),
      audit: reason === undefined ? { act: 'give-back' } : { act: 'skip', reason },
      besides: (photo) =>
        reason === undefined ? [] : skipRows(photo, photo.ticket.reasons, reason, desk.now),
    });
    return { status: 204 };
  },
});
