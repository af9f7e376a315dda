// ReviewApi: what reviewers do at the desk. Its role may show the pictures of photos that wait and change their rows; it cannot
// answer the workflow: CountVotes does, when votes can no longer be undone.

import { serve } from '../shared/route.ts';
import { REVIEW_ROUTES } from './review/routes.ts';

export const handler = serve(REVIEW_ROUTES);
