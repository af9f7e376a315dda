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
  run: async ({ params, query, caller, now }) => {
    const desk = await deskOf(caller, now);
    const reason = query.skip;
    await perform(desk, () => photoOf(desk, params.photoId), {
      run: (ticket, context) =>
        reason === undefined ? giveBack(ticket, context) : skip(ticket, reason, context),
      audit: reason === undefined ? { act: 'give-back' } : { act: 'skip', reason },
    });
    return { status: 204 };
  },
});
