// Every route of reviewers: the table of ReviewApiFunction, of docs/openapi.json and of the routes in template.yaml.

import type { Route } from '../../shared/route.ts';
import { claimNext } from './claim-next.ts';
import { claimReview } from './claim-review.ts';
import { giveBackReview } from './give-back-review.ts';
import { listMyReviews } from './list-my-reviews.ts';
import { listReviews } from './list-reviews.ts';
import { putHandover } from './put-handover.ts';
import { putNote } from './put-note.ts';
import { putVote } from './put-vote.ts';
import { readReview } from './read-review.ts';
import { readThresholds } from './read-thresholds.ts';
import { undoVote } from './undo-vote.ts';

export const REVIEW_ROUTES: readonly Route[] = [
  listReviews,
  claimNext,
  listMyReviews,
  readThresholds,
  readReview,
  claimReview,
  giveBackReview,
  putVote,
  undoVote,
  putNote,
  putHandover,
];
