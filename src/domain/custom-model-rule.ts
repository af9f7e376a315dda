// What the operator's own model says, where there is one.

import type { Configuration } from './configuration.ts';
import type { Judgement } from './judgement.ts';
import { rounded } from './rounded.ts';

/**
 * CUSTOM_MODEL: the score runs from 0 (nothing wrong) to 1 (surely against the policy). `off`: no model is configured.
 * `unavailable` is passed over only where the model is not required.
 */
export function judgeCustomModel(
  answer: { score: number; label?: string } | 'off' | 'unavailable',
  { customModel: { required, rejectScore, reviewScore } }: Configuration,
): Judgement {
  const threshold = `< ${reviewScore} (reject >= ${rejectScore})`;
  if (answer === 'off') return { status: 'not-applicable', threshold };
  if (answer === 'unavailable') {
    const status = required ? 'unavailable' : 'not-applicable';
    return { status, measured: 'no answer', threshold };
  }
  const { score, label } = answer;
  const status = score >= rejectScore ? 'failed' : score >= reviewScore ? 'review' : 'passed';
  const measured = label === undefined ? rounded(score) : `${label} ${rounded(score)}`;
  return { status, measured, threshold };
}
