// npm run review: what waits for a person, and the person's answer.

import { userInfo } from 'node:os';
import { type Call, type Command, textOption, UsageError, useCloud } from 'laptop-cloud/cli';
import { type Answer, exitCodeOf } from './photo/answer.ts';
import { createProgress } from './photo/progress.ts';
import { printAnswer } from './photo/report.ts';
import { answerReview } from './review/answer-review.ts';
import { findReview, openReviews } from './review/open-reviews.ts';
import { printReviews } from './review/report.ts';

export const REVIEW: Command = {
  name: 'review',
  summary: 'answer photos that a person decides',
  help: `npm run review
npm run review -- PHOTO --approve | --retake | --reject [options]

Lists the photos that wait for a person, with what the rules could not decide; or answers one and follows it to its end.
PHOTO is a photo id, or the beginning of one. Works with the npm start that uses the same --state, and without one.

  --approve, --retake, --reject   the answer
  --rider ID                      whose photo, when several riders have sent the same
  --reviewer NAME                 who decides, kept in the photo's row (default: your user name)
  --reason TEXT                   why; kept in the execution's history
  --state DIR                     where everything is kept (default .local)
  --help                          this text

Exit code: without an answer 0; otherwise as npm run photo: 0 approved, 10 retake, 12 rejected, 1 fault, 2 usage.`,
  options: {
    approve: { type: 'boolean' },
    retake: { type: 'boolean' },
    reject: { type: 'boolean' },
    rider: { type: 'string' },
    reviewer: { type: 'string' },
    reason: { type: 'string' },
    state: { type: 'string' },
  },
  run,
};

export const DECISIONS = ['approve', 'retake', 'reject'] as const;
export type Decision = (typeof DECISIONS)[number];

async function run(call: Call): Promise<number> {
  const [photo, ...more] = call.positionals;
  const decisions = DECISIONS.filter((decision) => call.options[decision] === true);
  if (more.length > 0) throw new UsageError(`review takes one photo, not also "${more[0]}"`);
  if (photo !== undefined && decisions.length !== 1)
    throw new UsageError(`how is ${photo} answered? One of --approve, --retake and --reject`);
  if (photo === undefined && decisions.length > 0)
    throw new UsageError(
      `which photo? npm run review lists them; then npm run review -- PHOTO --${decisions[0]}`,
    );
  const used = await useCloud(call);
  try {
    const reviews = await openReviews(used.cloud);
    const [decision] = decisions;
    if (photo === undefined || decision === undefined) {
      printReviews(call.out, reviews, textOption(call, 'state'));
      return 0;
    }
    const review = findReview(reviews, photo, textOption(call, 'rider'));
    const progress = createProgress(call.out, Date.now());
    const reason = textOption(call, 'reason');
    const answer: Answer = await answerReview(used.cloud, review, {
      output: {
        decision,
        reviewer: textOption(call, 'reviewer') ?? userInfo().username,
        ...(reason === undefined ? {} : { reason }),
      },
      signal: call.signal,
      onEvent: progress.see,
    }).finally(progress.end);
    printAnswer(call.out, answer);
    return exitCodeOf(answer);
  } finally {
    await used.close();
  }
}
