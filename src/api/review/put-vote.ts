import { countLater } from '../../adapters/votes-queue.ts';
import { vote } from '../../domain/review-acts.ts';
import { Problem } from '../../shared/problem.ts';
import { defineRoute } from '../../shared/route.ts';
import { ReviewParams, Ticket, VoteBody } from '../schemas/review.ts';
import { deskOf, perform, photoOf, REVIEW_PROBLEMS } from './desk.ts';
import { answerOf } from './ticket-view.ts';

export const putVote = defineRoute({
  route: 'PUT /v1/reviews/{photoId}/vote',
  summary: 'Answer a photo that I hold; counted when it can no longer be undone',
  audience: 'reviewer',
  params: ReviewParams,
  body: VoteBody,
  answers: { 200: Ticket },
  problems: { ...REVIEW_PROBLEMS, 428: ['version-missing'] },
  run: async ({ params, body, ifMatch, ...request }) => {
    if (ifMatch === undefined)
      throw new Problem(428, 'version-missing', 'Say with If-Match which version of the review is answered');
    const desk = await deskOf(request);
    const { seen, ...cast } = body;
    const act = {
      run: (ticket, context) => vote(ticket, cast, context),
      audit: { act: 'vote', ...cast, ...(seen && { seen }) },
      // First, so that no vote can stay uncounted; a message that finds no vote does nothing. A second after the time to undo is
      // over, for clocks differ.
      before: ({ riderId, photoId }) => countLater({ riderId, photoId }, desk.rules.undoSeconds + 1),
    } satisfies Parameters<typeof perform>[2];
    const photo = await perform(desk, () => photoOf(desk, params.photoId), act, ifMatch);
    return answerOf(photo, desk.on(photo.riderId));
  },
});
