import { undo } from '../../domain/review-acts.ts';
import { defineRoute } from '../../shared/route.ts';
import { ReviewParams, Ticket } from '../schemas/review.ts';
import { deskOf, perform, photoOf, REVIEW_PROBLEMS } from './desk.ts';
import { answerOf } from './ticket-view.ts';

export const undoVote = defineRoute({
  route: 'DELETE /v1/reviews/{photoId}/vote',
  summary: 'Take my answer back while it is not counted',
  audience: 'reviewer',
  params: ReviewParams,
  answers: { 200: Ticket },
  problems: { ...REVIEW_PROBLEMS, 409: ['too-late-to-undo', 'busy'] },
  run: async ({ params, ...request }) => {
    const desk = await deskOf(request);
    const find = () => photoOf(desk, params.photoId);
    const photo = await perform(desk, find, { run: undo, audit: { act: 'undo' } });
    return answerOf(photo, desk.on(photo.riderId));
  },
});
