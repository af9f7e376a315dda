// Has a person's answer given to the execution that waits for it, as the review desk has, and follows what comes of it.

import { DescribeExecutionCommand, RedriveExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { UsableCloud } from 'laptop-cloud/cli';
import { UsageError } from 'laptop-cloud/cli';
import type { HistoryEvent } from 'states-language';
import type { Answer } from '../photo/answer.ts';
import { followExecution, newestEventId } from '../photo/follow.ts';
import { answerOf, rests } from '../photo/journey.ts';
import type { Story } from '../photo/story.ts';
import { decideReview } from './decide-review.ts';
import { type OpenReview, openReviews } from './open-reviews.ts';

export interface ReviewAnswer {
  /** What the state machine takes as the result of OpenReview. */
  output: { decision: 'approve' | 'retake' | 'reject'; reviewer: string; reason?: string };
  signal: AbortSignal;
  onEvent(event: HistoryEvent, story: Story): void;
}

/** Throws UsageError when the review is over, or cannot be taken up again. */
export async function answerReview(
  cloud: UsableCloud,
  review: OpenReview,
  { output, signal, onEvent }: ReviewAnswer,
): Promise<Answer> {
  const { executionArn, riderId, photoId } = review;
  const sfn = new SFNClient(cloud.clientConfig);
  const isRest = (event: HistoryEvent) => rests(event, false);
  try {
    const startedMs = Date.now();
    const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const waiting = status === 'RUNNING' ? review : await takenUp();
    const afterId = await newestEventId(sfn, executionArn);
    await decideReview(cloud, waiting, output);
    const followed = await followExecution(sfn, executionArn, { signal, onEvent, isRest, afterId });
    return await answerOf(cloud, followed, {
      file: `${riderId}/${photoId}`,
      riderId,
      photoId,
      startedMs,
    });
  } finally {
    sfn.destroy();
  }

  /** The cloud stopped while the execution waited. Redriven, it asks again, with a new token. */
  async function takenUp(): Promise<OpenReview> {
    const afterId = await newestEventId(sfn, executionArn);
    try {
      await sfn.send(new RedriveExecutionCommand({ executionArn }));
    } catch (cause) {
      throw new UsageError(
        `nobody waits for the answer any more, and its execution cannot go on: ${(cause as Error).message}`,
        { cause },
      );
    }
    await followExecution(sfn, executionArn, { signal, onEvent: () => {}, isRest, afterId });
    const again = (await openReviews(cloud)).find((each) => each.executionArn === executionArn);
    if (again) return again;
    throw new UsageError(`the review of ${photoId} is over`);
  }
}
