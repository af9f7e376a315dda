import { outcomesOf } from '../../adapters/review-outcomes.ts';
import { FINDING_CODES, FINDINGS } from '../../domain/finding.ts';
import { LEAST_FOR_ADVICE, thresholdAdvice } from '../../domain/threshold-advice.ts';
import { defineRoute } from '../../shared/route.ts';
import { Thresholds } from '../schemas/review.ts';

export const readThresholds = defineRoute({
  route: 'GET /v1/reviews/thresholds',
  summary: 'How people decided what each rule could not, and which bound would have agreed with them',
  audience: 'reviewer',
  answers: { 200: Thresholds },
  run: async () => {
    const all = await Promise.all(
      FINDING_CODES.map(async (code) => ({
        code,
        title: FINDINGS[code].title,
        ...thresholdAdvice(await outcomesOf(code)),
      })),
    );
    return { status: 200, body: { checks: all.filter(({ n }) => n > 0), leastForAdvice: LEAST_FOR_ADVICE } };
  },
});
