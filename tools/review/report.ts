// Open reviews in words.

import type { Terminal } from 'laptop-cloud/cli';
import { describeFinding } from '../photo/report.ts';
import type { OpenReview } from './open-reviews.ts';

export function printReviews(
  { line, paint }: Terminal,
  reviews: readonly OpenReview[],
  state: string | undefined,
): void {
  const where = state === undefined ? '' : ` --state ${state}`;
  if (reviews.length === 0) line('no photo waits for a person');
  for (const { photoId, riderId, askedAt, reviewDueAt, reasons, findings } of reviews) {
    line(`${paint.bold(photoId)}  ${paint.dim('rider')} ${riderId}`);
    line(`  ${paint.dim(`asked ${askedAt}, due ${reviewDueAt}`)}`);
    for (const finding of findings.filter(
      ({ code, status }) => reasons.includes(code) && status !== 'passed',
    ))
      line(`  ${describeFinding(finding, paint)}`);
    line(`  ${paint.dim(`npm run review -- ${photoId} --approve${where} (or --retake, --reject)`)}`);
  }
}
