import { handOver } from '../../domain/review-acts.ts';
import { defineRoute } from '../../shared/route.ts';
import { HandoverBody, ReviewParams } from '../schemas/review.ts';
import { deskOf, perform, photoOf, REVIEW_PROBLEMS } from './desk.ts';

export const putHandover = defineRoute({
  route: 'PUT /v1/reviews/{photoId}/handover',
  summary: 'Hand a photo that I hold to a colleague, by name, or to the leads',
  audience: 'reviewer',
  params: ReviewParams,
  body: HandoverBody,
  answers: { 204: null },
  problems: REVIEW_PROBLEMS,
  run: async ({ params, body, ...request }) => {
    const desk = await deskOf(request);
    await perform(desk, () => photoOf(desk, params.photoId), {
      run: (ticket, context) => handOver(ticket, body, context),
      audit: { act: 'hand-over', reason: body.to },
    });
    return { status: 204 };
  },
});
