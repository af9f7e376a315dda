// Takes the photo with the least time left that the reviewer may decide.

import type { Api } from '../shared/api.ts';
import type { Ticket } from './review-api.ts';

/** The id of the photo; undefined when nothing waits for this reviewer. Rejects with ApiProblem. */
export async function takeNext(
  api: Api,
  wish: { reason?: string; without?: readonly string[] },
): Promise<string | undefined> {
  const { body } = await api.put<Ticket>('/v1/reviews/next/claim', { body: wish });
  return body?.photoId;
}
