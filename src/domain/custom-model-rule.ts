// What the operator's own model says, where there is one.

import type { Configuration } from './configuration.ts';
import { type Finding, finding } from './finding.ts';
import { rounded } from './rounded.ts';

/**
 * CUSTOM_MODEL: the score runs from 0 (nothing wrong) to 1 (surely against the policy). `off`: no model is configured.
 * `unavailable` is passed over only where the model is not required.
 */
export function judgeCustomModel(
  answer: { score: number; label?: string } | 'off' | 'unavailable',
  { customModel: { required, rejectScore, reviewScore } }: Configuration,
): Finding {
  const threshold = `< ${reviewScore} (reject >= ${rejectScore})`;
  if (answer === 'off') return finding('CUSTOM_MODEL', 'not-applicable', { threshold });
  if (answer === 'unavailable') {
    const status = required ? 'unavailable' : 'not-applicable';
    return finding('CUSTOM_MODEL', status, { measured: 'no answer', threshold });
  }
  const { score, label } = answer;
  const status = score >= rejectScore ? 'failed' : score >= reviewScore ? 'review' : 'passed';
  const measured = label === undefined ? rounded(score) : `${label} ${rounded(score)}`;
  return finding('CUSTOM_MODEL', status, { measured, threshold });
}
