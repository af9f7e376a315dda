// What reviewers and operators read: everything, in full.

import { FINDINGS, type Finding } from './finding.ts';
import type { FindingStatus } from './judgement.ts';

const STATUS_WORDS: Readonly<Record<FindingStatus, string>> = {
  passed: 'passed',
  failed: 'failed',
  review: 'please decide',
  unavailable: 'could not be checked',
  'not-applicable': 'does not apply',
};

/** One line with title, status, measured value and threshold: `Sharpness: failed (measured 12, expected >= 40)`. */
export function reviewerText({ code, status, measured, threshold }: Finding): string {
  const values = [
    ...(measured === undefined ? [] : [`measured ${measured}`]),
    ...(threshold === undefined ? [] : [`expected ${threshold}`]),
  ].join(', ');
  const detail = values === '' ? '' : ` (${values})`;
  return `${FINDINGS[code].title.en}: ${STATUS_WORDS[status]}${detail}`;
}
