import { defineRoute } from '../../shared/route.ts';
import { ReviewParams, Ticket } from '../schemas/review.ts';
import { deskOf, photoOf } from './desk.ts';
import { answerOf } from './ticket-view.ts';

export const readReview = defineRoute({
  route: 'GET /v1/reviews/{photoId}',
  summary: 'One photo under review; its pictures for a minute, for who holds it',
  audience: 'reviewer',
  params: ReviewParams,
  answers: { 200: Ticket },
  problems: { 403: ['own-photo'], 404: ['not-found'] },
  run: async ({ params, ...request }) => {
    const desk = await deskOf(request);
    const photo = await photoOf(desk, params.photoId);
    return answerOf(photo, desk.on(photo.riderId));
  },
});
