import { actsOfReviewer, type ReviewerAct } from '../../adapters/review-acts-rows.ts';
import { readReview } from '../../adapters/review-rows.ts';
import { DESK_PACE } from '../../domain/polling-pace.ts';
import type { ReviewDecision } from '../../domain/review.ts';
import { secondsAfter } from '../../domain/review.ts';
import { isFinal } from '../../domain/review-acts.ts';
import { defineRoute } from '../../shared/route.ts';
import { Mine } from '../schemas/review.ts';
import { contentSeen, type Desk, deskOf } from './desk.ts';
import { tagOf } from './ticket-view.ts';

const DAYS = 30;
const MOST_LISTED = 50;

export const listMyReviews = defineRoute({
  route: 'GET /v1/reviews/mine',
  summary: 'What I have answered of late, and what came of it',
  audience: 'reviewer',
  answers: { 200: Mine },
  run: async ({ ...request }) => {
    const desk = await deskOf(request);
    const { now } = desk;
    const acts = await actsOfReviewer(desk.sub, new Date(now.getTime() - DAYS * 86_400_000));
    const votes = acts.filter(({ act }) => act === 'vote').slice(0, MOST_LISTED);
    const seen = await contentSeen(desk);
    const body = {
      votes: await Promise.all(votes.map((vote) => standing(vote, desk))),
      skips: acts.filter(({ act }) => act === 'skip').length,
      content: { seen: seen.size, most: desk.rules.contentPerHour },
    };
    const isWaiting = body.votes.some(({ state }) => state === 'waiting');
    return { status: 200, body, etag: tagOf(body), ...(isWaiting && { retryAfter: 2 * DESK_PACE }) };
  },
});

async function standing({ riderId, photoId, at, decision, reason }: ReviewerAct, { sub, now, rules }: Desk) {
  const photo = await readReview(riderId, photoId);
  const given = photo?.ticket.votes[sub];
  const isStanding = given?.at === at;
  const outcome = isStanding ? (photo?.ticket.decision?.decision ?? null) : null;
  const state = stateOf();
  const canUndo = state === 'waiting' && !isFinal({ at }, now, rules);
  return {
    photoId,
    at,
    decision: decision as ReviewDecision,
    ...(reason !== undefined && { reason }),
    state,
    undoUntil: canUndo ? secondsAfter(new Date(at), rules.undoSeconds) : null,
    outcome,
  };

  function stateOf(): 'waiting' | 'decided' | 'undone' | 'over' {
    if (!photo) return 'over';
    if (outcome !== null) return 'decided';
    // Of an earlier question, or taken back.
    if (!isStanding) return photo.status === 'in-review' ? 'undone' : 'over';
    return photo.status === 'in-review' ? 'waiting' : 'over';
  }
}
