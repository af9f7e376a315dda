// Whether somebody looks old enough to ride alone.

import type { Configuration } from './configuration.ts';
import type { Judgement } from './judgement.ts';
import type { DetectedFace } from './photo.ts';
import { rounded } from './rounded.ts';

/**
 * AGE: an estimate never approves by itself, so the middle of the range (years) needs a wide berth: below `reject` it fails,
 * up to and including `review` a person decides, and a model that gives no range leaves the rule out.
 */
export function judgeAge({ ageRange }: DetectedFace, { age }: Configuration): Judgement {
  const threshold = `> ${age.review} (review from ${age.reject})`;
  if (!ageRange) return { status: 'not-applicable', threshold };
  const middle = (ageRange.low + ageRange.high) / 2;
  const status = middle < age.reject ? 'failed' : middle <= age.review ? 'review' : 'passed';
  const measured = `about ${rounded(middle)} (${rounded(ageRange.low)} to ${rounded(ageRange.high)})`;
  return { status, measured, threshold };
}
