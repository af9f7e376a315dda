import { claim, isHeld, keep } from '../../domain/review-acts.ts';
import { defineRoute } from '../../shared/route.ts';
import { Claim, ReviewParams, Ticket } from '../schemas/review.ts';
import { type Act, checkExposure, deskOf, perform, photoOf, REVIEW_PROBLEMS } from './desk.ts';
import { answerOf } from './ticket-view.ts';

/** Taking a seat and keeping it are told to the audit; holding it longer every minute is not. */
export function claimAct({ keep: keeps = false }: { keep?: boolean }): Act {
  return {
    run: keeps ? keep : claim,
    audit: (was, context) => (keeps ? { act: 'keep' } : isHeld(was, context) ? undefined : { act: 'claim' }),
  };
}

export const claimReview = defineRoute({
  route: 'PUT /v1/reviews/{photoId}/claim',
  summary: 'Take a photo for five minutes, hold it for five more, or keep it for half an hour once',
  audience: 'reviewer',
  params: ReviewParams,
  body: Claim,
  answers: { 200: Ticket },
  problems: REVIEW_PROBLEMS,
  run: async ({ params, body, ifMatch, ...request }) => {
    const desk = await deskOf(request);
    const act = claimAct(body);
    const find = () => photoOf(desk, params.photoId);
    const photo = await perform(desk, find, { ...act, before: (seen) => checkExposure(desk, seen) }, ifMatch);
    return answerOf(photo, desk.on(photo.riderId));
  },
});
